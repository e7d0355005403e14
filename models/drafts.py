"""A turn before its values have handles: text, call, last call and spare values, all in marks.

A mark such as `⟦P1⟧` stands for one value: the letter is its kind, the number its identity. Marks
whose identity is NOISE stand for values that no call needs. Numbering handles is the last step, as in
the product: first the values of the message in order of appearance, then those of the last call.
"""

import re
from dataclasses import dataclass

from agent.prompts import delexicalise

NOISE = 900
MARK = re.compile(r"⟦([A-Z]+?)(\d*)⟧")


@dataclass(frozen=True, slots=True)
class Draft:
    """`call` and `last` are words, values as marks; `spare` are values in evidence but in no text."""

    intent: str
    language: str
    text: str
    call: tuple[str, ...]
    last: tuple[str, ...] = ()
    last_outcome: str = ""
    spare: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Numbered:
    """A draft in handles, as the planner meets it."""

    text: str
    call: str
    last: str
    handles: tuple[str, ...]


def mark(kind: str, identity: int | None = None) -> str:
    """The mark of a value; without identity it is a literal such as `CIF`."""
    return f"⟦{kind}{'' if identity is None else identity}⟧"


def number(draft: Draft) -> Numbered:
    """Give every value its handle. Raises KeyError when the call names a value that is nowhere."""
    found = [match[0] for match in MARK.finditer(draft.text)]
    names: dict[str, str] = {}
    counts: dict[str, int] = {}
    for word in (*found, *draft.last, *draft.spare):
        match = MARK.fullmatch(word)
        if match is None or word in names:
            continue
        kind, identity = match.groups()
        if not identity:
            names[word] = kind
            continue
        names[word] = f"{kind}{counts.get(kind, 0)}"
        counts[kind] = counts.get(kind, 0) + 1
    return Numbered(
        text=_delexicalised(draft.text, names),
        call=" ".join(_named(draft.call, names)),
        last=" ".join(_named(draft.last, names)),
        handles=tuple(names.values()),
    )


def _named(words: tuple[str, ...], names: dict[str, str]) -> list[str]:
    return [names[word] if MARK.fullmatch(word) else word for word in words]


def _delexicalised(text: str, names: dict[str, str]) -> str:
    spans = [(match.start(), match.end(), names[match[0]]) for match in MARK.finditer(text)]
    return delexicalise(text, spans)
