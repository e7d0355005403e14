"""Blocks to chunks: about a paragraph under one heading, made of units that can be quoted as they stand.

The unit is what is found and shown; its chunk is the context that it is understood in.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from knowledge.extraction import Block, HeadingPath
from knowledge.sentences import sentences, word_count

CHUNK_WORDS = 120


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence (a question with its answer), a list of fragments, or a table row. Units with the same
    `paragraph` follow each other in the document."""

    text: str
    paragraph: int
    kind: Literal["prose", "row"]


@dataclass(frozen=True, slots=True)
class Chunk:
    """At most CHUNK_WORDS words, unless one paragraph alone has more."""

    heading_path: HeadingPath
    page: int | None
    units: tuple[Unit, ...]

    @property
    def text(self) -> str:
        return " ".join(unit.text for unit in self.units)


def make_chunks(blocks: Sequence[Block]) -> list[Chunk]:
    """Neighbouring blocks of one heading and page together; a paragraph is never torn."""
    numbered = enumerate(blocks)
    return [
        Chunk(heading_path, page, units)
        for (heading_path, page), group in groupby(numbered, key=lambda item: _place(item[1]))
        for units in _filled([_units(number, block) for number, block in group])
    ]


def _place(block: Block) -> tuple[HeadingPath, int | None]:
    return block.heading_path, block.page


def _units(number: int, block: Block) -> tuple[Unit, ...]:
    texts = [block.text] if block.kind == "row" else sentences(block.text)
    return tuple(Unit(text, number, block.kind) for text in texts)


def _filled(paragraphs: Sequence[tuple[Unit, ...]]) -> Iterator[tuple[Unit, ...]]:
    chunk: tuple[Unit, ...] = ()
    words = 0
    for paragraph in paragraphs:
        more = sum(word_count(unit.text) for unit in paragraph)
        if chunk and words + more > CHUNK_WORDS:
            yield chunk
            chunk, words = (), 0
        chunk, words = chunk + paragraph, words + more
    if chunk:
        yield chunk
