"""What a running turn tells the outside about itself: spans and figures. There is no place for a text."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Literal, Protocol

from core.ports import Generation
from core.records import LedgerRow

Operation = Literal["invoke_agent", "execute_tool", "retrieval"]


@dataclass(frozen=True, slots=True)
class About:
    """Whose work is observed. `tenant_id` is the caller's merchant; empty for everyone else."""

    conversation_id: str
    tenant_id: str = ""


class Inferred(Protocol):
    def __call__(self, generation: Generation, row: LedgerRow) -> None:
        """What came of the inference, and what it cost when it was recorded."""
        ...


EngineLoad = Callable[[], Mapping[str, float] | None]
"""The engine's figures now by name (governance.telemetry.names.ENGINE); None while there is no engine."""


class Telemetry(Protocol):
    """Observes and changes nothing. An error that passes through is noted by its type and goes on."""

    def span(self, operation: Operation, name: str, about: About) -> AbstractContextManager[None]:
        """Work named `name`: an agent, a tool or a source of data. Spans opened inside are its children."""
        ...

    def inference(self, model: str, about: About) -> AbstractContextManager[Inferred]:
        """One request to `model`; what it yields is called once if the request comes to its end."""
        ...

    def observe(self, load: EngineLoad) -> None:
        """Read `load` whenever somebody collects. Called once."""
        ...

    def exposition(self) -> str:
        """All figures in the Prometheus text format 0.0.4; empty when nothing is measured."""
        ...


class NoTelemetry:
    """Observes nothing."""

    def span(self, operation: Operation, name: str, about: About) -> AbstractContextManager[None]:
        return nullcontext()

    def inference(self, model: str, about: About) -> AbstractContextManager[Inferred]:
        return nullcontext(_ignore)

    def observe(self, load: EngineLoad) -> None:
        """Nobody collects."""

    def exposition(self) -> str:
        return ""


def _ignore(generation: Generation, row: LedgerRow) -> None:
    """Nobody asks what came of it."""
