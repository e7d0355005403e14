"""The operations desk: what is ready, and metrics in the Prometheus text format."""

from collections.abc import Callable, Mapping, Sequence

from core.errors import QuaysideError
from core.ports import PortData
from core.telemetry import EngineLoad, NoTelemetry, Telemetry
from core.turns import JsonObject
from store.ledger import SqlLedger


class OperationsDesk:
    """Implements api.services.Operations. `warm` tells whether the embedding model is loaded.

    `telemetry` measures this process and reads `engine_load` when asked; the ledger counts since ever.
    """

    def __init__(
        self,
        port: PortData,
        ledger: SqlLedger,
        model: Callable[[], str],
        warm: Callable[[], bool],
        *,
        engine_load: EngineLoad = lambda: None,
        telemetry: Telemetry | None = None,
    ) -> None:
        self._port, self._ledger, self._model, self._warm = port, ledger, model, warm
        self._telemetry = telemetry or NoTelemetry()
        self._telemetry.observe(engine_load)

    def ready(self) -> Mapping[str, bool | str]:
        try:
            port: bool | str = self._port.book().profile.name
        except QuaysideError:
            port = False
        return {
            "port": port,
            "model": self._model(),
            "knowledge": "ready" if self._warm() else "warming up",
        }

    def metrics(self) -> str:
        """Counters over the whole ledger, then what this process measured. Text exposition format 0.0.4."""
        return _counters(self._ledger.counters()) + self._telemetry.exposition()


_COUNTERS = {
    "quayside_inferences_total": "inferences",
    "quayside_input_tokens_total": "input_tokens",
    "quayside_cached_tokens_total": "cached_tokens",
    "quayside_output_tokens_total": "output_tokens",
    "quayside_thinking_tokens_total": "thinking_tokens",
    "quayside_busy_seconds_total": "busy_s",
    "quayside_cpu_seconds_total": "cpu_s",
    "quayside_energy_wh_total": "energy_wh",
}


def _counters(rows: Sequence[JsonObject]) -> str:
    lines = []
    for name, column in _COUNTERS.items():
        lines.append(f"# TYPE {name} counter")
        lines += [f'{name}{{model="{_escaped(row["model"])}"}} {row[column]}' for row in rows]
    return "\n".join(lines) + "\n"


def _escaped(label: str) -> str:
    return label.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
