"""A small house for the faces: every port of api.services in memory, and a runner of one reply."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal

from api.services import CostGroup, PortFace, Services
from core.clock import FixedClock
from core.errors import BadInput, Busy, NotFound, NotPermitted
from core.filters import Always, RowFilter
from core.ids import MerchantId, UserId
from core.ports import Decision, Resource, StoredMessage
from core.principal import Principal, Role
from core.records import AuditLeaf, TurnRecord
from core.settings import WebSettings
from core.turns import (
    AnswerEvent,
    BuyerMessage,
    CardEvent,
    Citation,
    CostShown,
    JsonObject,
    TokenEvent,
    ToolEvent,
    TurnEvent,
    TurnReply,
    UsageShown,
)
from core.values import PassageValue
from tests.fakes_alerts import FakeAlerts, FakePrices
from tests.fakes_quotations import FakeQuotationLife, FakeQuotationPapers

NOON = datetime(2026, 11, 1, 4, 0, tzinfo=UTC)
BUYER = Principal(Role.BUYER, UserId("zola"), name="Zola", country="KE")
OTHER = Principal(Role.BUYER, UserId("bram"), name="Bram", country="NL")
STAFF = Principal(Role.MERCHANT, UserId("m1-desk"), MerchantId("M1"))
ADMIN = Principal(Role.ADMIN, UserId("harbour"), name="Harbour office", language="zh")
PASSWORD = "right"


def session_token(principal: Principal) -> str:
    """The token that FakeIdentity knows `principal` by."""
    return f"token-of-{principal.reader}"


class FakeRunner:
    """Answers each message with `answer`; raises `error`, when streaming after the first piece."""

    def __init__(self, answer: str = "A carton weighs 12 kg. [1]", error: Exception | None = None) -> None:
        self.answer = answer
        self.error = error
        self.seen: list[tuple[Principal, BuyerMessage]] = []
        self.closed = False

    async def close(self) -> None:
        self.closed = True

    async def run(self, principal: Principal, message: BuyerMessage) -> TurnReply:
        self.seen.append((principal, message))
        if self.error:
            raise self.error
        return self.reply_to(message)

    async def stream(self, principal: Principal, message: BuyerMessage) -> AsyncIterator[TurnEvent]:
        self.seen.append((principal, message))
        reply = self.reply_to(message)
        yield ToolEvent(tool="quote", outcome="quoted")
        yield TokenEvent(text=reply.answer[:8])
        if self.error:
            raise self.error
        yield TokenEvent(text=reply.answer[8:])
        yield CardEvent(type="quote", card={"total": "10.00"})
        yield AnswerEvent(reply=reply)

    def reply_to(self, message: BuyerMessage) -> TurnReply:
        return TurnReply(
            turn_id=f"t-{message.message_id}",
            conversation_id=message.conversation_id,
            answer=self.answer,
            outcome="quoted",
            citations=(
                Citation(marker=1, file_name="mango.md", title="Mango", version="v1", quote="12 kg"),
            ),
            quote={"total": "10.00"},
            usage=UsageShown(
                input_tokens=90,
                cached_tokens=40,
                output_tokens=7,
                inferences=2,
                cost=CostShown(amount=Decimal("0.00002"), currency="USD", basis="allocated, card-1"),
                energy_wh=Decimal("0.004"),
                ms=210,
            ),
        )


class FakeConversations:
    def __init__(self) -> None:
        self.owners: dict[str, str] = {}
        self.threads: dict[str, list[StoredMessage]] = {}

    def open(self, principal: Principal, channel: str) -> str:
        conversation_id = f"c{len(self.owners)}"
        self.owners[conversation_id] = principal.reader
        return conversation_id

    def owner(self, conversation_id: str) -> str:
        if conversation_id not in self.owners:
            raise NotFound(f"No row {conversation_id!r}.")
        return self.owners[conversation_id]

    def messages(self, conversation_id: str) -> list[StoredMessage]:
        return self.threads.get(conversation_id, [])

    def memory(self, conversation_id: str) -> JsonObject:
        return {}

    def finished_turn(self, conversation_id: str, message_id: str) -> TurnReply | None:
        return None

    def commit_turn(self, record: TurnRecord) -> TurnReply:
        return record.reply


class FakePolicy:
    """Administrators and auditors may do everything, buyers use tools; nobody else may do anything."""

    def decide(
        self, principal: Principal, action: str, resource: Resource, context: JsonObject
    ) -> Decision:
        buys = principal.role is Role.BUYER and action == "use"
        return Decision(buys or principal.role in {Role.ADMIN, Role.AUDITOR}, "office-only")

    def filter(self, principal: Principal, action: str, resource_type: str) -> RowFilter:
        return Always()


class FakeIdentity:
    def __init__(self, *people: Principal) -> None:
        self.people = {person.reader: person for person in people}
        self.ended: set[str] = set()

    def sign_in(self, user_id: str, password: str) -> str:
        if password == "wrong again":
            raise Busy("Too many sign-ins with a wrong password.", retry_after_s=61)
        if user_id not in self.people or password != PASSWORD:
            raise NotPermitted("This user and password do not go together.")
        return session_token(self.people[user_id])

    def sign_out(self, token: str) -> None:
        self.ended.add(token)

    def principal_of(self, token: str) -> Principal | None:
        return None if token in self.ended else self.people.get(token.removeprefix("token-of-"))

    def principal_of_key(self, key: str) -> Principal | None:
        return self.people.get(key.removeprefix("key-of-")) if key.startswith("key-of-") else None


class FakeQuoting:
    def quote(
        self, request: JsonObject, principal: Principal, *, buyer: str | None = None, draft: bool = False
    ) -> JsonObject:
        return {"outcome": "quoted", "quotation_id": "Q-1", "request": request}

    def list_quotations(
        self, principal: Principal, *, state: str | None = None, limit: int = 100
    ) -> list[JsonObject]:
        return [{"quotation_id": "Q-1", "state": "indicative"}] if principal == BUYER else []

    def waiting(self, principal: Principal, *, limit: int = 100) -> list[JsonObject]:
        return []

    def quotation(self, quotation_id: str, principal: Principal) -> JsonObject:
        if (quotation_id, principal) != ("Q-1", BUYER):
            raise NotFound(f"There is no quotation {quotation_id!r} of yours.")
        return {"outcome": "quoted", "quotation_id": "Q-1"}


class FakeShipments:
    def shipment(self, reference: str, principal: Principal) -> JsonObject:
        if (reference, principal) != ("S-1", BUYER):
            raise NotFound(f"There is no shipment {reference!r} of yours.")
        return {"reference": "S-1", "milestone": "loaded"}

    def map(self, reference: str, principal: Principal, words: Mapping[str, str]) -> str:
        self.shipment(reference, principal)
        return f"<svg><title>{words['map_approximate']}</title></svg>"


class FakeEvents:
    def __init__(self) -> None:
        self.stored: list[JsonObject] = []

    def add_events(self, events: Sequence[JsonObject]) -> int:
        if not all("eventID" in event for event in events):
            raise BadInput("Event 1 has no eventID.")
        self.stored.extend(events)
        return len(events)


class FakeKnowledge:
    def search(
        self,
        text: str,
        principal: Principal,
        *,
        merchant_ids: tuple[str, ...] = (),
        languages: tuple[str, ...] = (),
        limit: int = 6,
    ) -> list[PassageValue]:
        return [
            PassageValue(
                text=f"On {text}.",
                document_id="d1",
                file_name="mango.md",
                title="Mango",
                version="v1",
                merchant_id="M1",
                score=0.9,
            )
        ]


class FakeCatalogue:
    """Administrators alone; a workbook is any bytes, and its token is always the same."""

    TOKEN = "0" * 64

    def __init__(self) -> None:
        self.applied: list[tuple[bytes, bool]] = []

    def authorize(self, principal: Principal) -> None:
        _office_only(principal)

    def workbook(self, principal: Principal) -> bytes:
        _office_only(principal)
        return b"PK the workbook"

    def preview(self, content: bytes, principal: Principal) -> JsonObject:
        _office_only(principal)
        counts = {"added": 1, "changed": 0, "unchanged": 2, "missing": 0}
        row = {"table": "prices", "kind": "added", "row": "M1 TEA"}
        return {
            "token": self.TOKEN,
            "tables": {"prices": counts},
            "rows": [row],
            "left_out": 0,
            "warnings": ["M1 TEA: a carton sells at 1.00 USD and costs 2.00."],
        }

    def apply(self, content: bytes, principal: Principal, *, token: str, remove: bool) -> JsonObject:
        _office_only(principal)
        if token != self.TOKEN:
            raise BadInput("The catalogue was changed since your preview.", hint="Preview again.")
        self.applied.append((content, remove))
        counts = {"added": 1, "changed": 0, "unchanged": 2, "removed": 0}
        return {"tables": {"prices": counts}, "warnings": []}


def _office_only(principal: Principal) -> None:
    if principal.role is not Role.ADMIN:
        raise NotPermitted("This account may not edit the catalogue.")


class FakeGoods:
    """One product, of the buyer's; `warmed` counts how often vectors were made."""

    def __init__(self) -> None:
        self.warmed = 0

    def search(self, text: str, principal: Principal, limit: int = 8) -> JsonObject:
        found = {"merchant_id": "M1", "sku": "MNG", "name": f"On {text}", "score": 0.9, "by": "name"}
        return {"candidates": [found][:limit], "by_meaning": "ready" if self.warmed else "not ready"}

    def product(self, merchant_id: str, sku: str, principal: Principal) -> JsonObject:
        if (merchant_id, sku, principal) != ("M1", "MNG/5", BUYER):
            raise NotFound(f"There is no product {f'{merchant_id}/{sku}'!r}.")
        return {"merchant_id": "M1", "sku": sku, "prices": []}

    def warm_up(self) -> None:
        self.warmed += 1


class FakeAudit:
    def __init__(self) -> None:
        self.log: list[AuditLeaf] = []

    def size(self) -> int:
        return len(self.log)

    def leaves(self, start: int, end: int) -> list[bytes]:
        return [leaf.canonical() for leaf in self.log[start:end]]

    def checkpoint(self) -> str:
        return "quayside\n1\nAAAA\n\n— quayside BBBB\n"

    def proof(self, index: int) -> JsonObject:
        if index >= len(self.log):
            raise NotFound(f"The log has no leaf {index}.")
        leaf = self.log[index].canonical().decode()
        return {"index": index, "leaf": leaf, "proof": "c2sp.org/tlog-proof@v1\n", "verifier_key": "k"}

    def verify(self) -> tuple[bool, str]:
        return True, "All leaves are under the newest checkpoint."

    def record(self, leaf: AuditLeaf) -> None:
        self.log.append(leaf)


class FakeCosts:
    def summary(self, group: CostGroup, limit: int = 100) -> list[JsonObject]:
        row = {
            "key": "2026-11-01" if group == "day" else "c0",
            "inferences": 2,
            "input_tokens": 90,
            "cached_tokens": 40,
            "output_tokens": 7,
            "thinking_tokens": 0,
            "busy_s": 0.21,
            "cpu_s": 0.2,
            "energy_wh": "0.004",
            "marginal": "0.000001",
            "allocated": "0.00002",
            "fully_loaded": "0.0001",
            "currency": "USD",
        }
        return [row][:limit]


class FakeOperations:
    def __init__(self, **parts: bool | str) -> None:
        self.parts = parts or {"database": True, "model": "embedded"}

    def ready(self) -> Mapping[str, bool | str]:
        return self.parts

    def metrics(self) -> str:
        return "quayside_turns_total 3\n"


def fake_services(
    *,
    runner: FakeRunner | None = None,
    audit: FakeAudit | None = None,
    catalogue: FakeCatalogue | None = None,
    goods: FakeGoods | None = None,
    conversations: FakeConversations | None = None,
    events_in: FakeEvents | None = None,
    alerts: FakeAlerts | None = None,
    prices: FakePrices | None = None,
    operations: FakeOperations | None = None,
    port_name: str = "Selvhaven Port",
) -> Services:
    return Services(
        port=PortFace(port_name, ("en", "zh"), {"en": ("How much for 300 cartons of tea?",)}),
        clock=FixedClock(NOON),
        web=WebSettings(),
        runner=runner or FakeRunner(),
        conversations=conversations or FakeConversations(),
        policy=FakePolicy(),
        identity=FakeIdentity(BUYER, OTHER, STAFF, ADMIN),
        quoting=FakeQuoting(),
        quotation_life=FakeQuotationLife(),
        quotation_papers=FakeQuotationPapers(),
        shipments=FakeShipments(),
        alerts=alerts or FakeAlerts(),
        prices=prices or FakePrices(),
        events_in=events_in or FakeEvents(),
        knowledge=FakeKnowledge(),
        goods=goods or FakeGoods(),
        catalogue=catalogue or FakeCatalogue(),
        audit=audit or FakeAudit(),
        costs=FakeCosts(),
        operations=operations or FakeOperations(),
    )


def leaf_rows(audit: FakeAudit) -> list[JsonObject]:
    return [json.loads(leaf.canonical()) for leaf in audit.log]
