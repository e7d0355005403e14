"""Plain text: paragraphs between blank lines. A line that begins with a dash or a bullet is a list item."""

import re
from itertools import groupby

from knowledge.extraction.block import Block
from knowledge.extraction.cleaning import decode
from knowledge.extraction.draft import Draft

_ITEM = re.compile(r"^\s*(?:[-*•·]|\d{1,2}[.)])\s+(.*)$")


def read(content: bytes) -> list[Block]:
    draft = Draft()
    for blank, lines in groupby(decode(content).split("\n"), key=lambda line: not line.strip()):
        if not blank:
            _paragraph(draft, list(lines))
    return draft.blocks


def _paragraph(draft: Draft, lines: list[str]) -> None:
    prose: list[str] = []
    items: list[str] = []
    for line in lines:
        if match := _ITEM.match(line):
            items.append(match[1])
        elif items:
            items[-1] += " " + line
        else:
            prose.append(line)
    draft.prose(" ".join(prose))
    draft.items(items)
