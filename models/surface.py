"""How buyers write values: what stands in a message for each mark of a draft, with the value it means."""

import random
import re
import tomllib
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

from core.trade import Mode, QuantityUnit, Term
from core.values import (
    AmountValue,
    CurrencyValue,
    DayValue,
    ModeValue,
    PlaceRef,
    PlaceValue,
    ProductValue,
    QuantityValue,
    ReferenceValue,
    Value,
)
from models.drafts import MARK
from models.markets import Market

TODAY = date(2026, 6, 1)
_WRITTEN = Path(__file__).parent / "wording" / "values.toml"
_BARE_SHARE = 0.18


@dataclass(slots=True)
class Surface:
    """Gives every mark its words once; `values` are what the marks mean, by mark."""

    market: Market
    language: str
    rng: random.Random
    values: dict[str, Value] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)

    def written(self, text: str) -> str:
        """`text` with words in place of its marks."""
        whole = MARK.sub(lambda match: self.word(match[0]), text)
        if self.language == "zh":
            whole = re.sub(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])", "", whole)
        return " ".join(whole.split())

    def word(self, mark: str) -> str:
        if mark not in self.words:
            self._invent(mark)
        return self.words[mark]

    def value(self, mark: str) -> Value:
        self.word(mark)
        return self.values[mark]

    def _invent(self, mark: str) -> None:
        match = MARK.fullmatch(mark)
        kind, identity = match.groups() if match else ("", "")
        if not identity:
            self.words[mark] = self._term(Term[kind])
            return
        word, value = self._said(kind)
        self.words[mark], self.values[mark] = self._typed(kind, word), value

    def _said(self, kind: str) -> tuple[str, Value]:
        match kind:
            case "P":
                return self._product()
            case "N":
                return self._quantity()
            case "L":
                return self._place()
            case "M":
                return self._mode()
            case "C":
                return self._currency()
            case "A":
                return self._amount()
            case "D":
                return self._day()
            case _:
                return self._reference()

    def _typed(self, kind: str, word: str) -> str:
        """Buyers seldom write goods and places as the list does; a slip now and then."""
        draw = self.rng.random()
        if kind in "PL" and draw < 0.45:
            word = word.lower()
        elif kind in "PL" and draw < 0.5:
            word = word.upper()
        if kind in "PL" and self.language != "zh" and len(word) > 6 and self.rng.random() < 0.06:
            at = self.rng.randrange(2, len(word) - 2)
            word = word[:at] + word[at + 1 :]
        return word

    def _product(self) -> tuple[str, Value]:
        taken = {
            value.candidates[0].sku for value in self.values.values() if isinstance(value, ProductValue)
        }
        article = self.rng.choice([one for one in self.market.articles if one.product.sku not in taken])
        tag = self.language if self.rng.random() < 0.8 else "en"
        names = article.names[tag]
        whole, plain, *others = names
        word = self.rng.choices(
            (whole, plain, self.rng.choice(others), names[-1]), (0.42, 0.38, 0.15, 0.05)
        )[0]
        return word, ProductValue(asked=word, candidates=(article.ref,))

    def _quantity(self) -> tuple[str, Value]:
        rng = self.rng
        taken = {value.amount for value in self.values.values() if isinstance(value, QuantityValue)}
        unit, pattern = self._line("quantity")
        amount = Decimal(0)
        while not amount or amount in taken:
            amount = _amount(rng, unit)
        figure = (
            f"{amount:,}"
            if amount >= 1000 and rng.random() < 0.4 and self.language == "en"
            else f"{amount}"
        )
        is_bare = unit == "carton" and rng.random() < _BARE_SHARE
        word = figure if is_bare else pattern.replace("#", figure)
        return word, QuantityValue(amount=amount, unit=QuantityUnit(unit), asked=word)

    def _place(self) -> tuple[str, Value]:
        taken = {
            value.candidates[0].locode for value in self.values.values() if isinstance(value, PlaceValue)
        }
        ports = [port for port in self.market.ports if port.locode not in taken]
        port = self.rng.choice(ports)
        name = self.rng.choices((port.name, self.rng.choice(port.names), port.locode), (0.6, 0.37, 0.03))[0]
        if self.language in {"zh", "ru", "ar"}:
            script = [name for name in port.names if _SCRIPT[self.language].search(name)]
            name = self.rng.choice(script) if script and self.rng.random() < 0.85 else port.name
        return name, PlaceValue(asked=name, candidates=(port.ref(),))

    def another_place(self) -> PlaceRef:
        """One that the market serves, for an offer of several."""
        return self.rng.choice(self.market.ports).ref()

    def _mode(self) -> tuple[str, Value]:
        code, word = self._any("mode")
        return word, ModeValue(mode=Mode(code), asked=word)

    def _currency(self) -> tuple[str, Value]:
        code, word = self._any("currency")
        return word, CurrencyValue(currency=code, asked=word)

    def _amount(self) -> tuple[str, Value]:
        code, pattern = self._line("amount")
        amount = Decimal(self.rng.randrange(3, 400)) / self.rng.choice((1, 1, 4, 10))
        word = pattern.replace("#", f"{amount}")
        return word, AmountValue(amount=amount, currency=code, asked=word)

    def _day(self) -> tuple[str, Value]:
        day = TODAY + timedelta(days=self.rng.randrange(2, 90))
        word = self.rng.choice((day.isoformat(), f"{day.day}.{day.month}.", f"{day.day}/{day.month}"))
        return word, DayValue(day=day, asked=word)

    def _reference(self) -> tuple[str, Value]:
        number = self.rng.choice(self.market.numbers)
        word = number if self.rng.random() < 0.7 else number.lower()
        return word, ReferenceValue(type="unknown", number=re.sub(r"\W", "", number), asked=word)

    def _line(self, kind: str) -> tuple[str, str]:
        """(meaning, words) of one line of the table."""
        meaning, word = self.rng.choice(_written(self.language)[kind])
        return meaning, word

    def _any(self, kind: str) -> tuple[str, str]:
        """(meaning, one of its words)."""
        meaning, words = self._line(kind)
        return meaning, self.rng.choice(words.split("|"))

    def _term(self, term: Term) -> str:
        """Its code, as often as any other word for it."""
        words = next(words for known, words in _written(self.language)["term"] if known == term)
        return self.rng.choice((term.value, term.value, *words.split("|")))


_SCRIPT = {
    "zh": re.compile(r"[\u4e00-\u9fff]"),
    "ru": re.compile(r"[а-я]", re.IGNORECASE),
    "ar": re.compile(r"[\u0600-\u06ff]"),
}


def _amount(rng: random.Random, unit: str) -> Decimal:
    match unit:
        case "tonne":
            return rng.choice((Decimal(rng.randrange(1, 30)), Decimal(rng.randrange(3, 40)) / 2))
        case "pallet":
            return Decimal(rng.randrange(1, 24))
        case "carton":
            return Decimal(
                rng.choice((rng.randrange(2, 99), 10 * rng.randrange(1, 60), 50 * rng.randrange(1, 50)))
            )
        case _:
            return Decimal(rng.choice((10 * rng.randrange(1, 90), 100 * rng.randrange(1, 99))))


@cache
def _written(language: str) -> dict[str, list[tuple[str, str]]]:
    """(meaning, words) of each kind of value."""
    table = tomllib.loads(_WRITTEN.read_text(encoding="utf-8"))[language]
    return {
        kind: [(line.partition(":")[0], line.partition(":")[2]) for line in lines.split("\n") if line]
        for kind, lines in table.items()
    }
