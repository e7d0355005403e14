"""HTML as a browser would show it: headings, paragraphs, lists and tables; never scripts, comments or
text that the page hides."""

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PreformattedString, Tag

from knowledge.extraction.block import Block
from knowledge.extraction.cleaning import decode
from knowledge.extraction.draft import Draft

_UNSEEN = ("script", "style", "template", "noscript", "iframe", "object", "svg", "canvas", "head", "select")
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|(?:font-size|opacity)\s*:\s*0(?![.\d]*[1-9])"
    r"|(?:text-indent|left|top)\s*:\s*-\d{3,}",
    re.IGNORECASE,
)
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_BLOCKS = frozenset(
    {"html", "body", "main", "article", "section", "div", "header", "footer", "aside", "nav", "form"}
    | {"p", "pre", "blockquote", "figure", "details", "summary", "table", "ul", "ol", "dl", *_HEADINGS}
)
_MAX_SPAN = 100


def read(content: bytes) -> list[Block]:
    soup = _visible(decode(content))
    draft = Draft()
    _walk(draft, soup)
    return draft.blocks


def visible_text(markup: str) -> str:
    """Markup without tags, comments and hidden elements; line ends stay where they are."""
    return _visible(markup).get_text()


def _visible(markup: str) -> BeautifulSoup:
    soup = BeautifulSoup(markup, "html.parser")
    for text in soup.find_all(string=lambda text: isinstance(text, PreformattedString)):
        text.extract()
    for tag in soup.find_all(_is_hidden):
        tag.extract()
    return soup


def _is_hidden(tag: Tag) -> bool:
    if tag.name in _UNSEEN or tag.has_attr("hidden") or tag.get("aria-hidden") == "true":
        return True
    return bool(_HIDING.search(str(tag.get("style", ""))))


def _walk(draft: Draft, parent: Tag) -> None:
    """Loose text between block elements is a paragraph of its own."""
    loose: list[str] = []
    for child in parent.children:
        if isinstance(child, Tag) and _holds_blocks(child):
            draft.prose("".join(loose))
            loose = []
            _element(draft, child)
        elif isinstance(child, Tag):
            loose.append("\n" if child.name == "br" else child.get_text())
        elif isinstance(child, NavigableString):
            loose.append(child)
    draft.prose("".join(loose))


def _element(draft: Draft, tag: Tag) -> None:
    if tag.name in _HEADINGS:
        draft.heading(_HEADINGS[tag.name], tag.get_text(" "))
    elif tag.name == "table":
        _table(draft, tag)
    elif tag.name in {"ul", "ol", "dl"}:
        _list(draft, tag)
    else:
        _walk(draft, tag)


def _holds_blocks(tag: Tag) -> bool:
    return tag.name in _BLOCKS or tag.find(list(_BLOCKS)) is not None


def _list(draft: Draft, tag: Tag) -> None:
    if tag.find("table"):
        _walk(draft, tag)
    elif tag.name == "dl":
        terms = zip(tag.find_all("dt"), tag.find_all("dd"), strict=False)
        draft.rows(
            [f"{term.get_text(' ', strip=True)}: {said.get_text(' ', strip=True)}" for term, said in terms]
        )
    else:
        draft.items([item.get_text() for item in tag.find_all("li")])


def _table(draft: Draft, table: Tag) -> None:
    if caption := table.find("caption"):
        draft.prose(caption.get_text(" "))
    rows = [row for row in table.find_all("tr") if row.find_parent("table") is table]
    grid = list(_grid(rows))
    marked = bool(rows) and (rows[0].find_parent("thead") is not None or _all_header_cells(rows[0]))
    draft.table(grid[1:] if marked else grid, header=grid[0] if marked else None)


def _all_header_cells(row: Tag) -> bool:
    return row.find("td", recursive=False) is None and row.find("th", recursive=False) is not None


def _grid(rows: list[Tag]) -> Iterator[list[str]]:
    """Cells by column: a cell that spans rows or columns is repeated, or later ones would get a
    wrong header."""
    above: dict[int, tuple[int, str]] = {}  # column -> rows still to fill, text
    for row in rows:
        cells: list[str] = []
        pending = iter(row.find_all(["td", "th"], recursive=False))
        below: dict[int, tuple[int, str]] = {}
        while True:
            column = len(cells)
            if column in above:
                left, text = above.pop(column)
                cells.append(text)
                if left > 1:
                    below[column] = (left - 1, text)
                continue
            cell = next(pending, None)
            if cell is None:
                break
            text = cell.get_text(" ", strip=True)
            for offset in range(_span(cell, "colspan")):
                cells.append(text)
                if (height := _span(cell, "rowspan")) > 1:
                    below[column + offset] = (height - 1, text)
        above = below
        yield cells


def _span(cell: Tag, name: str) -> int:
    value = str(cell.get(name, "1"))
    return min(max(int(value), 1), _MAX_SPAN) if value.isdigit() else 1
