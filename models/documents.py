"""Sentences and table rows of merchants' documents, and buyers' questions on them, by topic.

The wording is in wording/documents, a TOML file per language: `say` holds sentences of a topic, `ask`
questions that any of them answers, `row` a cell of a product table.
"""

import random
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from models.wording import expand

_FOLDER = Path(__file__).parent / "wording" / "documents"
_ASKED = {"zh": "？", "ar": "؟ "}
_SLOT = re.compile(r"\{([a-z]+)(\d?)\}")

# Topics that a search mixes up: they share words, yet none answers a question on another.
NEIGHBOURS = (
    "payment credit deposit balance currency bank_fees late_payment discount price_validity",
    "sample_fee sample_time lead_time minimum_order order_change cancellation discount packing",
    "halal phytosanitary ce organic test_report origin customs_papers inspection fumigation allergens",
    "packing pallets private_label label_language mixed_container catalogue minimum_order",
    "shelf_life storage_temperature warranty spare_parts allergens packing lead_time",
    "claims returns warranty insurance cancellation inspection late_payment spare_parts",
    "inspection visit opening_hours holidays cut_off lead_time loading",
    "free_time demurrage detention warehouse_fee consolidation loading cut_off trucking tracking",
    "exclusive discount private_label minimum_order catalogue visit",
    "duty insurance customs_papers currency origin trucking dangerous_goods",
)
# Pairs where a sentence of one may well answer a question on the other: never set against each other.
_MIXED_UP = (
    "payment deposit|payment balance|payment credit|payment currency|credit deposit|customs_papers origin|"
    "customs_papers phytosanitary|customs_papers halal|customs_papers fumigation|"
    "minimum_order mixed_container|minimum_order private_label|minimum_order discount|packing pallets|"
    "packing private_label|packing minimum_order|insurance claims|visit inspection|inspection test_report|"
    "claims warranty|opening_hours holidays|claims returns|duty origin|halal allergens|claims inspection|"
    "consolidation mixed_container|test_report ce|organic allergens|warranty spare_parts|loading origin|"
    "customs_papers test_report|customs_papers tracking|customs_papers duty|"
    "private_label label_language|sample_fee bank_fees"
)

# Days, weeks, months, large and small counts, hours, degrees, sums; those with a 2 come after their like.
_NUMBERS = {
    name: tuple(text.split())
    for name, text in {
        "d": "2 3 5 7 8 10 12",
        "d2": "14 20 21 25 30",
        "w": "2 3 4 5 6",
        "w2": "8 9 10",
        "m": "3 6 9 12 18 24 36",
        "n": "20 50 100 200 300 500 1,000 1200 2000 5,000",
        "q2": "2 4 5 8",
        "q": "3 6 10 12 20 24 36 40 48",
        "pct": "2 3 5 8 10 15 20 25 30 40 50 70",
        "h": "7 8 9",
        "h2": "16 17 18",
        "t": "0 2 4 5",
        "t2": "10 15 18 25",
        "a": "5 12 20 35 40 60 80 95 120 250 400 500 1000 2,500",
        "kg": "5 8 10 12 20 25",
        "year": "2009 2012 2015 2018 2021 2024",
        "years": "2 3 5 10",
    }.items()
}


@dataclass(frozen=True, slots=True)
class Topic:
    """Frames. `row` is empty where a product table has no such column."""

    name: str
    say: tuple[str, ...]
    ask: tuple[str, ...]
    row: str


@dataclass(frozen=True, slots=True)
class Wording:
    """The documents of one language: topics by name, and the words that fill their slots."""

    language: str
    topics: Mapping[str, Topic]
    columns: tuple[str, ...]
    values: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Page:
    """Documents of a merchant, open at one product."""

    words: Wording
    product: str


@cache
def wording(language: str) -> Wording:
    raw = tomllib.loads((_FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    values = {name: tuple(text.split("|")) for name, text in raw.pop("values").items()}
    topics = {
        name: Topic(name, _lines(topic["say"]), _lines(topic["ask"]), topic.get("row", ""))
        for name, topic in raw.items()
    }
    columns = tuple(name for name, topic in topics.items() if topic.row)
    return Wording(language, topics, columns, values)


@cache
def rivals(topic: str, language: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names of (near topics, all topics) whose sentences leave a question on `topic` unanswered."""
    known = [name for name in wording(language).topics if name != topic and not mixed_up(topic, name)]
    near = {name for group in NEIGHBOURS if topic in group.split() for name in group.split()}
    return tuple(name for name in known if name in near), tuple(known)


@cache
def mixed_up(one: str, other: str) -> bool:
    """Whether a sentence of one may answer a question on the other."""
    pairs = _MIXED_UP.split("|")
    return one == other or f"{one} {other}" in pairs or f"{other} {one}" in pairs


def faq(topic: Topic, said: str, page: Page, rng: random.Random) -> str:
    """A sentence after its question, as a list of questions has it."""
    asked = sentence(rng.choice(topic.ask), page, rng).rstrip(" ?？؟")
    return asked + _ASKED.get(page.words.language, "? ") + said


def question(frame: str, page: Page, rng: random.Random) -> str:
    return _filled(frame, page, rng)


def sentence(frame: str, page: Page, rng: random.Random) -> str:
    text = _filled(frame, page, rng)
    return text[:1].upper() + text[1:]


def table_row(columns: Sequence[str], page: Page, rng: random.Random) -> str:
    """A row as the product reads it, `product: green tea; halal: yes; shelf life: 18 months`."""
    cells = [_filled(page.words.topics[name].row, page, rng) for name in columns]
    name = page.product[:1].upper() + page.product[1:] if rng.random() < 0.6 else page.product
    return "; ".join((f"{page.words.values['row_product'][0]}: {name}", *cells))


def _filled(frame: str, page: Page, rng: random.Random) -> str:
    """`frame` with its choices made and its slots filled; a slot has one value in it."""
    known = {"p": page.product}

    def value(slot: re.Match[str]) -> str:
        name = slot[1] + slot[2]
        if name not in known:
            known[name] = _value(slot[1], slot[2], page.words, rng)
        return known[name]

    text = expand(frame, page.words.language, rng)
    while _SLOT.search(text):
        text = _SLOT.sub(value, text)
    return " ".join(text.split())


def _value(slot: str, digit: str, words: Wording, rng: random.Random) -> str:
    if slot == "pct":
        return rng.choice(_NUMBERS["pct"]) + rng.choice((" %", "%"))
    if slot == "h":
        return f"{rng.choice(_NUMBERS['h' + digit])}:{rng.choice(('00', '30'))}"
    known = _NUMBERS.get(slot + digit) or _NUMBERS.get(slot)
    return rng.choice(known or words.values[slot])


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line for line in text.split("\n") if line)
