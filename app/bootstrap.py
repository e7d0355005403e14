"""The composition root: the only place that picks classes and hands them to each other."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from pathlib import Path

from sqlalchemy import Engine as Database

from agent.checkpoints import SqliteCheckpoints
from agent.graph import build_graph
from agent.hints import Hints
from agent.parts import Parts
from agent.turn import Agent
from api.services import Services
from app.desks.audit import TrailDesk
from app.desks.knowledge import SearchDesk
from app.desks.operations import OperationsDesk
from app.desks.quoting import QuotationDesk
from app.desks.records import Recorder
from app.desks.shipments import EventDesk, ShipmentDesk
from app.face import face_of
from app.no_model import NoModel
from app.port_reader import PortReader
from core.clock import Clock, SystemClock
from core.evidence import Evidence
from core.ports import Embedder, ModelBackend, Tool
from core.principal import Principal
from core.records import AuditLeaf
from core.settings import Settings
from core.turns import ToolName
from governance.audit import AuditTrail, load_signer
from governance.identity import Accounts
from governance.ledger import Budget, RateCard
from governance.policy import CedarPolicy, load_policy
from knowledge.chroma import ChromaIndex
from knowledge.embedding import MiniLM
from knowledge.search import Knowledge
from llm.engine import Engine
from store.audit_leaves import SqlLeafLog
from store.conversations import SqlConversations
from store.data_folder import hold_data_folder
from store.database import connect
from store.events import SqlEventStore
from store.identity import SqlIdentity
from store.ledger import SqlLedger
from store.migrations import migrate
from store.port_data import SqlPortData
from store.quotations import SqlQuotations
from store.watches import SqlWatchStore
from tools.handoff import HandoffTool
from tools.quotation import QuoteTool
from tools.search import SearchTool
from tools.shipment import TrackTool
from tools.watch import WatchTool

EMBEDDED_MODEL = Path(__file__).resolve().parents[1] / "models" / "quayside-embedded.gguf"


@contextmanager
def open_house(
    settings: Settings,
    *,
    clock: Clock | None = None,
    exclusive: bool = True,
    model: bool = True,
    backend: ModelBackend | None = None,
    embedder: Embedder | None = None,
) -> Iterator["House"]:
    """A house on the data folder of `settings`, closed at the end.

    `exclusive` holds the data folder against other processes; `model` False leaves the language model
    unloaded; `backend` and `embedder` stand in for the models of the settings. Raises DataFolderInUse,
    ModelUnavailable or StoreUnavailable.
    """
    with ExitStack() as stack:
        if exclusive:
            stack.enter_context(hold_data_folder(settings.data_folder))
        database = connect(settings.database_url or f"sqlite:///{settings.data_folder / 'quayside.db'}")
        stack.callback(database.dispose)
        migrate(database)
        language_model = backend or (_engine(settings) if model else NoModel())
        vectors = embedder or MiniLM(settings.knowledge.embedding_model)
        house = House(settings, clock or SystemClock(), database, language_model, vectors)
        stack.callback(house.close)
        if exclusive and model:
            house.trail.record(_opened(house))
        yield house


def _engine(settings: Settings) -> Engine:
    return Engine(settings.model.path or EMBEDDED_MODEL, settings.model)


def _opened(house: "House") -> AuditLeaf:
    """The rate card in force goes into the audit log with each start: costs can be checked against it."""
    return AuditLeaf(
        at=house.clock.now(),
        actor="system",
        role="system",
        action="start",
        resource=f"RateCard/{house.rate_card.name}",
        decision="allow",
        rule="rate card in force",
        detail=house.rate_card.terms(),
    )


@dataclass(frozen=True)
class House:
    """Every part of a running Quayside, each made once, when it is first needed."""

    settings: Settings
    clock: Clock
    database: Database
    backend: ModelBackend
    embedder: Embedder

    def warm_up(self) -> "Future[None]":
        """Load the embedding model in the background; the future ends when searches are quick."""
        return self._background.submit(self.hints.warm_up)

    def principal(self, user_id: str) -> Principal:
        """Raises NotFound."""
        return self.identity.principal(user_id)

    def evidence(self, turn_id: str) -> Evidence:
        """What a committed turn stood on. Raises NotFound."""
        return self.conversations.evidence(turn_id)

    def close(self) -> None:
        if "_background" in self.__dict__:
            self._background.shutdown(wait=True, cancel_futures=True)
        if "_checkpoints" in self.__dict__:
            self._checkpoints.close()
        if isinstance(self.backend, Engine):
            asyncio.run(self.backend.close())

    # --- store and governance ---

    @cached_property
    def port(self) -> SqlPortData:
        return SqlPortData(self.database)

    @cached_property
    def conversations(self) -> SqlConversations:
        return SqlConversations(self.database, self.clock)

    @cached_property
    def identity(self) -> SqlIdentity:
        return SqlIdentity(self.database)

    @cached_property
    def ledger(self) -> SqlLedger:
        return SqlLedger(self.database)

    @cached_property
    def rate_card(self) -> RateCard:
        return RateCard(self.settings.rate_card, self.clock)

    @cached_property
    def accounts(self) -> Accounts:
        return Accounts(self.identity, self.clock, timedelta(hours=self.settings.web.session_hours))

    @cached_property
    def policy(self) -> CedarPolicy:
        return load_policy()

    @cached_property
    def trail(self) -> AuditTrail:
        signer = load_signer(self.settings.data_folder / "audit.key", "quayside-audit")
        return AuditTrail(SqlLeafLog(self.database), signer)

    # --- knowledge ---

    @cached_property
    def knowledge(self) -> Knowledge:
        index = ChromaIndex(self.settings.data_folder / "chroma", self.embedder.version)
        return Knowledge(index, self.embedder, max_document_mb=self.settings.knowledge.max_document_mb)

    @cached_property
    def hints(self) -> Hints:
        return Hints(self.embedder)

    # --- the agent ---

    @cached_property
    def runner(self) -> Agent:
        budget = Budget(self.ledger, self.settings.budget.conversation_tokens)
        return Agent(
            self._parts,
            build_graph(self._checkpoints),
            budget,
            max_chars=self.settings.web.max_message_chars,
            turn_s=self.settings.budget.turn_seconds,
        )

    @cached_property
    def services(self) -> Services:
        recorder = Recorder(self.trail, self.clock)
        return Services(
            port=face_of(self.port.book()),
            clock=self.clock,
            web=self.settings.web,
            runner=self.runner,
            conversations=self.conversations,
            policy=self.policy,
            identity=self.accounts,
            quoting=QuotationDesk(
                self.port, SqlQuotations(self.database), self.policy, self.clock, recorder
            ),
            shipments=ShipmentDesk(self._track, self._reader, self.clock, self.timezone, recorder),
            events_in=EventDesk(SqlEventStore(self.database)),
            knowledge=SearchDesk(lambda: self.knowledge, self.policy, self.clock, self.timezone, recorder),
            audit=TrailDesk(self.trail),
            costs=self.ledger,
            operations=OperationsDesk(
                self.port, self.ledger, lambda: self.backend.model, lambda: self.hints.warm
            ),
        )

    def timezone(self) -> str:
        return self.port.book().profile.timezone

    @cached_property
    def _parts(self) -> Parts:
        return Parts(
            backend=self.backend,
            tools=self._tools,
            policy=self.policy,
            pricing=self.rate_card,
            conversations=self.conversations,
            reader=self._reader,
            hints=self.hints,
            clock=self.clock,
            timezone=self.timezone,
            seal=self.trail.checkpoint,
        )

    @cached_property
    def _tools(self) -> dict[ToolName, Tool]:
        return {
            ToolName.QUOTE: QuoteTool(self.port),
            ToolName.TRACK: self._track,
            ToolName.SEARCH: SearchTool(self.knowledge, self.policy, self._merchant_names),
            ToolName.PRICE_WATCH: WatchTool(SqlWatchStore(self.database), self.port),
            ToolName.HANDOFF: HandoffTool(self.port),
        }

    @cached_property
    def _track(self) -> TrackTool:
        return TrackTool(self.port, SqlEventStore(self.database), self.policy)

    @cached_property
    def _reader(self) -> PortReader:
        return PortReader(self.port)

    @cached_property
    def _checkpoints(self) -> SqliteCheckpoints:
        """Turns that a crash cut short can be taken up again for a day."""
        checkpoints = SqliteCheckpoints(self.settings.data_folder / "checkpoints.db")
        checkpoints.sweep(self.clock.now() - timedelta(days=1))
        return checkpoints

    @cached_property
    def _background(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(max_workers=1, thread_name_prefix="background")

    def _merchant_names(self) -> dict[str, tuple[str, ...]]:
        merchants = self.port.book().merchants
        return {m.merchant_id: tuple(filter(None, (m.name, m.name_zh))) for m in merchants}
