"""OpenTelemetry with everything it would send kept in memory."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from prometheus_client import CollectorRegistry

from core.ports import Generation, InferenceUsage
from core.records import LedgerRow
from governance.telemetry import OpenTelemetry
from tests.fakes_governance import NOON

USAGE = InferenceUsage(
    input_tokens=120,
    cached_tokens=40,
    output_tokens=9,
    queue_s=0.5,
    prefill_s=0.25,
    decode_s=1.6,
    busy_s=0.4,
    thinking_tokens=3,
)
GENERATION = Generation("SECRET words", "stop", USAGE, "quayside-embedded")


def row(tier: str = "local", rate_card: str = "card") -> LedgerRow:
    return LedgerRow(
        at=NOON,
        turn_id="t-1",
        conversation_id="c-1",
        actor="zola",
        purpose="say",
        model="quayside-embedded",
        input_tokens=120,
        cached_tokens=40,
        output_tokens=9,
        queue_s=0.5,
        prefill_s=0.25,
        decode_s=1.6,
        busy_s=0.4,
        energy_wh=Decimal("0.006"),
        marginal=Decimal("0.000001"),
        allocated=Decimal("0.000012"),
        fully_loaded=Decimal("0.00006"),
        currency="EUR",
        rate_card=rate_card,
        tier=tier,
    )


class Ticks:
    """A clock that moves on by two seconds each time it is read."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        self.now_s += 2.0
        return self.now_s


@dataclass
class Observed:
    """`telemetry` to hand in; what it saw."""

    newer_names: bool = False
    spans_in: InMemorySpanExporter = field(default_factory=InMemorySpanExporter)
    reader: InMemoryMetricReader = field(default_factory=InMemoryMetricReader)

    def __post_init__(self) -> None:
        tracers = TracerProvider(shutdown_on_exit=False)
        tracers.add_span_processor(SimpleSpanProcessor(self.spans_in))
        meters = MeterProvider([self.reader], shutdown_on_exit=False)
        self.telemetry = OpenTelemetry(
            tracers, meters, CollectorRegistry(), Ticks(), newer_names=self.newer_names
        )

    def spans(self) -> dict[str, ReadableSpan]:
        return {span.name: span for span in self.spans_in.get_finished_spans()}

    def attributes(self, name: str) -> Mapping[str, Any]:
        return dict(self.spans()[name].attributes or {})

    def points(self) -> dict[str, list[Any]]:
        """Data points by metric."""
        data = self.reader.get_metrics_data()
        return {
            metric.name: list(metric.data.data_points)
            for resource in (data.resource_metrics if data else ())
            for scope in resource.scope_metrics
            for metric in scope.metrics
        }

    def everything(self) -> str:
        """All that would be sent, as text."""
        spans = [span.to_json() for span in self.spans_in.get_finished_spans()]
        data = self.reader.get_metrics_data()
        return "\n".join([*spans, data.to_json() if data else ""])
