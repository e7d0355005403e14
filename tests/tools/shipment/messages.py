"""Hand-made DCSA Track & Trace 2.2 messages of one fictional shipment from Ningbo to Mombasa."""

from datetime import date
from itertools import count

from core.ids import MerchantId, UserId
from core.trade import Shipment, ShipmentKind
from core.turns import JsonObject

SHIPMENT = Shipment(
    row=2,
    reference="TP-26-1001",
    kind=ShipmentKind.FCL,
    buyer_id=UserId("ana"),
    merchant_ids=(MerchantId("M1"),),
    container_no="CSQU3054383",
    booking_no="KLB2610417",
    bl_no="KLMN26041731",
    pol="CNNBG",
    pod="KEMBA",
    carrier="Kelpwick Line",
    vessel="KELPWICK DAWN",
    voyage="042W",
    eta=date(2026, 11, 14),
    free_days_demurrage=5,
    free_days_detention=7,
    day_kind="CD",
)
DAWN, REED = ("KELPWICK DAWN", "042W"), ("KELPWICK REED", "043W")
_ids = count(1)


def transport(
    code: str,
    at: str,
    locode: str,
    leg: tuple[str, str] = DAWN,
    *,
    classifier: str = "ACT",
    created: str = "",
    event_id: str = "",
    sequence: int = 1,
    **more: str,
) -> JsonObject:
    return _base("TRANSPORT", at, classifier, created, event_id) | {
        "transportEventTypeCode": code,
        "transportCall": _call(locode, leg, sequence),
        **more,
    }


def equipment(
    code: str,
    at: str,
    locode: str,
    *,
    empty: bool = False,
    leg: tuple[str, str] | None = None,
    classifier: str = "ACT",
    created: str = "",
    sequence: int = 1,
) -> JsonObject:
    call = _call(locode, leg, sequence) if leg else {"UNLocationCode": locode, "modeOfTransport": "TRUCK"}
    return _base("EQUIPMENT", at, classifier, created, "") | {
        "equipmentEventTypeCode": code,
        "equipmentReference": "CSQU3054383",
        "emptyIndicatorCode": "EMPTY" if empty else "LADEN",
        "transportCall": call,
    }


def papers(code: str, document: str, at: str, reason: str = "") -> JsonObject:
    event = _base("SHIPMENT", at, "ACT", at, "") | {
        "shipmentEventTypeCode": code,
        "documentTypeCode": document,
        "documentID": "KLB2610417",
    }
    return event | ({"reason": reason} if reason else {})


def until_loaded() -> list[JsonObject]:
    return [
        papers("CONF", "BKG", "2026-10-05T10:00:00+08:00"),
        equipment("GTOT", "2026-10-13T09:00:00+08:00", "CNNBG", empty=True),
        equipment("STUF", "2026-10-14T15:00:00+08:00", "CNNBG"),
        equipment("GTIN", "2026-10-16T11:00:00+08:00", "CNNBG"),
        papers("RELS", "CUS", "2026-10-17T16:00:00+08:00"),
        equipment("LOAD", "2026-10-20T14:00:00+08:00", "CNNBG", leg=DAWN),
    ]


def until_departed() -> list[JsonObject]:
    return [*until_loaded(), transport("DEPA", "2026-10-20T22:00:00+08:00", "CNNBG")]


def eta(at: str, created: str, leg: tuple[str, str] = DAWN, **more: str) -> JsonObject:
    return transport("ARRI", at, "KEMBA", leg, classifier="EST", created=created, sequence=2, **more)


def until_discharged() -> list[JsonObject]:
    return [
        *until_departed(),
        transport("ARRI", "2026-11-13T05:00:00+03:00", "KEMBA", sequence=2),
        equipment("DISC", "2026-11-13T19:00:00+03:00", "KEMBA", leg=DAWN, sequence=2),
    ]


def _base(kind: str, at: str, classifier: str, created: str, event_id: str) -> JsonObject:
    return {
        "eventID": event_id or f"00000000-0000-4000-8000-{next(_ids):012d}",
        "eventCreatedDateTime": created or at,
        "eventType": kind,
        "eventClassifierCode": classifier,
        "eventDateTime": at,
    }


def _call(locode: str, leg: tuple[str, str], sequence: int) -> JsonObject:
    return {
        "transportCallSequenceNumber": sequence,
        "UNLocationCode": locode,
        "modeOfTransport": "VESSEL",
        "exportVoyageNumber": leg[1],
        "vessel": {"vesselName": leg[0]},
    }
