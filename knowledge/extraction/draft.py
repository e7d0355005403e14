"""A document under reading: blocks in order, each under the headings that stand above it."""

import re
from collections.abc import Sequence

from knowledge.extraction.block import Block, HeadingPath
from knowledge.extraction.cleaning import clean
from knowledge.extraction.table import Grid, row_texts

_ENDS_SENTENCE = re.compile(r"[.!?。！？؟…][\"'»”)]*$")
_MAX_HEADING_CHARS = 160


class Draft:
    """Readers call it in reading order. Text is cleaned here; what is empty then is left out."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.page: int | None = None
        self._headings: list[tuple[int, str]] = []

    @property
    def heading_path(self) -> HeadingPath:
        return tuple(text for _, text in self._headings)

    def heading(self, level: int, text: str) -> None:
        """`level` 1 is the outermost. A heading too long to be one is taken as prose."""
        name = clean(text)
        if len(name) > _MAX_HEADING_CHARS:
            self.prose(name)
        elif name:
            kept = [(depth, known) for depth, known in self._headings if depth < level]
            self._headings = [*kept, (level, name)]

    def prose(self, text: str) -> None:
        if name := clean(text):
            self.blocks.append(Block(name, self.heading_path, self.page))

    def items(self, items: Sequence[str]) -> None:
        """A list. Items that are sentences stand alone; fragments join the line that leads into them,
        since neither means anything by itself."""
        texts = [text for item in items if (text := clean(item))]
        if not texts:
            return
        if all(_ENDS_SENTENCE.search(text) for text in texts):
            for text in texts:
                self.prose(text)
            return
        joined = " ".join(_with_stop(text, last=text is texts[-1]) for text in texts)
        lead_in = self._take_lead_in()
        self.prose(f"{lead_in} {joined}" if lead_in else joined)

    def rows(self, texts: Sequence[str]) -> None:
        """Rows that already name their columns."""
        self.blocks += [Block(text, self.heading_path, self.page, "row") for text in texts if text]

    def table(self, grid: Grid, header: Sequence[str] | None = None) -> None:
        above, rows = row_texts(grid, header)
        for text in above:
            self.prose(text)
        self.rows(rows)

    def _take_lead_in(self) -> str:
        """The unfinished line right above ("You need to send"), taken off the blocks."""
        if not self.blocks:
            return ""
        last = self.blocks[-1]
        fits = last.kind == "prose" and (last.heading_path, last.page) == (self.heading_path, self.page)
        if not fits or _ENDS_SENTENCE.search(last.text):
            return ""
        return self.blocks.pop().text


def _with_stop(text: str, *, last: bool) -> str:
    if _ENDS_SENTENCE.search(text):
        return text
    bare = text.rstrip(";, ")
    return f"{bare}." if last else f"{bare};"
