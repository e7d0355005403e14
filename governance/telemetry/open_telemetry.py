"""The telemetry port on OpenTelemetry: spans and metrics of providers of its own, none of them global."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.trace import Span, SpanKind, Status, StatusCode, TracerProvider
from prometheus_client import CollectorRegistry, generate_latest

from core.ports import Generation
from core.records import LedgerRow
from core.telemetry import About, EngineLoad, Inferred, Operation
from governance.telemetry import names
from governance.telemetry.attributes import Attributes, of_request, of_response, of_usage, of_work
from governance.telemetry.instruments import Instruments

SCOPE = "quayside"


class OpenTelemetry:
    """Implements core.telemetry.Telemetry; `close` sends what is left to send. `clock` gives seconds.

    Neither the words of a message nor of an error get in: nothing here takes a text, and an error is
    noted by the name of its type alone. There is no setting that changes this.
    """

    def __init__(
        self,
        tracers: TracerProvider,
        meters: MeterProvider,
        registry: CollectorRegistry,
        clock: Callable[[], float],
        *,
        newer_names: bool = False,
        close: Callable[[], None] = lambda: None,
    ) -> None:
        self._tracer = tracers.get_tracer(SCOPE)
        self._instruments = Instruments(meters.get_meter(SCOPE), newer_names=newer_names)
        self._registry, self._clock, self._close = registry, clock, close
        self._scraping = threading.Lock()

    @contextmanager
    def span(self, operation: Operation, name: str, about: About) -> Iterator[None]:
        labels: Attributes = {names.OPERATION: operation, names.SUBJECT[operation]: name}
        started = self._clock()
        try:
            with self._spanned(f"{operation} {name}", SpanKind.INTERNAL, labels | of_work(about)):
                yield
        except BaseException as error:
            labels[names.ERROR] = type(error).__name__
            raise
        finally:
            self._instruments.worked(operation, self._clock() - started, labels)

    @contextmanager
    def inference(self, model: str, about: About) -> Iterator[Inferred]:
        labels = of_request(model)
        started = self._clock()

        try:
            with self._spanned(f"chat {model}", SpanKind.CLIENT, labels | of_work(about)) as span:

                def inferred(generation: Generation, row: LedgerRow) -> None:
                    labels.update(of_response(model, generation, row))
                    span.set_attributes(labels | of_usage(generation, row))
                    self._instruments.inferred(generation.usage, row, dict(labels))

                yield inferred
        except BaseException as error:
            labels[names.ERROR] = type(error).__name__
            raise
        finally:
            self._instruments.asked(self._clock() - started, labels)

    def observe(self, load: EngineLoad) -> None:
        self._instruments.observe(load)

    def exposition(self) -> str:
        # The exporter collects into a queue of its own: two scrapes at once would mix their families.
        with self._scraping:
            return generate_latest(self._registry).decode()

    def close(self) -> None:
        self._close()

    @contextmanager
    def _spanned(self, name: str, kind: SpanKind, attributes: Attributes) -> Iterator[Span]:
        """A span without the words of an error: the SDK would record its message and its trace."""
        with self._tracer.start_as_current_span(
            name, kind=kind, attributes=attributes, record_exception=False, set_status_on_exception=False
        ) as span:
            try:
                yield span
            except BaseException as error:
                span.set_attribute(names.ERROR, type(error).__name__)
                span.set_status(Status(StatusCode.ERROR))
                raise
