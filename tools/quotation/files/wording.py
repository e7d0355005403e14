"""Labels, figures and names of countries as a reader of one language expects them."""

import csv
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path

from babel import Locale
from babel.numbers import format_decimal

from core.money import minor_digits
from core.words import LANGUAGES

_TABLE = "labels.csv"
_COMMA = {"zh": "，", "ar": "، "}
_SEMICOLON = {"zh": "；", "ar": "؛ "}
_COLON = {"zh": "：", "fr": " : "}
_RIGHT_TO_LEFT = frozenset({"ar"})
_LONG_WORD = re.compile(r"(\S{16})(?=\S)")
# What XML 1.0 forbids, and the marks that turn the direction of the text after them.
_UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)


@dataclass(frozen=True, slots=True)
class Wording:
    """`language` is one of core.words.LANGUAGES."""

    language: str
    labels: dict[str, str]

    def __getitem__(self, key: str) -> str:
        return self.labels[key]

    def get(self, key: str, otherwise: str) -> str:
        """A label for a word of ours, or the port's own words where no label stands for them."""
        return self.labels.get(key, otherwise)

    @property
    def is_right_to_left(self) -> bool:
        return self.language in _RIGHT_TO_LEFT

    def isolated(self, text: str) -> str:
        """Figures, codes and dates inside a sentence; they run left to right in every language."""
        return f"\u2066{text}\u2069" if self.is_right_to_left else text

    def listed(self, *parts: str) -> str:
        return _COMMA.get(self.language, ", ").join(part for part in parts if part)

    def phrases(self, *parts: str) -> str:
        """Like `listed`, for parts that hold commas of their own."""
        return _SEMICOLON.get(self.language, "; ").join(part for part in parts if part)

    def pair(self, name: str, value: str) -> str:
        return f"{name}{_COLON.get(self.language, ': ')}{value}"

    def number(self, value: Decimal | int, least: int = 0, most: int = 3) -> str:
        """With separators of thousands and `least` to `most` decimals; European digits in any language."""
        rounded = Decimal(value).quantize(Decimal(1).scaleb(-most), rounding=ROUND_HALF_UP)
        pattern = "#,##0" + ("." + "0" * least + "#" * (most - least) if most else "")
        return format_decimal(rounded, format=pattern, locale=self.language, numbering_system="latn")

    def amount(self, value: Decimal, currency: str) -> str:
        """With the decimals of `currency` and without its code."""
        digits = minor_digits(currency)
        return self.number(value, digits, digits)

    def money(self, value: Decimal, currency: str) -> str:
        return self.isolated(f"{currency} {self.amount(value, currency)}")

    def percent(self, fraction: Decimal) -> str:
        return self.isolated(f"{self.number(fraction * 100, 0, 4)} %")

    def country(self, code: str) -> str:
        """By its ISO 3166 code; a code that nobody knows stays as it is."""
        return str(Locale(self.language).territories.get(code.upper(), clean(code)))


@cache
def wording_for(language: str) -> Wording:
    """Regions are ignored; a language without labels gives English."""
    tag = language.replace("_", "-").split("-")[0].lower()
    spoken = tag if tag in LANGUAGES else "en"
    return Wording(spoken, {row["key"]: row[spoken] for row in label_rows()})


def label_rows() -> list[dict[str, str]]:
    """The table of labels, a column for each language."""
    text = Path(__file__).with_name(_TABLE).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def breakable(text: str) -> str:
    """`text` with places to break a word that no column holds, so that it never covers its neighbours."""
    return _LONG_WORD.sub("\\1\u200b", text)


def breakable_name(text: str) -> str:
    """A name from outside: `clean` and `breakable`."""
    return breakable(clean(text))


def clean(text: str) -> str:
    """`text` on one line without characters that a file cannot hold or that turn its direction."""
    return " ".join(_UNPRINTABLE.sub("", text).split())
