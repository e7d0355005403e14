"""What is odd about an event that can be used all the same: carriers' habits that DCSA's schema forbids.

Track & Trace 2.2.0: `eventID` is a UUID, `UNLocationCode` five characters of a country and a place,
`equipmentReference` a container number by ISO 6346, `vesselIMONumber` seven digits with a check digit.
"""

import re
from collections.abc import Callable, Iterator
from uuid import UUID

from core.turns import JsonObject
from tools.places import is_country
from tools.reading.references import check_digit

_LOCODE = re.compile(r"[A-Z]{2}[A-Z2-9]{3}")
_CONTAINER = re.compile(r"[A-Z]{3}[UJZ]\d{7}")
_IMO = re.compile(r"\d{7}")


def doubts_about(event: JsonObject) -> list[str]:
    """One sentence for each value that cannot be right; `event` passed validation."""
    return [f"{field} is {value!r}, {fault}." for field, value, fault in _found(event)]


def _found(event: JsonObject) -> Iterator[tuple[str, object, str]]:
    for field, value, is_right, fault in _checks(event):
        if value is not None and not (isinstance(value, str) and is_right(value)):
            yield field, value, fault


def _checks(event: JsonObject) -> Iterator[tuple[str, object, Callable[[str], bool], str]]:
    call, place = _part(event, "transportCall"), _part(event, "eventLocation")
    inside = _part(call, "location")
    yield "eventID", event.get("eventID"), _is_uuid, "no UUID"
    yield "equipmentReference", event.get("equipmentReference"), _is_container, "no container number"
    for field, part in (
        ("transportCall", call),
        ("transportCall.location", inside),
        ("eventLocation", place),
    ):
        yield f"{field}.UNLocationCode", part.get("UNLocationCode"), _is_locode, "no UN/LOCODE"
    imo = _part(call, "vessel").get("vesselIMONumber")
    yield "transportCall.vessel.vesselIMONumber", imo, _is_imo, "no IMO number"


def _part(source: JsonObject, field: str) -> JsonObject:
    part = source.get(field)
    return part if isinstance(part, dict) else {}


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text.casefold()
    except ValueError:
        return False


def _is_container(text: str) -> bool:
    return bool(_CONTAINER.fullmatch(text)) and text[-1] == str(check_digit(text[:-1]))


def _is_locode(text: str) -> bool:
    return bool(_LOCODE.fullmatch(text)) and is_country(text[:2])


def _is_imo(text: str) -> bool:
    """Weights seven to two over the first six digits; the last digit of the sum is the seventh."""
    if not _IMO.fullmatch(text):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(text, range(7, 1, -1), strict=False))
    return total % 10 == int(text[-1])
