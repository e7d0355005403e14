"""Sending to a collector over OTLP/gRPC: only when the standard variable names one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from opentelemetry.sdk.metrics.export import MetricExporter
from opentelemetry.sdk.trace.export import SpanExporter

from core.errors import BadInput

ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"
PROTOCOL = "OTEL_EXPORTER_OTLP_PROTOCOL"
TIMEOUT = "OTEL_EXPORTER_OTLP_TIMEOUT"
_TIMEOUT_S = 3.0
"""A collector that is gone holds up the end of the process by twice this; the variable sets another."""


@dataclass(frozen=True, slots=True)
class Exporters:
    spans: SpanExporter
    metrics: MetricExporter


MakeExporters = Callable[[str, float], Exporters]
"""Exporters to an endpoint, with a timeout in seconds."""


def exporters_of(environment: Mapping[str, str], make: MakeExporters) -> Exporters | None:
    """What sends to the collector of `environment`; None without one. Raises BadInput for HTTP."""
    endpoint = environment.get(ENDPOINT, "").strip()
    if not endpoint:
        return None
    protocol = environment.get(PROTOCOL, "").strip() or "grpc"
    if protocol != "grpc":
        raise BadInput(
            f"{PROTOCOL} is {protocol!r}; Quayside sends OTLP over grpc.",
            hint="Use the collector's gRPC port, 4317 as a rule, or unset OTEL_EXPORTER_OTLP_ENDPOINT.",
        )
    return make(endpoint, _timeout_s(environment))


def grpc_exporters(endpoint: str, timeout_s: float) -> Exporters:
    """gRPC is loaded here: who sends nothing does not wait for it."""
    from opentelemetry.exporter.otlp.proto.grpc.metric_exporter import OTLPMetricExporter
    from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter

    return Exporters(
        OTLPSpanExporter(endpoint=endpoint, timeout=timeout_s),
        OTLPMetricExporter(endpoint=endpoint, timeout=timeout_s),
    )


def _timeout_s(environment: Mapping[str, str]) -> float:
    said = environment.get(TIMEOUT, "").strip()
    try:
        seconds = float(said) if said else _TIMEOUT_S
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < 3600:
        raise BadInput(f"{TIMEOUT} is {said!r}, which is no time.", hint="Give seconds, such as 3.")
    return seconds
