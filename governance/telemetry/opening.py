"""Builds the providers: Prometheus always, as it waits to be asked; a collector only when one is named."""

import logging
import time
from collections.abc import Callable, Mapping

from opentelemetry.exporter.prometheus import PrometheusMetricReader
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import MetricReader, PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import NoOpTracerProvider
from prometheus_client import CollectorRegistry

from governance.telemetry.open_telemetry import SCOPE, OpenTelemetry
from governance.telemetry.otlp import Exporters, MakeExporters, exporters_of, grpc_exporters

OPT_IN = "OTEL_SEMCONV_STABILITY_OPT_IN"
NEWER = "gen_ai_latest_experimental"
_log = logging.getLogger(__name__)


def open_telemetry(
    environment: Mapping[str, str],
    *,
    exporters: MakeExporters = grpc_exporters,
    clock: Callable[[], float] = time.monotonic,
) -> OpenTelemetry:
    """Telemetry of this process by the standard OTEL_ variables. Raises BadInput for one that is wrong."""
    sent = exporters_of(environment, exporters)
    resource = Resource.create({"service.name": environment.get("OTEL_SERVICE_NAME") or SCOPE})
    registry = CollectorRegistry()
    readers: list[MetricReader] = [PrometheusMetricReader(registry=registry, scope_info_enabled=False)]
    if sent:
        readers.append(PeriodicExportingMetricReader(sent.metrics))
    meters = MeterProvider(readers, resource, shutdown_on_exit=False)
    tracers = _tracers(resource, sent) if sent else None

    def close() -> None:
        if tracers:
            tracers.shutdown()
        try:
            meters.shutdown()
        except Exception as error:  # the SDK raises no narrower one; figures are not worth a failed end
            _log.warning("the last figures were not sent: %s", error)

    return OpenTelemetry(
        tracers or NoOpTracerProvider(),
        meters,
        registry,
        clock,
        newer_names=NEWER in environment.get(OPT_IN, "").split(","),
        close=close,
    )


def _tracers(resource: Resource, sent: Exporters) -> TracerProvider:
    """Spans are made only when somebody gets them."""
    tracers = TracerProvider(resource=resource, shutdown_on_exit=False)
    tracers.add_span_processor(BatchSpanProcessor(sent.spans))
    return tracers
