"""The words of a map, in the language of whoever looks at it."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MapWords:
    """`title` holds {start} and {end}; `via` {stops}; `between` {start} and {end}. The rest is plain."""

    title: str
    via: str
    between: str
    estimate: str
    approximate: str
    no_way: str

    @classmethod
    def of(cls, words: Mapping[str, str]) -> "MapWords":
        """From the words of the pages, where each is called `map_` and its name here."""
        return cls(**{name: words[f"map_{name}"] for name in cls.__slots__})
