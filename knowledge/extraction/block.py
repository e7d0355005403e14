"""What every document format is read into."""

from dataclasses import dataclass
from typing import Literal

HeadingPath = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or a list (`prose`), or one row of a table that names its columns (`row`).

    `heading_path` is outermost first; `page` counts from 1 where the format has pages. A row is only
    ever quoted whole.
    """

    text: str
    heading_path: HeadingPath = ()
    page: int | None = None
    kind: Literal["prose", "row"] = "prose"
