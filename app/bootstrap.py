"""The composition root: the only place that picks classes and hands them to each other."""

import asyncio
import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from sqlalchemy import Engine as Database

from agent.checkpoints import SqliteCheckpoints
from agent.graph import build_graph
from agent.hints import Hints
from agent.parts import Parts
from agent.turn import Agent
from api.services import Services
from app.backends import Backends
from app.desks.abandoned import AbandonedDesk
from app.desks.event_intake import IntakeDesk
from app.goods_reader import GoodsReader
from app.model_registry import registry_of
from app.model_watch import ModelWatch
from app.no_model import NoModel
from app.port_reader import PortReader
from app.wiring import intake_of, services_of
from core.clock import Clock, SystemClock
from core.evidence import Evidence
from core.ports import Embedder, Inference, ModelBackend, Tool
from core.principal import Principal
from core.records import AuditLeaf, LedgerRow
from core.settings import Settings
from core.turns import ToolName
from governance.audit import AuditTrail, load_signer
from governance.identity import Accounts
from governance.ledger import Budget, RateCard, TokenPrices
from governance.policy import CedarPolicy, load_policy
from governance.telemetry import OpenTelemetry, open_telemetry
from knowledge.chroma import ChromaIndex
from knowledge.embedding import MiniLM
from knowledge.goods.search import Catalogue
from knowledge.search import Knowledge
from store.audit_leaves import SqlLeafLog
from store.catalogue import SqlCatalogue
from store.conversations import SqlConversations
from store.data_folder import hold_data_folder
from store.database import connect
from store.events import SqlEventStore
from store.gazetteer import SqlGazetteer
from store.identity import SqlIdentity
from store.ledger import SqlLedger
from store.migrations import migrate
from store.port_data import SqlPortData
from store.watches import SqlWatchStore
from tools.handoff import HandoffTool
from tools.quotation import CurrentTariff, QuoteTool
from tools.search import SearchTool
from tools.shipment import TrackTool
from tools.watch import WatchTool


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
        vectors = embedder or MiniLM(settings.knowledge.embedding_model)
        given = backend or (None if model else NoModel())
        house = House(settings, clock or SystemClock(), database, vectors, given)
        stack.callback(house.close)
        if exclusive and model:
            house.trail.record(_opened(house))
            stack.enter_context(house.watch())
        yield house


def _finish(backend: ModelBackend) -> None:
    """Closes `backend` on an event loop of its own: the caller may be in one."""
    with ThreadPoolExecutor(max_workers=1) as executor:
        executor.submit(lambda: asyncio.run(backend.close())).result()


def _opened(house: "House") -> AuditLeaf:
    """The model and the rate card in force go into the audit log with each start: answers and costs can be
    checked against them."""
    return AuditLeaf(
        at=house.clock.now(),
        actor="system",
        role="system",
        action="start",
        resource=f"RateCard/{house.rate_card.name}",
        decision="allow",
        rule="rate card in force",
        detail=house.rate_card.terms() | {"model": house.backend.model},
    )


@dataclass(frozen=True)
class House:
    """Every part of a running Quayside, each made once, when it is first needed. `given` stands in for the
    language models of the settings."""

    settings: Settings
    clock: Clock
    database: Database
    embedder: Embedder
    given: ModelBackend | None

    def warm_up(self) -> "Future[None]":
        """Load the embedding model in the background, which the future waits for, and make the vectors of
        goods, which it does not: until there are some, words alone find goods."""
        self.goods.start()
        return self._background.submit(self.hints.warm_up)

    def principal(self, user_id: str) -> Principal:
        """Raises NotFound."""
        return self.identity.principal(user_id)

    def evidence(self, turn_id: str) -> Evidence:
        """What a committed turn stood on. Raises NotFound."""
        return self.conversations.evidence(turn_id)

    def calibrate(self) -> Mapping[str, float]:
        """Times the model's steps and saves what came out: `prefill` and `decode`, µs a token; empty when
        no model runs in this process."""
        return {} if self.given else self._backends.calibrate()

    def watch(self) -> AbstractContextManager[object]:
        """Takes up what another process activates, unless the settings name the model."""
        if self.given or self.settings.model.path:
            return nullcontext()
        models = self._backends
        return ModelWatch(
            models.registry,
            models.local,
            models.load,
            self.trail.record,
            self.clock,
            serving=models.serving,
        ).watching()

    def close(self) -> None:
        """Models first, then what they leave behind."""
        made = self.__dict__
        with ExitStack() as stack:
            for name in ("telemetry", "_checkpoints", "_abandoned", "goods"):
                if name in made:
                    stack.callback(made[name].close)
            if "_background" in made:
                stack.callback(self._background.shutdown, wait=True, cancel_futures=True)
            if "backend" in made:
                stack.callback(_finish, self.backend)

    def engine_load(self) -> Mapping[str, float] | None:
        """None when no model runs in this process."""
        return None if self.given else self._backends.engine_load()

    # --- language models ---

    @cached_property
    def backend(self) -> ModelBackend:
        return self.given or self._backends.router

    @cached_property
    def _backends(self) -> Backends:
        registry = registry_of(self.settings, self.clock)
        return Backends(self.settings, registry, self._abandoned, self._may_spend)

    @cached_property
    def _abandoned(self) -> AbandonedDesk:
        return AbandonedDesk(self.rate_card, self.ledger, self._background.submit)

    def _settle(self, rows: Sequence[LedgerRow], leaves: Sequence[AuditLeaf]) -> None:
        """What a node leaves behind that failed. Called on the event loop: nothing is written here."""
        self._abandoned.settle(rows)
        for leaf in leaves:
            self._background.submit(self.trail.record, leaf)

    def _may_spend(self, inference: Inference) -> bool:
        """Whether the conversation has money left for a server that is paid by the token."""
        conversation = inference.asker.conversation_id if inference.asker else ""
        return self.ledger.spent_elsewhere(conversation) < self.settings.budget.conversation_elsewhere

    # --- store and governance ---

    @cached_property
    def port(self) -> SqlPortData:
        return SqlPortData(self.database)

    @cached_property
    def catalogue(self) -> SqlCatalogue:
        return SqlCatalogue(self.database)

    @cached_property
    def events(self) -> SqlEventStore:
        return SqlEventStore(self.database)

    @cached_property
    def gazetteer(self) -> SqlGazetteer:
        return SqlGazetteer(self.database)

    @cached_property
    def alerts(self) -> SqlWatchStore:
        return SqlWatchStore(self.database)

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
        tiers = {"nearby": self.settings.nearby, "cloud": self.settings.cloud}
        prices = {name: TokenPrices(t.input_price_1m, t.output_price_1m) for name, t in tiers.items()}
        return RateCard(self.settings.rate_card, self.clock, prices)

    @cached_property
    def telemetry(self) -> OpenTelemetry:
        return open_telemetry(os.environ)

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
    def goods(self) -> Catalogue:
        return Catalogue(self.port, self.embedder, self.settings.data_folder / "goods")

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
        return services_of(self)

    @cached_property
    def intake(self) -> IntakeDesk:
        return intake_of(self)

    @cached_property
    def tariff(self) -> CurrentTariff:
        return CurrentTariff(self.port)

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
            reader=self.reader,
            hints=self.hints,
            clock=self.clock,
            timezone=self.timezone,
            seal=self.trail.checkpoint,
            telemetry=self.telemetry,
            thinking=self.settings.model.thinking,
            choosing=self.settings.model.choosing,
            settle=self._settle,
        )

    @cached_property
    def _tools(self) -> dict[ToolName, Tool]:
        return {
            ToolName.QUOTE: QuoteTool(self.tariff, GoodsReader(self.goods, self.policy)),
            ToolName.TRACK: self.track,
            ToolName.SEARCH: SearchTool(self.knowledge, self.policy, self._merchant_names),
            ToolName.PRICE_WATCH: WatchTool(self.alerts, self.port),
            ToolName.HANDOFF: HandoffTool(self.port),
        }

    @cached_property
    def track(self) -> TrackTool:
        return TrackTool(self.port, self.events, self.policy)

    @cached_property
    def reader(self) -> PortReader:
        return PortReader(self.port, self.gazetteer)

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
