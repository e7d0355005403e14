"""Every name that leaves the process: attributes, metrics and their units. docs/telemetry.md explains them.

The `gen_ai.*` names are OpenTelemetry's (semantic-conventions-genai, status Development; cost from its
pull request 443); `trade.*` and `quayside.*` are ours.
"""

from dataclasses import dataclass
from typing import Literal

from core.telemetry import Operation

OPERATION = "gen_ai.operation.name"
PROVIDER = "gen_ai.provider.name"
REQUEST_MODEL = "gen_ai.request.model"
RESPONSE_MODEL = "gen_ai.response.model"
CONVERSATION = "gen_ai.conversation.id"
AGENT = "gen_ai.agent.name"
TOOL = "gen_ai.tool.name"
DATA_SOURCE = "gen_ai.data_source.id"
TOKEN_TYPE = "gen_ai.token.type"  # noqa: S105  # the name of an attribute
INPUT_TOKENS = "gen_ai.usage.input_tokens"
OUTPUT_TOKENS = "gen_ai.usage.output_tokens"
CACHED_TOKENS = "gen_ai.usage.cache_read.input_tokens"
THINKING_TOKENS = "gen_ai.usage.reasoning.output_tokens"
FINISH_REASONS = "gen_ai.response.finish_reasons"
COST_AMOUNT = "gen_ai.usage.cost.amount"
COST_CURRENCY = "gen_ai.usage.cost.currency"
COST_SOURCE = "gen_ai.usage.cost.source"
COST_BASIS = "trade.cost.basis"
ENERGY = "trade.energy.wh"
TENANT = "trade.tenant.id"
ERROR = "error.type"

ATTRIBUTES = (
    OPERATION,
    PROVIDER,
    REQUEST_MODEL,
    RESPONSE_MODEL,
    CONVERSATION,
    AGENT,
    TOOL,
    DATA_SOURCE,
    TOKEN_TYPE,
    INPUT_TOKENS,
    OUTPUT_TOKENS,
    CACHED_TOKENS,
    THINKING_TOKENS,
    FINISH_REASONS,
    COST_AMOUNT,
    COST_CURRENCY,
    COST_SOURCE,
    COST_BASIS,
    ENERGY,
    TENANT,
    ERROR,
)
SUBJECT: dict[Operation, str] = {
    "invoke_agent": AGENT,
    "execute_tool": TOOL,
    "retrieval": DATA_SOURCE,
}
"""The attribute that holds what a span is named after."""


@dataclass(frozen=True, slots=True)
class Metric:
    """`buckets` are upper bounds of a histogram, in `unit` (UCUM)."""

    name: str
    unit: str
    about: str
    buckets: tuple[float, ...] = ()


# The convention's own boundaries. Those for the time of tokens begin lower: the embedded model is fast.
_TOKENS = tuple(float(4**power) for power in range(14))
_DURATION = tuple(0.01 * 2**power for power in range(14))
_FIRST = (0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0)
_EACH = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1.0, 2.5)
_MONEY = (1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 0.01, 0.1, 1.0)

TOKEN_USAGE = Metric("gen_ai.client.token.usage", "{token}", "Tokens of an inference by type", _TOKENS)
OPERATION_DURATION = Metric("gen_ai.client.operation.duration", "s", "Time of an inference", _DURATION)
FIRST_TOKEN = Metric(
    "gen_ai.server.time_to_first_token", "s", "From asking to the first token, the queue included", _FIRST
)
EACH_TOKEN = Metric("gen_ai.server.time_per_output_token", "s", "For a token after the first", _EACH)
COST = Metric("gen_ai.client.operation.cost", "{currency}", "Price of an inference, when recorded", _MONEY)
AGENT_DURATION = Metric("gen_ai.invoke_agent.duration", "s", "Time of a turn", _DURATION)
TOOL_DURATION = Metric("gen_ai.execute_tool.duration", "s", "Time of a tool", _DURATION)
INFERENCE_TOKENS = Metric("gen_ai.client.inference.tokens", "{token}", "Tokens of inferences by type")
"""The newer name of TOKEN_USAGE, a counter: only when OTEL_SEMCONV_STABILITY_OPT_IN asks for it."""

METRICS = (
    TOKEN_USAGE,
    OPERATION_DURATION,
    FIRST_TOKEN,
    EACH_TOKEN,
    COST,
    AGENT_DURATION,
    TOOL_DURATION,
    INFERENCE_TOKENS,
)


@dataclass(frozen=True, slots=True)
class EngineFigure:
    """A figure of the engine: `gauge` goes up and down, `counter` only up."""

    kind: Literal["gauge", "counter"]
    name: str
    unit: str
    about: str


ENGINE = {
    "running": EngineFigure("gauge", "quayside.engine.running", "", "Requests at work"),
    "waiting": EngineFigure("gauge", "quayside.engine.waiting", "", "Requests in the queue"),
    "kept": EngineFigure("gauge", "quayside.engine.kept", "", "Conversations with a kept prefix"),
    "kept_bytes": EngineFigure("gauge", "quayside.engine.kept_bytes", "By", "Memory of kept prefixes"),
    "cells": EngineFigure("gauge", "quayside.engine.cells", "", "Cells of the KV cache"),
    "cells_used": EngineFigure("gauge", "quayside.engine.cells_used", "", "Cells held or promised"),
    "busy_s": EngineFigure("counter", "quayside.engine.busy", "s", "Time of steps"),
    "cpu_s": EngineFigure("counter", "quayside.engine.cpu", "s", "Processor time of steps"),
    "idle_s": EngineFigure("counter", "quayside.engine.idle", "s", "Time with nothing to do"),
    "abandoned_s": EngineFigure(
        "counter", "quayside.engine.abandoned", "s", "Busy time of cancelled and failed requests"
    ),
    "steps": EngineFigure("counter", "quayside.engine.steps", "", "Decode steps"),
    "preempted": EngineFigure("counter", "quayside.engine.preempted", "", "Requests that made room"),
    "cached_tokens": EngineFigure(
        "counter", "quayside.engine.cached_tokens", "", "Tokens of prompts that were kept, not computed"
    ),
}
"""By the key that core.telemetry.EngineLoad gives it; a key that is not here is not shown."""
