"""The quotation desks over a real database and the real policy, on a port of two merchants."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from sqlalchemy import Engine, update

from api.services import PaperKind
from app.desks.quotation_life import QuotationLifeDesk
from app.desks.quotation_papers import QuotationPaperDesk
from app.desks.quotations import quotation_desks
from app.desks.quoting import QuotationDesk
from app.desks.records import Recorder
from core.clock import SettableClock
from core.ids import MerchantId, UserId
from core.principal import VISITOR, Principal, Role
from core.trade import CostRow, Merchant, PortBook, User
from core.turns import JsonObject
from governance.audit import AuditTrail, load_signer
from governance.policy import load_policy
from store.audit_leaves import SqlLeafLog
from store.database import connect, writing
from store.identity import SqlIdentity
from store.migrations import migrate
from store.port_data import SqlPortData
from store.port_import import import_port
from store.quotations import SqlQuotations
from store.tables.quotations import quotations
from tests.books import book, lane, price, product
from tools.quotation import CurrentTariff, Paper

NOON = datetime(2026, 11, 1, 4, 0, tzinfo=UTC)
M1, M2 = MerchantId("M1"), MerchantId("M2")
BOOK = book(
    merchants=(Merchant(2, M1, "First Merchant"), Merchant(3, M2, "Second Merchant")),
    users=(
        User(2, UserId("ana"), "Ana", Role.BUYER, country="KE"),
        User(3, UserId("bo"), "Bo", Role.BUYER),
        User(4, UserId("m1-desk"), "First desk", Role.MERCHANT, M1),
        User(5, UserId("m2-desk"), "Second desk", Role.MERCHANT, M2),
        User(6, UserId("office"), "Office", Role.ADMIN),
        User(7, UserId("audit"), "Audit", Role.AUDITOR),
    ),
    products=(product("TEA"), product("RICE", "M2")),
    prices=(
        price("TEA", "40.00"),
        price("TEA", "37.00", audience="buyer:ana", row=3),
        price("RICE", "10.00", "M2", row=4),
        price("RICE", "9.00", "M2", audience="buyer:ana", row=5),
    ),
    lanes=(lane(),),
)
TEA: JsonObject = {"term": "CIF", "to": "KEMBA", "lines": [{"sku": "TEA", "qty": "100", "unit": "ctn"}]}
BOTH: JsonObject = {**TEA, "lines": [*TEA["lines"], {"sku": "RICE", "qty": "50", "unit": "ctn"}]}


@dataclass(frozen=True)
class Content:
    book: PortBook = BOOK
    costs: Sequence[CostRow] = (
        CostRow(2, M1, "TEA", Decimal("30.00"), "USD"),
        CostRow(3, M2, "RICE", Decimal("7.77"), "USD"),
    )
    events: Sequence[JsonObject] = ()


@dataclass
class Printer:
    """Keeps the papers it was given."""

    papers: list[Paper] = field(default_factory=list)

    def __call__(self, paper: Paper, kind: PaperKind, language: str) -> bytes:
        self.papers.append(paper)
        return f"{kind} {language} {paper.result.total}".encode()


@dataclass
class Office:
    engine: Engine
    clock: SettableClock
    trail: AuditTrail
    printer: Printer
    desk: QuotationDesk
    life: QuotationLifeDesk
    papers: QuotationPaperDesk

    def person(self, user_id: str) -> Principal:
        return VISITOR if user_id == "visitor" else SqlIdentity(self.engine).principal(user_id)

    def quoted(self, request: JsonObject, user_id: str = "ana", **said: object) -> JsonObject:
        """The view of whoever had it made."""
        view = self.desk.quote(request, self.person(user_id), **said)  # type: ignore[arg-type]
        assert view["outcome"] == "quoted", view
        return view

    def seen(self, view: JsonObject, user_id: str) -> JsonObject:
        return self.desk.quotation(view["quotation_id"], self.person(user_id))

    def released(self, view: JsonObject, *staff: str) -> JsonObject:
        for user_id in staff:
            view = self.life.release(
                view["quotation_id"], self.person(user_id), content_hash=view["content_hash"]
            )
        return view

    def accepted(self, view: JsonObject, user_id: str = "ana") -> JsonObject:
        return self.life.accept(
            view["quotation_id"], self.person(user_id), content_hash=view["content_hash"]
        )

    def leaves(self) -> list[str]:
        return [leaf.decode() for leaf in self.trail.leaves(0, self.trail.size())]

    def reprice(self, factor: str) -> None:
        """The port is imported again, every price times `factor`."""
        dearer = tuple(replace(row, unit_price=row.unit_price * Decimal(factor)) for row in BOOK.prices)
        import_port(self.engine, Content(replace(BOOK, prices=dearer)))


@contextmanager
def quotation_office(folder: Path) -> Iterator[Office]:
    engine = connect(f"sqlite:///{folder / 'quayside.db'}")
    migrate(engine)
    import_port(engine, Content())
    clock, printer = SettableClock(NOON), Printer()
    trail = AuditTrail(SqlLeafLog(engine), load_signer(folder / "audit.key", "test"))
    port = SqlPortData(engine)
    desk, life, papers = quotation_desks(
        port,
        SqlQuotations(engine),
        load_policy(),
        clock,
        Recorder(trail, clock),
        render=printer,
        tariff=CurrentTariff(port),
    )
    yield Office(engine, clock, trail, printer, desk, life, papers)
    engine.dispose()


def tamper(office: Office, quotation_id: str, **result: str) -> None:
    """Writes into a stored result behind the back of the store."""
    stored = SqlQuotations(office.engine).get(quotation_id).result | result
    this = quotations.c.quotation_id == quotation_id
    with writing(office.engine) as connection:
        connection.execute(update(quotations).where(this).values(result=stored))
