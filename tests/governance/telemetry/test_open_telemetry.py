"""Which spans, attributes and metrics there are, to the letter; and that no text is among them."""

import asyncio

import pytest
from opentelemetry.trace import StatusCode

from core.errors import BadInput
from core.telemetry import About, NoTelemetry, Operation, Telemetry
from governance.telemetry import names
from tests.fakes_telemetry import GENERATION, Observed, row

ABOUT = About("c-1", "M1")


def infer(observed: Observed, tier: str = "local", rate_card: str = "card") -> None:
    with observed.telemetry.inference("router", ABOUT) as inferred:
        inferred(GENERATION, row(tier, rate_card))


def test_an_inference_is_a_chat_span_with_its_usage_and_its_price() -> None:
    observed = Observed()
    infer(observed)
    assert observed.attributes("chat router") == {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "llama_cpp",
        "gen_ai.request.model": "router",
        "gen_ai.response.model": "quayside-embedded",
        "gen_ai.conversation.id": "c-1",
        "trade.tenant.id": "M1",
        "gen_ai.usage.input_tokens": 120,
        "gen_ai.usage.output_tokens": 9,
        "gen_ai.usage.cache_read.input_tokens": 40,
        "gen_ai.usage.reasoning.output_tokens": 3,
        "gen_ai.response.finish_reasons": ("stop",),
        "gen_ai.usage.cost.amount": 0.000012,
        "gen_ai.usage.cost.currency": "EUR",
        "gen_ai.usage.cost.source": "local",
        "trade.cost.basis": "allocated",
        "trade.energy.wh": 0.006,
    }


def test_a_remote_inference_has_a_price_of_tokens_and_no_energy() -> None:
    observed = Observed()
    infer(observed, "cloud")
    attributes = observed.attributes("chat router")
    assert attributes["gen_ai.provider.name"] == "openai-compatible"
    assert attributes["trade.cost.basis"] == "tokens"
    assert "trade.energy.wh" not in attributes


def test_without_a_price_there_is_no_cost_rather_than_none() -> None:
    observed = Observed()
    infer(observed, "nearby", "card, nearby unpriced")
    assert not [name for name in observed.attributes("chat router") if "cost" in name]
    assert "gen_ai.client.operation.cost" not in observed.points()


def test_metrics_of_an_inference() -> None:
    observed = Observed()
    infer(observed)
    points = observed.points()
    tokens = {point.attributes["gen_ai.token.type"]: point.sum for point in points[names.TOKEN_USAGE.name]}
    assert tokens == {"input": 120, "output": 9}
    (took,) = points["gen_ai.client.operation.duration"]
    (first,) = points["gen_ai.server.time_to_first_token"]
    (each,) = points["gen_ai.server.time_per_output_token"]
    (cost,) = points["gen_ai.client.operation.cost"]
    assert (took.sum, first.sum, each.sum, cost.sum) == (2.0, 0.75, pytest.approx(0.2), 0.000012)
    assert took.attributes == {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "llama_cpp",
        "gen_ai.request.model": "router",
        "gen_ai.response.model": "quayside-embedded",
    }
    assert cost.attributes["gen_ai.usage.cost.currency"] == "EUR"
    assert "gen_ai.client.inference.tokens" not in points


def test_the_newer_name_of_the_tokens_is_a_counter_beside_the_old_one() -> None:
    observed = Observed(newer_names=True)
    infer(observed)
    points = observed.points()
    assert {point.value for point in points["gen_ai.client.inference.tokens"]} == {120, 9}
    assert len(points["gen_ai.client.token.usage"]) == 2


@pytest.mark.parametrize(
    ("operation", "attribute", "metric"),
    [
        ("invoke_agent", "gen_ai.agent.name", "gen_ai.invoke_agent.duration"),
        ("execute_tool", "gen_ai.tool.name", "gen_ai.execute_tool.duration"),
        ("retrieval", "gen_ai.data_source.id", None),
    ],
)
def test_work_is_named_after_what_does_it(operation: Operation, attribute: str, metric: str | None) -> None:
    observed = Observed()
    with observed.telemetry.span(operation, "it", About("c-1")):
        pass
    labels = {"gen_ai.operation.name": operation, attribute: "it"}
    assert observed.attributes(f"{operation} it") == labels | {"gen_ai.conversation.id": "c-1"}
    points = observed.points()
    assert list(points) == ([metric] if metric else [])
    if metric:
        assert [(point.sum, point.attributes) for point in points[metric]] == [(2.0, labels)]


def test_spans_opened_inside_are_children_and_tasks_do_not_mix() -> None:
    observed = Observed()

    async def turn(number: int) -> None:
        with observed.telemetry.span("invoke_agent", f"a{number}", About(f"c-{number}")):
            await asyncio.sleep(0)
            with observed.telemetry.inference(f"m{number}", About(f"c-{number}")):
                await asyncio.sleep(0)

    async def turns() -> None:
        await asyncio.gather(turn(1), turn(2))

    asyncio.run(turns())
    spans = observed.spans()
    for number in (1, 2):
        outer, inner = spans[f"invoke_agent a{number}"], spans[f"chat m{number}"]
        assert inner.parent
        assert outer.context
        assert inner.parent.span_id == outer.context.span_id


@pytest.mark.parametrize("error", [BadInput("SECRET words"), asyncio.CancelledError("SECRET words")])
def test_an_error_is_known_by_its_type_and_goes_on(error: BaseException) -> None:
    observed, kind = Observed(), type(error).__name__
    with (
        pytest.raises(type(error)),
        observed.telemetry.span("invoke_agent", "quayside", ABOUT),
        observed.telemetry.inference("router", ABOUT),
    ):
        raise error
    for span in observed.spans().values():
        assert (span.attributes or {})["error.type"] == kind
        assert span.status.status_code is StatusCode.ERROR
        assert span.status.description is None
        assert not span.events
    (took,) = observed.points()["gen_ai.client.operation.duration"]
    assert took.attributes["error.type"] == kind
    assert "SECRET" not in observed.everything()


def test_every_attribute_and_metric_is_one_of_the_names() -> None:
    observed = Observed(newer_names=True)
    infer(observed)
    for operation in names.SUBJECT:
        with observed.telemetry.span(operation, "it", ABOUT):
            pass
    points = observed.points()
    assert set(points) == {metric.name for metric in names.METRICS}
    used = {name for span in observed.spans().values() for name in span.attributes or {}}
    used |= {name for found in points.values() for point in found for name in point.attributes}
    assert used == set(names.ATTRIBUTES) - {"error.type"}


def test_what_was_said_is_nowhere() -> None:
    observed = Observed()
    infer(observed)
    assert "SECRET" not in observed.everything()


def test_the_engine_is_read_whenever_somebody_collects() -> None:
    observed, figures = Observed(), {"running": 2.0, "busy_s": 3.5, "unheard_of": 1.0}
    observed.telemetry.observe(lambda: figures)
    values = {name: [point.value for point in found] for name, found in observed.points().items()}
    assert values == {"quayside.engine.running": [2.0], "quayside.engine.busy": [3.5]}
    figures["running"] = 5.0
    assert observed.points()["quayside.engine.running"][0].value == 5.0


def test_while_there_is_no_engine_there_is_no_figure() -> None:
    observed = Observed()
    observed.telemetry.observe(lambda: None)
    assert observed.points() == {}


@pytest.mark.parametrize("telemetry", [NoTelemetry(), Observed().telemetry], ids=["none", "open"])
def test_telemetry_changes_nothing_of_what_it_watches(telemetry: Telemetry) -> None:
    telemetry.observe(lambda: None)
    with telemetry.span("execute_tool", "quote", ABOUT), telemetry.inference("m", ABOUT) as inferred:
        inferred(GENERATION, row())
    with pytest.raises(BadInput, match="the reason"), telemetry.inference("m", ABOUT):
        raise BadInput("the reason")
    assert isinstance(telemetry.exposition(), str)
