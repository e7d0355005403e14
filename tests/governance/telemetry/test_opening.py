"""What is sent where: nothing to anybody by default, and nothing into global registries."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import prometheus_client
import pytest
from opentelemetry import metrics, trace
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import MetricExporter, MetricExportResult, MetricsData
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from prometheus_client.parser import text_string_to_metric_families

from core.errors import BadInput
from core.telemetry import About
from governance.telemetry import open_telemetry
from governance.telemetry.otlp import Exporters, grpc_exporters
from tests.fakes_telemetry import GENERATION, row

ENDPOINT = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector.example:4317"}


class KeptMetrics(MetricExporter):
    def __init__(self) -> None:
        super().__init__()
        self.kept: list[MetricsData] = []

    def export(
        self, metrics_data: MetricsData, timeout_millis: float = 10_000, **kwargs: object
    ) -> MetricExportResult:
        self.kept.append(metrics_data)
        return MetricExportResult.SUCCESS

    def force_flush(self, timeout_millis: float = 10_000) -> bool:
        return True

    def shutdown(self, timeout_millis: float = 30_000, **kwargs: object) -> None: ...


@dataclass
class Collector:
    """Where exporters would send; `asked` are the endpoints that something was made for."""

    asked: list[tuple[str, float]] = field(default_factory=list)
    spans: InMemorySpanExporter = field(default_factory=InMemorySpanExporter)
    metrics: KeptMetrics = field(default_factory=KeptMetrics)

    def exporters(self, endpoint: str, timeout_s: float) -> Exporters:
        self.asked.append((endpoint, timeout_s))
        return Exporters(self.spans, self.metrics)


@pytest.fixture
def collector() -> Iterator[Collector]:
    yield Collector()
    assert not isinstance(trace.get_tracer_provider(), TracerProvider)
    assert not isinstance(metrics.get_meter_provider(), MeterProvider)


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"OTEL_EXPORTER_OTLP_ENDPOINT": " "},
        {"OTEL_TRACES_EXPORTER": "otlp", "OTEL_METRICS_EXPORTER": "otlp"},
        {"OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf"},
    ],
)
def test_by_default_nothing_is_sent(collector: Collector, environment: dict[str, str]) -> None:
    before = threading.active_count()
    telemetry = open_telemetry(environment, exporters=collector.exporters)
    with telemetry.inference("m", About("c-1")) as inferred:
        inferred(GENERATION, row())
    assert threading.active_count() == before
    telemetry.close()
    assert (collector.asked, collector.metrics.kept) == ([], [])


def test_a_named_collector_gets_spans_and_metrics_at_the_latest_at_the_end(collector: Collector) -> None:
    telemetry = open_telemetry(ENDPOINT, exporters=collector.exporters)
    with telemetry.span("invoke_agent", "quayside", About("c-1")):
        pass
    telemetry.close()
    assert collector.asked == [("http://collector.example:4317", 3.0)]
    (span,) = collector.spans.get_finished_spans()
    assert (span.name, span.resource.attributes["service.name"]) == ("invoke_agent quayside", "quayside")
    assert "gen_ai.invoke_agent.duration" in collector.metrics.kept[-1].to_json()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
        ("OTEL_EXPORTER_OTLP_TIMEOUT", "soon"),
        ("OTEL_EXPORTER_OTLP_TIMEOUT", "-1"),
    ],
)
def test_a_variable_that_makes_no_sense_is_named(collector: Collector, name: str, value: str) -> None:
    with pytest.raises(BadInput, match=f"{name} is '{value}'"):
        open_telemetry(ENDPOINT | {name: value}, exporters=collector.exporters)


def test_the_collectors_exporters_speak_grpc_and_wait_to_be_used() -> None:
    made = grpc_exporters("http://127.0.0.1:1", 0.1)
    assert type(made.spans).__module__ == "opentelemetry.exporter.otlp.proto.grpc.trace_exporter"
    assert type(made.metrics).__module__ == "opentelemetry.exporter.otlp.proto.grpc.metric_exporter"
    made.spans.shutdown()
    made.metrics.shutdown()


def test_the_scrape_is_one_document_of_this_process_alone(collector: Collector) -> None:
    first, second = (open_telemetry({}, exporters=collector.exporters) for _ in range(2))
    first.observe(lambda: {"running": 2, "busy_s": 1.5})
    with first.inference("m", About("c-1")) as inferred:
        inferred(GENERATION, row())
    families = {family.name: family for family in text_string_to_metric_families(first.exposition())}
    assert {
        "gen_ai_client_token_usage",
        "gen_ai_client_operation_duration_seconds",
        "gen_ai_client_operation_cost",
        "quayside_engine_running",
        "quayside_engine_busy_seconds",
    } <= families.keys()
    assert "gen_ai" not in second.exposition()
    assert "gen_ai" not in prometheus_client.generate_latest().decode()
    assert "c-1" not in first.exposition()
    for telemetry in (first, second):
        telemetry.close()


def test_scrapes_at_the_same_time_each_see_every_family_once(collector: Collector) -> None:
    telemetry = open_telemetry({}, exporters=collector.exporters)
    telemetry.observe(lambda: {"running": 1})
    with ThreadPoolExecutor(4) as scrapers:
        texts = list(scrapers.map(lambda _: telemetry.exposition(), range(24)))
    assert len(set(texts)) == 1
    assert texts[0].count("# TYPE quayside_engine_running gauge") == 1
    telemetry.close()


@pytest.mark.parametrize(
    ("said", "newer"),
    [("gen_ai_latest_experimental", True), ("http,gen_ai_latest_experimental", True), ("http", False)],
)
def test_newer_names_are_opted_in(collector: Collector, said: str, newer: bool) -> None:
    telemetry = open_telemetry({"OTEL_SEMCONV_STABILITY_OPT_IN": said}, exporters=collector.exporters)
    with telemetry.inference("m", About("c-1")) as inferred:
        inferred(GENERATION, row())
    assert ("gen_ai_client_inference_tokens_total" in telemetry.exposition()) is newer
    telemetry.close()


@pytest.mark.parametrize("value", ["true", "SPAN_AND_EVENT"])
def test_content_capture_cannot_be_switched_on(
    collector: Collector, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    asked = ENDPOINT | {
        "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT": value,
        "OTEL_SEMCONV_STABILITY_OPT_IN": "gen_ai_latest_experimental",
    }
    for name in asked.keys() - ENDPOINT.keys():
        monkeypatch.setenv(name, asked[name])
    telemetry = open_telemetry(asked, exporters=collector.exporters)
    with telemetry.inference("m", About("c-1")) as inferred:
        inferred(GENERATION, row())
    telemetry.close()
    sent = "".join(span.to_json() for span in collector.spans.get_finished_spans())
    assert "chat m" in sent
    assert "SECRET" not in sent + collector.metrics.kept[-1].to_json()
