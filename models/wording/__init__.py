"""The wording that turns are made of: frames per language in asks/ and answers/, and their expansion.

`asks/LANGUAGE/` has a file per section, `answers/LANGUAGE.toml` them all.

A frame is a line such as `(how much|price) for {lines} {dest}`: `(a|b|)` is a choice, `<item>` a line
of the part `item`; `{…}` is left for the generator to fill.
"""

import random
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from core.words import LANGUAGES

_SHARES = (0.6, 0.08, 0.08, 0.08, 0.08, 0.08)
_FOLDER = Path(__file__).parent
_CHOICE = re.compile(r"\(([^()]*)\)")
_PART = re.compile(r"<(\w+)>")

Frames = dict[str, dict[str, tuple[str, ...]]]


def a_language(rng: random.Random) -> str:
    """English six times in ten."""
    return rng.choices(LANGUAGES, _SHARES)[0]


@cache
def asks(language: str) -> Frames:
    """How buyers ask, by section and family."""
    frames: dict[str, Any] = {}
    for path in sorted((_FOLDER / "asks" / language).glob("*.toml")):
        frames |= tomllib.loads(path.read_text(encoding="utf-8"))
    return _frames(frames)


@cache
def answers(language: str) -> Frames:
    """How Quayside answers, by tool (or focus) and outcome."""
    raw = {name: section for name, section in _answers(language).items() if name != "part"}
    focused = {
        f"{name}.{focus}": family
        for name, families in raw.items()
        if name.startswith("focus_")
        for focus, family in families.items()
    }
    return _frames(
        {name: section for name, section in raw.items() if not name.startswith("focus_")} | focused
    )


@cache
def glue(language: str) -> dict[str, str]:
    """The short pieces that join goods in an answer: item, item_bare, and, comma."""
    part: dict[str, str] = _answers(language)["part"]
    return part


def plainly(frames: tuple[str, ...], rng: random.Random) -> str:
    """One of `frames`; as often as not one of the first four, where the plain ones stand."""
    return rng.choice(frames[:4] if rng.random() < 0.5 else frames)


def expand(frame: str, language: str, rng: random.Random) -> str:
    """`frame` with every choice made and every part drawn; `{…}` stays."""
    while match := _CHOICE.search(frame):
        frame = frame[: match.start()] + rng.choice(match[1].split("|")) + frame[match.end() :]
    while match := _PART.search(frame):
        frame = frame[: match.start()] + _part(match[1], language, rng) + frame[match.end() :]
    return frame


def _part(name: str, language: str, rng: random.Random) -> str:
    sections = asks(language)
    for section in ("part", "refuse", "search"):
        if name in sections[section]:
            return expand(rng.choice(sections[section][name]), language, rng)
    return name


def _answers(language: str) -> dict[str, Any]:
    return tomllib.loads((_FOLDER / "answers" / f"{language}.toml").read_text(encoding="utf-8"))


def _frames(raw: dict[str, dict[str, str]]) -> Frames:
    """Sections of multi-line strings as tuples of lines. Spaces at the ends matter in joins."""
    return {
        name: {
            family: tuple(line for line in text.split("\n") if line.strip())
            for family, text in families.items()
        }
        for name, families in raw.items()
    }
