"""The typed values that evidence holds. The first letter of a handle tells the kind (`LETTERS`)."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from core.trade import Mode, PriceUnit, QuantityUnit


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True)


class ProductRef(_Value):
    merchant_id: str
    sku: str
    name: str


class PlaceRef(_Value):
    """`locode` is a UN/LOCODE without the space; `country` is the English short name."""

    locode: str
    name: str
    country: str


class ProductValue(_Value):
    """A mention of goods: one candidate when it is clear, several when the buyer must choose, none when
    nobody here has such goods."""

    kind: Literal["product"] = "product"
    asked: str
    candidates: tuple[ProductRef, ...]


class QuantityValue(_Value):
    kind: Literal["quantity"] = "quantity"
    amount: Decimal
    unit: QuantityUnit
    asked: str


class PlaceValue(_Value):
    """A mention of a place. No candidate: a place that nobody here knows."""

    kind: Literal["place"] = "place"
    asked: str
    candidates: tuple[PlaceRef, ...]


class ModeValue(_Value):
    kind: Literal["mode"] = "mode"
    mode: Mode
    asked: str


class CurrencyValue(_Value):
    kind: Literal["currency"] = "currency"
    currency: str
    asked: str


class AmountValue(_Value):
    """A sum of money that the buyer named; `currency` is empty when none was said. `unit` is what it is for
    (`$80 a carton`), None when nothing was said; `other_unit` one that no list has (`lb`), as written."""

    kind: Literal["amount"] = "amount"
    amount: Decimal
    currency: str
    asked: str
    unit: PriceUnit | None = None
    other_unit: str = ""


class DayValue(_Value):
    kind: Literal["day"] = "day"
    day: date
    asked: str


class ReferenceValue(_Value):
    """A shipment's number as written and normalised. `valid`: its check digit holds (ISO 6346)."""

    kind: Literal["reference"] = "reference"
    type: Literal["container", "booking", "bl", "house_bl", "shipment", "quotation", "unknown"]
    number: str
    valid: bool = True
    asked: str


class PassageValue(_Value):
    """One quotable passage of a document. `score` is a similarity in [0, 1]; `page` counts from 1.

    `audience` is public, registered or private: who may read it, the strictest when nobody said.
    """

    kind: Literal["passage"] = "passage"
    text: str
    document_id: str
    file_name: str
    title: str
    heading: str = ""
    page: int | None = None
    version: str
    merchant_id: str
    audience: str = "private"
    language: str = ""
    valid_until: date | None = None
    score: float


class NumberFact(_Value):
    """A figure from a tool. `role` says what it is (total, freight, moq); `unit` is an ISO 4217 code,
    or carton, piece, kg, cbm, wm, container, day, percent, rate, celsius or empty. `of` is the product key
    or the shipment that the fact belongs to, when there are several."""

    kind: Literal["number"] = "number"
    role: str
    of: str = ""
    amount: Decimal
    unit: str = ""


class DateFact(_Value):
    kind: Literal["date"] = "date"
    role: str
    of: str = ""
    day: date


class TextFact(_Value):
    """A name or short phrase from a tool: a vessel, a port, a carrier's remark."""

    kind: Literal["text"] = "text"
    role: str
    of: str = ""
    text: str


Value = Annotated[
    ProductValue
    | QuantityValue
    | PlaceValue
    | ModeValue
    | CurrencyValue
    | AmountValue
    | DayValue
    | ReferenceValue
    | PassageValue
    | NumberFact
    | DateFact
    | TextFact,
    Field(discriminator="kind"),
]

LETTERS: dict[str, str] = {
    "product": "P",
    "quantity": "N",
    "place": "L",
    "mode": "M",
    "currency": "C",
    "amount": "A",
    "day": "D",
    "reference": "R",
    "passage": "S",
    "number": "F",
    "date": "F",
    "text": "F",
}
