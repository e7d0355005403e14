"""The histograms and counters of inferences, turns and tools, and how one record of each is made."""

from collections.abc import Callable, Iterable

from opentelemetry.metrics import CallbackOptions, Histogram, Meter, Observation
from opentelemetry.util.types import AttributeValue

from core.ports import InferenceUsage
from core.records import LedgerRow
from core.telemetry import EngineLoad, Operation
from governance.telemetry import names
from governance.telemetry.attributes import cost_basis

Labels = dict[str, AttributeValue]


class Instruments:
    """`newer_names` adds the counter of tokens that a later convention has instead of the histogram."""

    def __init__(self, meter: Meter, *, newer_names: bool) -> None:
        self._meter = meter
        self._tokens = _histogram(meter, names.TOKEN_USAGE)
        self._duration = _histogram(meter, names.OPERATION_DURATION)
        self._first = _histogram(meter, names.FIRST_TOKEN)
        self._each = _histogram(meter, names.EACH_TOKEN)
        self._cost = _histogram(meter, names.COST)
        self._work = {
            "invoke_agent": _histogram(meter, names.AGENT_DURATION),
            "execute_tool": _histogram(meter, names.TOOL_DURATION),
        }
        newer = names.INFERENCE_TOKENS
        self._counted = meter.create_counter(newer.name, newer.unit, newer.about) if newer_names else None

    def worked(self, operation: Operation, seconds: float, labels: Labels) -> None:
        """A turn or a tool; a retrieval is part of its tool's time."""
        if operation in self._work:
            self._work[operation].record(seconds, labels)

    def asked(self, seconds: float, labels: Labels) -> None:
        """An inference, whether it ended well or not."""
        self._duration.record(seconds, labels)

    def inferred(self, usage: InferenceUsage, row: LedgerRow, labels: Labels) -> None:
        """An inference that ended well. One without a price has no cost: 0 would be a lie."""
        for kind, tokens in (("input", usage.input_tokens), ("output", usage.output_tokens)):
            self._tokens.record(tokens, labels | {names.TOKEN_TYPE: kind})
            if self._counted:
                self._counted.add(tokens, labels | {names.TOKEN_TYPE: kind})
        self._first.record(usage.queue_s + usage.prefill_s, labels)
        if usage.output_tokens > 1:
            self._each.record(usage.decode_s / (usage.output_tokens - 1), labels)
        if row.is_priced:
            price: Labels = {names.COST_CURRENCY: row.currency, names.COST_BASIS: cost_basis(row)}
            self._cost.record(float(row.allocated), labels | price)

    def observe(self, load: EngineLoad) -> None:
        """The engine's figures, read whenever somebody collects."""
        for key, figure in names.ENGINE.items():
            create = (
                self._meter.create_observable_counter
                if figure.kind == "counter"
                else self._meter.create_observable_gauge
            )
            create(figure.name, [_reading(load, key)], figure.unit, figure.about)


def _histogram(meter: Meter, metric: names.Metric) -> Histogram:
    return meter.create_histogram(
        metric.name, metric.unit, metric.about, explicit_bucket_boundaries_advisory=metric.buckets
    )


def _reading(load: EngineLoad, key: str) -> Callable[[CallbackOptions], Iterable[Observation]]:
    def read(_: CallbackOptions) -> Iterable[Observation]:
        figures = load() or {}
        return [Observation(figures[key])] if key in figures else []

    return read
