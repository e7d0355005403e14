"""A small port's rows and a turn's records for the store's tests."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from core.clock import FixedClock
from core.evidence import Evidence, Labelled
from core.ids import MerchantId, UserId
from core.principal import Role
from core.records import AuditLeaf, Effect, LedgerRow, TurnRecord
from core.trade import (
    ChargeBasis,
    CostRow,
    Merchant,
    Mode,
    PortBook,
    Shipment,
    ShipmentKind,
    Storage,
    User,
)
from core.turns import BuyerMessage, CostShown, JsonObject, TurnReply, UsageShown
from core.values import NumberFact
from tests.books import book, charge, duty, fx, lane, price, product

NOW = datetime(2026, 11, 1, 8, 30, tzinfo=UTC)
CLOCK = FixedClock(NOW)
M1 = MerchantId("M1")
ANN, BEN = UserId("ann"), UserId("ben")
SPRING = date(2026, 1, 1)

BOOK = book(
    merchants=(Merchant(2, M1, "First", verified_since=SPRING),),
    users=(
        User(2, ANN, "Ann", Role.BUYER, email="Ann@buyer.example", country="KE"),
        User(3, BEN, "Ben", Role.MERCHANT, M1, language="zh"),
    ),
    products=(
        product(
            "A-1",
            carton_w_cm="33.0",
            storage=Storage.CHILLED,
            name_zh="苹果",
            aliases=("red apples", "苹果"),
            setpoint_c="-1.5",
            stackable=True,
        ),
    ),
    prices=(
        price("A-1", "12.50", min_cartons=10),
        price("A-1", "11.90", min_cartons=50, row=3),
    ),
    lanes=(lane(),),
    charges=(charge("THC", "780.00", basis=ChargeBasis.PER_CONTAINER, currency="CNY", mode=Mode.GP20),),
    duties=(duty(),),
    fx=(fx("USD", "CNY", "7.0800"),),
    shipments=(
        Shipment(
            2,
            "S-1",
            ShipmentKind.FCL,
            ANN,
            (M1,),
            container_no="CSQU3054383",
            booking_no="BK1",
            bl_no="BL1",
            eta=date(2026, 12, 1),
        ),
        Shipment(3, "S-2", ShipmentKind.LCL, BEN, container_no="CSQU3054383", booking_no="BK2"),
    ),
)
COSTS = (CostRow(2, M1, "A-1", Decimal("7.10"), "USD"),)


@dataclass(frozen=True)
class Content:
    book: PortBook = BOOK
    costs: Sequence[CostRow] = COSTS
    events: Sequence[JsonObject] = ()


def content(book: PortBook = BOOK, *, events: Sequence[JsonObject] = ()) -> Content:
    return Content(book=book, events=events)


def event(event_id: str, created: str = "2026-11-01T08:00:00+08:00", **fields: object) -> JsonObject:
    return {"eventID": event_id, "eventType": "EQUIPMENT", "eventCreatedDateTime": created, **fields}


def leaf(resource: str) -> AuditLeaf:
    return AuditLeaf(NOW, "ann", "buyer", "read", resource, "allow")


def ledger_row(conversation_id: str = "c-1", **changed: object) -> LedgerRow:
    fields: JsonObject = {
        "at": NOW,
        "turn_id": "t-1",
        "conversation_id": conversation_id,
        "actor": "ann",
        "purpose": "plan",
        "model": "small",
        "input_tokens": 100,
        "cached_tokens": 60,
        "output_tokens": 7,
        "queue_s": 0.0,
        "prefill_s": 0.25,
        "decode_s": 0.5,
        "busy_s": 0.75,
        "energy_wh": Decimal("0.0101"),
        "marginal": Decimal("0.1"),
        "allocated": Decimal("0.2"),
        "fully_loaded": Decimal("0.3"),
        "currency": "USD",
        "rate_card": "test",
        "cpu_s": 0.5,
        "thinking_tokens": 2,
        "tier": "local",
        "outcome": "done",
    }
    return LedgerRow(**(fields | changed))


def turn(
    conversation_id: str, message_id: str = "m-1", *, effects: tuple[Effect, ...] = (), answer: str = "Yes."
) -> TurnRecord:
    turn_id = f"t-{conversation_id}-{message_id}"[:64]
    evidence, _ = Evidence().add(
        Labelled(value=NumberFact(role="total", amount=Decimal("19669.00"), unit="USD"), source="quote")
    )
    return TurnRecord(
        actor=ANN,
        message=BuyerMessage(
            conversation_id=conversation_id, message_id=message_id, text="How much?", received_at=NOW
        ),
        reply=TurnReply(
            turn_id=turn_id,
            conversation_id=conversation_id,
            answer=answer,
            outcome="quoted",
            usage=UsageShown(
                cost=CostShown(amount=Decimal("0.0001"), currency="USD", basis="allocated"),
                energy_wh=Decimal("0.0101"),
                ms=250,
            ),
        ),
        evidence=evidence,
        memory={"last": message_id},
        effects=effects,
        leaves=(leaf("product/M1/A-1"), leaf("lane/KEMBA")),
        ledger=(ledger_row(conversation_id, turn_id=turn_id),),
    )
