"""Markdown (CommonMark's blocks, GitHub's tables) as text: links keep their words and lose their address,
images and HTML comments go. Inline HTML is read as a browser would show it."""

import re
from collections.abc import Iterator, Sequence

from knowledge.extraction.block import Block
from knowledge.extraction.cleaning import decode
from knowledge.extraction.draft import Draft
from knowledge.extraction.web_page import visible_text

_FRONT_MATTER = re.compile(r"\A---\n.*?\n(?:---|\.\.\.)\n", re.DOTALL)
_HTML = re.compile(r"<!--|</?[a-zA-Z][^\n<>]*>|<(?:script|style|template)\b", re.IGNORECASE)
_DEFINITION = re.compile(r"^ {0,3}\[[^\]\n]+\]:\s*\S+.*$", re.MULTILINE)
_AUTOLINK = re.compile(r"<([a-zA-Z][a-zA-Z0-9+.-]*:[^<>\s]*|[^<>\s@]+@[^<>\s]+)>")

_HEADING = re.compile(r"^ {0,3}(#{1,6})(?:\s+(.*?))?\s*#*\s*$")
_UNDERLINE = re.compile(r"^ {0,3}(=+|-+)\s*$")
_RULE = re.compile(r"^ {0,3}([-*_])(?:\s*\1){2,}\s*$")
_FENCE = re.compile(r"^ {0,3}(?:```|~~~)")
_ITEM = re.compile(r"^\s*(?:[-*+]|\d{1,9}[.)])\s+(?:\[[ xX]\]\s+)?(.*)$")
_DELIMITER = re.compile(r"^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")
_CELL_BORDER = re.compile(r"(?<!\\)\|")

_IMAGE = re.compile(r"!\[[^\]]*\](?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\]]*\])?")
_LINK = re.compile(r"\[([^\[\]]+)\](?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\]]*\])")
_FOOTNOTE = re.compile(r"\[\^[^\]]+\]:?")
_STARS = re.compile(r"(\*{1,3}|~~)(?=\S)(.+?)(?<=\S)\1")
_UNDERSCORES = re.compile(r"(?<!\w)(_{1,3})(?=\S)(.+?)(?<=\S)\1(?!\w)")
_CODE = re.compile(r"`+([^`]+)`+")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


def read(content: bytes) -> list[Block]:
    text = _FRONT_MATTER.sub("", decode(content))
    text = _AUTOLINK.sub(r"\1", text)
    if _HTML.search(text):
        text = visible_text(text)
    draft = Draft()
    for lines in _groups(_DEFINITION.sub("", text).split("\n")):
        _group(draft, lines)
    return draft.blocks


def _groups(lines: Sequence[str]) -> Iterator[list[str]]:
    """Lines that belong together: a heading, a table, a list, or a paragraph."""
    group: list[str] = []
    for line in (line.removeprefix(">").removeprefix(" ") if line[:1] == ">" else line for line in lines):
        if _ends_group(group, line):
            if group:
                yield group
            group = []
        if line.strip() and not _FENCE.match(line):
            group.append(line)
        if group and (_HEADING.match(line) or (len(group) > 1 and _UNDERLINE.match(line))):
            yield group
            group = []
    if group:
        yield group


def _ends_group(group: Sequence[str], line: str) -> bool:
    if not line.strip() or _FENCE.match(line) or _HEADING.match(line):
        return True
    if not group:
        return False
    in_list, in_table = bool(_ITEM.match(group[0])), "|" in group[0]
    if _ITEM.match(line) and not _RULE.match(line):
        return not in_list
    return in_table and "|" not in line and not in_list


def _group(draft: Draft, lines: list[str]) -> None:
    if match := _HEADING.match(lines[0]):
        draft.heading(len(match[1]), _inline(match[2] or ""))
    elif len(lines) > 1 and "|" in lines[0] and _DELIMITER.match(lines[1]) and "-" in lines[1]:
        draft.table([_cells(line) for line in lines[2:]], header=_cells(lines[0]))
    elif len(lines) > 1 and (match := _UNDERLINE.match(lines[-1])):
        draft.heading(1 if match[1][0] == "=" else 2, _inline(" ".join(lines[:-1])))
    elif _RULE.match(lines[0]):
        draft.prose(_inline("\n".join(lines[1:])))
    elif _ITEM.match(lines[0]):
        draft.items([_inline(item) for item in _items(lines)])
    else:
        draft.prose(_inline("\n".join(lines)))


def _items(lines: Sequence[str]) -> list[str]:
    items: list[str] = []
    for line in lines:
        if match := _ITEM.match(line):
            items.append(match[1])
        else:
            items[-1] += "\n" + line
    return items


def _cells(line: str) -> list[str]:
    inner = line.strip().removeprefix("|")
    inner = inner[:-1] if inner.endswith("|") and not inner.endswith("\\|") else inner
    return [_inline(cell) for cell in _CELL_BORDER.split(inner)]


def _inline(text: str) -> str:
    """The words without their marks, addresses and pictures."""
    text = _IMAGE.sub("", text)
    text = _FOOTNOTE.sub("", text)
    text = _LINK.sub(r"\1", text)
    text = _CODE.sub(r"\1", text)
    for marks in (_STARS, _STARS, _UNDERSCORES):  # bold may hold italics
        text = marks.sub(r"\2", text)
    return _ESCAPE.sub(r"\1", text)
