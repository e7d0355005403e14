"""The language models of a house: the one that runs here and can be switched, and the servers beyond."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property, partial
from pathlib import Path

from app.desks.abandoned import AbandonedDesk
from core.ports import Inference, ModelBackend
from core.settings import RemoteSettings, Settings
from llm import calibration
from llm.assembly import threads_for
from llm.calibration import EVEN, Conditions, conditions
from llm.engine import Engine
from llm.library.registry import Activation, KnownModel, Registry
from llm.native import VERSION
from llm.remote.address import address_of
from llm.remote.backend import RemoteBackend
from llm.remote.llama_check import check_server
from llm.routing.router import Router
from llm.routing.switching import Switching
from llm.routing.tiers import Tier, TierName


@dataclass(frozen=True)
class Backends:
    """`remote_allowed` says whether a conversation may still spend on servers that cost money."""

    settings: Settings
    registry: Registry
    abandoned: AbandonedDesk
    remote_allowed: Callable[[Inference], bool]

    @cached_property
    def router(self) -> Router:
        """Local, nearby, cloud. Raises ModelUnavailable or BadInput."""
        tiers = [Tier("local", self.local, stays_here=True)]
        if self.settings.nearby.url:
            tiers.append(self._remote("nearby", self.settings.nearby))
        if self.settings.cloud.url:
            tiers.append(self._remote("cloud", self.settings.cloud))
        return Router(tiers, remote_allowed=self.remote_allowed)

    @cached_property
    def local(self) -> Switching:
        """On the file that the settings name, or else on the registry's active model."""
        return Switching(self._engine(self.settings.model.path or self.serving.model.path))

    @cached_property
    def serving(self) -> Activation:
        """What was active when the house was opened."""
        return self.registry.activation()

    def load(self, model: KnownModel) -> ModelBackend:
        return self._engine(model.path)

    def engine_load(self) -> Mapping[str, float] | None:
        """The figures of the engine that serves now."""
        engine = self.local.current
        return asdict(engine.load) if isinstance(engine, Engine) else None

    def calibrate(self) -> Mapping[str, float]:
        """Times the engine's steps, charges by it and saves it for the next start: µs a token."""
        engine = self.local.current
        if not isinstance(engine, Engine):
            return {}
        weights = asyncio.run(engine.calibrate())
        calibration.save(self._calibration, self._conditions(engine.path), weights)
        return asdict(weights)

    def _engine(self, path: Path) -> Engine:
        engine = Engine(
            path,
            self.settings.model,
            weights=calibration.read(self._calibration, self._conditions(path)) if path.is_file() else EVEN,
            abandoned=self.abandoned.of(lambda: engine.model),
            disk=self.settings.data_folder / "kept",
        )
        return engine

    def _conditions(self, path: Path) -> Conditions:
        return conditions(path, threads=threads_for(path, self.settings.model), library=VERSION)

    @property
    def _calibration(self) -> Path:
        return self.settings.data_folder / "calibration.json"

    def _remote(self, name: TierName, settings: RemoteSettings) -> Tier:
        """A llama-server is used only once it has shown that it keeps conversations apart."""
        is_llama = settings.dialect == "llama_server"
        backend = RemoteBackend(
            settings,
            abandoned=self.abandoned.of(lambda: settings.model, name),
            check=partial(check_server, settings.url, settings.api_key) if is_llama else None,
        )
        return Tier(name, backend, stays_here=address_of(settings).local)
