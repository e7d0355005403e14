"""The phrases of a language, read from phrasebook/<language>.toml: units, names of codes, replies.

A reply is made of clauses with `{role}` placeholders; a clause is said when every role in it is known.
`{?role}` asks for a role without saying it; `<...>` is left out when a role in it is unknown.
"""

import re
import string
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale

from core.money import is_currency

LANGUAGES = ("en", "zh", "es", "ru", "fr", "ar")
_FOLDER = Path(__file__).parent / "phrasebook"
_COMMAS = frozenset(",，、،")


@dataclass(frozen=True, slots=True)
class Reply:
    """`lead` clauses are alternatives, the first that can be said is. `one` is said for a single line of
    goods, `each` for every one of several; `parts` are joined into `parts_frame`, and so are into
    `ways_frame` what `way` says of each shipment; every `then` clause that can be said is. `for_model`:
    a model may word it; otherwise the phrases alone do."""

    lead: tuple[str, ...] = ()
    one: str = ""
    each: str = ""
    parts: tuple[str, ...] = ()
    parts_frame: str = ""
    way: str = ""
    ways_frame: str = ""
    then: tuple[str, ...] = ()
    for_model: bool = True


@dataclass(frozen=True)
class Phrases:
    """`units` hold a form for each plural category of the language (Unicode CLDR), `other` always;
    `marks` are what stands between the items of a list and, as `gap`, between sentences; `claims` are the
    words that need a value of a role beside them."""

    language: str
    units: dict[str, dict[str, str]]
    names: dict[str, dict[str, str]]
    replies: dict[str, Reply]
    marks: dict[str, str]
    claims: dict[str, re.Pattern[str]]

    @property
    def gap(self) -> str:
        """What stands between two sentences."""
        return self.marks["gap"]

    def unit(self, shown: str, unit: str, amount: Decimal) -> str:
        """`shown` with its unit: `USD 12.50`, `300 cartons`."""
        if is_currency(unit):
            return f"{unit} {shown}"
        forms = self.units.get(unit)
        if forms is None:
            return shown
        count = int(amount) if amount == amount.to_integral_value() else amount.normalize()
        category = Locale.parse(self.language).plural_form(count)
        return forms.get(category, forms["other"]).replace("#", shown)

    def name(self, role: str, text: str) -> str:
        """The word for a code such as a milestone; any other text as it is."""
        return self.names.get(role, {}).get(text, text)

    def listing(self, items: Sequence[str]) -> str:
        """Items joined as this language joins them: with a stronger mark when they hold commas."""
        holds_commas = any(_COMMAS & set(item) for item in items)
        return self.marks["semicolon" if holds_commas else "comma"].join(items)

    def reply(self, tool: str, outcome: str) -> Reply:
        """The reply for an outcome, or the tool's general one."""
        return self.replies.get(f"{tool}.{outcome}") or self.replies[f"{tool}.other"]


@cache
def phrases(language: str) -> Phrases:
    """The phrases of `language`; of English, when Quayside has none in it."""
    code = language if language in LANGUAGES else "en"
    raw = tomllib.loads((_FOLDER / f"{code}.toml").read_text(encoding="utf-8"))
    return Phrases(
        language=code,
        units=raw["units"],
        names=raw["names"],
        replies={
            f"{tool}.{outcome}": _reply(spec)
            for tool, outcomes in raw["reply"].items()
            for outcome, spec in outcomes.items()
        },
        marks=raw["marks"],
        claims={role: re.compile(words, re.IGNORECASE) for role, words in raw["claims"].items()},
    )


def roles_in(clause: str) -> tuple[str, ...]:
    """The role names of the placeholders in `clause`."""
    return tuple(name for _, name, _, _ in string.Formatter().parse(clause) if name)


def _reply(spec: dict[str, Any]) -> Reply:
    return Reply(
        lead=tuple(spec.get("lead", ())),
        one=spec.get("one", ""),
        each=spec.get("each", ""),
        parts=tuple(spec.get("parts", ())),
        parts_frame=spec.get("parts_frame", ""),
        way=spec.get("way", ""),
        ways_frame=spec.get("ways_frame", ""),
        then=tuple(spec.get("then", ())),
        for_model=spec.get("for_model", True),
    )
