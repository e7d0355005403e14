"""Reading events as carriers send them: what is wrong is said in words, nothing is raised.

Codes and required fields: DCSA Track & Trace 2.2.0, schemas baseEventBody, transportEvent, equipmentEvent
and shipmentEvent; the later codes of DCSA's reference data are taken as well.
"""

import json
import re
from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

from core.turns import JsonObject
from tools.shipment.events import Classifier, Kind, TrackEvent

_CLASSIFIERS: dict[str, Classifier] = {"ACT": "ACT", "EST": "EST", "PLN": "PLN"}
_KINDS: dict[str, Kind] = {"SHIPMENT": "SHIPMENT", "TRANSPORT": "TRANSPORT", "EQUIPMENT": "EQUIPMENT"}
_CODE_FIELDS: dict[Kind, str] = {
    "SHIPMENT": "shipmentEventTypeCode",
    "TRANSPORT": "transportEventTypeCode",
    "EQUIPMENT": "equipmentEventTypeCode",
}
_CODES: dict[Kind, frozenset[str]] = {
    "SHIPMENT": frozenset(
        {"RECE", "DRFT", "PENA", "PENU", "PENC", "REJE", "APPR", "ISSU", "SURR"}
        | {"SUBM", "VOID", "CONF", "REQS", "CMPL", "HOLD", "RELS", "CANC"}
    ),
    "TRANSPORT": frozenset({"ARRI", "DEPA"}),
    "EQUIPMENT": frozenset(
        {"LOAD", "DISC", "GTIN", "GTOT", "STUF", "STRP", "PICK", "DROP", "INSP", "RSEA"}
        | {"RMVD", "AVPU", "AVDO", "CUSS", "CUSI", "CUSR", "WAYP"}
    ),
}
_DOCUMENTS = frozenset(
    {"CBR", "BKG", "SHI", "SRM", "TRD", "ARN", "VGM", "CAS", "CUS", "DGD", "OOG"}
    | {"CUC", "DEI", "DEO", "TRO", "CRO", "CQU", "INV", "HCE", "PCS"}
)
_T = TypeVar("_T")
_EARLIEST_YEAR, _LATEST_YEAR = 2000, 2079
_LONGEST_TEXT = 500
_LONGEST_SHOWN = 120
_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")


def validate_event(found: object) -> list[str]:
    """What keeps `found` from being an event, in sentences; empty when it can be used."""
    return parse_event(found)[1]


def parse_events(found: Iterable[object]) -> tuple[list[TrackEvent], int]:
    """The usable events, and how many were kept out."""
    parsed = [parse_event(item)[0] for item in found]
    events = [event for event in parsed if event is not None]
    return events, len(parsed) - len(events)


def parse_event(found: object) -> tuple[TrackEvent | None, list[str]]:
    """The event, or None with the reasons why it is none."""
    if not isinstance(found, dict):
        return None, [f"An event is a JSON object, not {type(found).__name__}."]
    reasons: list[str] = []
    kind = _one_of(found, "eventType", _KINDS, reasons)
    classifier = _one_of(found, "eventClassifierCode", _CLASSIFIERS, reasons)
    created = _moment(found, "eventCreatedDateTime", reasons)
    at = _moment(found, "eventDateTime", reasons)
    event_id = found.get("eventID")
    if not isinstance(event_id, str) or not event_id.strip():
        reasons.append(f"eventID is {_shown(event_id)}; every event needs an id, as text.")
    code = _code(found, kind, reasons) if kind else ""
    reasons += _wrong_shapes(found) or _unreadable_text(found)
    if reasons or kind is None or classifier is None or created is None or at is None:
        return None, reasons
    return _event(found, kind, classifier, code=code, created=created, at=at), []


def _event(
    found: JsonObject, kind: Kind, classifier: Classifier, *, code: str, created: datetime, at: datetime
) -> TrackEvent:
    call = found.get("transportCall") or {}
    place = found.get("eventLocation") or {}
    vessel = call.get("vessel") or {}
    sequence = call.get("transportCallSequenceNumber")
    return TrackEvent(
        event_id=found["eventID"].strip(),
        created=created,
        kind=kind,
        classifier=classifier,
        at=at,
        code=code,
        document=_text(found, "documentTypeCode").upper(),
        empty={"EMPTY": True, "LADEN": False}.get(_text(found, "emptyIndicatorCode").upper()),
        locode=_locode(call, place),
        sequence=sequence if isinstance(sequence, int) and not isinstance(sequence, bool) else None,
        on_water=_text(call, "modeOfTransport").upper() in ("", "VESSEL", "BARGE"),
        vessel=_text(vessel, "vesselName"),
        voyage=_text(call, "exportVoyageNumber") or _text(call, "carrierVoyageNumber"),
        delay_code=_text(found, "delayReasonCode").upper(),
        remark=_text(found, "changeRemark"),
        reason=_text(found, "reason"),
    )


def _locode(call: JsonObject, place: JsonObject) -> str:
    location = call.get("location")
    sources = (call, place, location if isinstance(location, dict) else {})
    return next((code for source in sources if (code := _text(source, "UNLocationCode").upper())), "")


def _one_of(found: JsonObject, field: str, known: dict[str, _T], reasons: list[str]) -> _T | None:
    value = found.get(field)
    if isinstance(value, str) and value in known:
        return known[value]
    reasons.append(f"{field} is {_shown(value)}; use one of {', '.join(known)}.")
    return None


def _code(found: JsonObject, kind: Kind, reasons: list[str]) -> str:
    field = _CODE_FIELDS[kind]
    code = found.get(field)
    if not isinstance(code, str) or code not in _CODES[kind]:
        reasons.append(f"{field} is {_shown(code)}, which is no code of a {kind} event.")
        return ""
    document = found.get("documentTypeCode")
    if kind == "SHIPMENT" and not (isinstance(document, str) and document in _DOCUMENTS):
        reasons.append(f"documentTypeCode is {_shown(document)}, which is no document type.")
    return code


def _moment(found: JsonObject, field: str, reasons: list[str]) -> datetime | None:
    value = found.get(field)
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) and "T" in value else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        reasons.append(
            f"{field} is {_shown(value)}; use a date, time and offset such as 2026-11-01T08:00:00Z."
        )
        return None
    if not _EARLIEST_YEAR <= moment.year <= _LATEST_YEAR:
        reasons.append(f"{field} is {_shown(value)}, a year that no shipment of today has.")
        return None
    return moment


def _wrong_shapes(found: JsonObject) -> list[str]:
    """Parts that are there but are not objects."""
    call = found.get("transportCall")
    parts = {"transportCall": call, "eventLocation": found.get("eventLocation")}
    if isinstance(call, dict):
        parts["transportCall.vessel"] = call.get("vessel")
    return [
        f"{name} is {type(part).__name__}, not an object."
        for name, part in parts.items()
        if part is not None and not isinstance(part, dict)
    ]


def _shown(value: object) -> str:
    """`value` for a sentence, however long it is."""
    shown = repr(value)
    return shown if len(shown) <= _LONGEST_SHOWN else f"{shown[:_LONGEST_SHOWN]}..."


def _unreadable_text(found: JsonObject) -> list[str]:
    """Half characters and NUL: no database takes them."""
    try:
        text = json.dumps(found, ensure_ascii=False, allow_nan=False)
        text.encode()
    except (UnicodeEncodeError, ValueError, TypeError, RecursionError) as error:
        return [f"The event cannot be written as JSON in UTF-8: {type(error).__name__}."]
    return ["The event holds a NUL character."] if _NUL.search(text) else []


def _text(source: JsonObject, field: str) -> str:
    """One line of text; anything else counts as not said."""
    value = source.get(field)
    return " ".join(value.split())[:_LONGEST_TEXT] if isinstance(value, str) else ""
