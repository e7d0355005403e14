"""Requests as text: a JSON line of `quayside quote --requests`, and the `SKU=300ctn` of `--line`."""

import json
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, TypeVar

from core.errors import BadInput
from core.principal import VISITOR, Principal
from core.trade import Mode, PortBook, QuantityUnit, Term
from core.turns import JsonObject
from core.values import PlaceRef, PlaceValue
from tools.places import find_places
from tools.quotation.engine import quote
from tools.quotation.outcome import NotPermitted
from tools.quotation.render import to_json
from tools.quotation.request import Line, QuoteRequest
from tools.quotation.tariff import Tariff

UNITS = {
    **{unit.value: unit for unit in QuantityUnit},
    "cartons": QuantityUnit.CARTON,
    "ctn": QuantityUnit.CARTON,
    "ctns": QuantityUnit.CARTON,
    "pieces": QuantityUnit.PIECE,
    "pcs": QuantityUnit.PIECE,
    "tonnes": QuantityUnit.TONNE,
    "t": QuantityUnit.TONNE,
    "t_gross": QuantityUnit.TONNE_GROSS,
    "pallets": QuantityUnit.PALLET,
    "m3": QuantityUnit.CBM,
}
_CUSTOMS_MODES = {"1039": True, "0110": False}
_LINE = re.compile(r"(?P<asked>.+)=\s*(?P<quantity>[0-9][0-9.]*)\s*(?P<unit>[A-Za-z_]+)\s*")
_LOCODE = re.compile(r"[A-Za-z]{2}[A-Za-z2-9]{3}")
Beyond = Callable[[str], tuple[PlaceRef, ...]]
"""core.ports.Gazetteer.places: the ports that a folded name means."""
_Choice = TypeVar("_Choice", bound=StrEnum)


def answer_request(text: str, tariff: Tariff) -> JsonObject:
    """One line of a requests file to one result. A line that makes no sense: `outcome` null and `error`."""
    try:
        document = json.loads(text, parse_float=Decimal)
        if not isinstance(document, dict):
            raise BadInput(f"{text.strip()[:80]!r} is no JSON object.", hint="Write one object a line.")
        return _answer(document, tariff)
    except (json.JSONDecodeError, RecursionError) as error:
        return {"outcome": None, "error": f"The line is not JSON: {error}."}
    except BadInput as error:
        return {"outcome": None, "error": str(error)}


def parse_request(document: JsonObject, tariff: Tariff, beyond: Beyond | None = None) -> QuoteRequest:
    """`{term, to, currency?, lines: [{sku, qty, unit}], customs_mode?, mode?}`. `beyond` knows places that
    neither the lanes nor the project's table name. Raises BadInput."""
    lines = document.get("lines")
    if not isinstance(lines, list) or not all(isinstance(line, dict) for line in lines):
        raise BadInput(f"`lines` is {lines!r}.", hint='Give a list of {"sku", "qty", "unit"}.')
    currency = _text(document, "currency")
    return QuoteRequest(
        lines=tuple(_json_line(line) for line in lines),
        term=_choice(Term, document, "term"),
        place=named_place(_text(document, "to"), tariff, beyond),
        currency=currency.upper() if currency else None,
        mode=_choice(Mode, document, "mode"),
        customs_1039=_is_1039(document),
    )


def parse_line(text: str) -> Line:
    """`SKU=300ctn` or `MERCHANT/SKU=2t`. Raises BadInput."""
    match = _LINE.fullmatch(text)
    if match is None:
        raise BadInput(f"The line {text!r} cannot be read.", hint="Write SKU=300ctn or MERCHANT/SKU=2t.")
    return Line(match["asked"].strip(), _quantity(match["quantity"]), _unit(match["unit"]))


def caller_of(user_id: str | None, book: PortBook) -> Principal | None:
    """The user of the port with that id, None when there is none; nobody's id is a visitor's."""
    if user_id is None:
        return VISITOR
    for user in book.users:
        if user.user_id == user_id:
            return Principal(
                user.role, user.user_id, user.merchant_id, user.name, user.language, user.country
            )
    return None


def named_place(name: str | None, tariff: Tariff, beyond: Beyond | None = None) -> PlaceValue | None:
    """Every port that `name` can mean; an unknown code is kept in capitals."""
    if name is None:
        return None
    found = find_places(name, tariff.book.lanes, beyond)
    asked = name.upper() if not found and _LOCODE.fullmatch(name) else name
    return PlaceValue(asked=asked, candidates=found)


def _answer(document: JsonObject, tariff: Tariff) -> JsonObject:
    request = parse_request(document, tariff)
    today = _day(document.get("date"))
    caller = caller_of(_text(document, "as"), tariff.book)
    if caller is None:
        return to_json(NotPermitted("unknown user"))
    return to_json(quote(request, tariff, caller, today))


def _json_line(line: JsonObject) -> Line:
    asked = _text(line, "sku")
    if asked is None:
        raise BadInput(f"The line {line!r} names no goods.", hint="Give a `sku`: a SKU, name or alias.")
    quantity = line.get("qty")
    unit = _text(line, "unit") or QuantityUnit.CARTON.value
    return Line(asked, None if quantity is None else _quantity(quantity), _unit(unit))


def _quantity(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise BadInput(f"The quantity {value!r} is no number.", hint="Write it as a number or a string.")
    try:
        return Decimal(str(value).strip())
    except InvalidOperation:
        raise BadInput(f"The quantity {value!r} is no number.", hint="Write it like 300 or 2.5.") from None


def _unit(name: str) -> QuantityUnit:
    try:
        return UNITS[name.casefold()]
    except KeyError:
        raise BadInput(f"The unit {name!r} is unknown.", hint=f"Use one of: {', '.join(UNITS)}.") from None


def _choice(kind: type[_Choice], document: JsonObject, key: str) -> _Choice | None:
    name = _text(document, key)
    if name is None:
        return None
    try:
        return kind(name.upper())
    except ValueError:
        known = ", ".join(kind)
        raise BadInput(f"The {key} {name!r} is unknown.", hint=f"Use one of: {known}.") from None


def _is_1039(document: JsonObject) -> bool:
    mode = _text(document, "customs_mode")
    if mode is None:
        return False
    if mode not in _CUSTOMS_MODES:
        raise BadInput(f"The customs mode {mode!r} is unknown.", hint="Use 1039 or 0110.")
    return _CUSTOMS_MODES[mode]


def _text(document: JsonObject, key: str) -> str | None:
    """A string, or None when it is absent, null or blank."""
    value = document.get(key)
    if value is None:
        return None
    if not isinstance(value, str):
        raise BadInput(f"`{key}` is {value!r}.", hint="Write it as a string.")
    return value.strip() or None


def _day(value: Any) -> date:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise BadInput(f"The date {value!r} is no day.", hint="Write it like 2026-11-01.") from None
