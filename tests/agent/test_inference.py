"""What an inference leaves behind: a ledger row, and an audit leaf that says who answered and why."""

from decimal import Decimal

import pytest

from agent.inference import Traces, infer, is_confidential, sampling
from core.errors import Busy
from core.evidence import Evidence, Labelled
from core.labels import Label
from core.ports import GREEDY, Asker, Inference, Segment
from core.values import NumberFact
from llm.routing.router import Router
from llm.routing.tiers import Tier
from llm.scripted import ScriptedBackend
from tests.agent.test_planning import turn_of
from tests.fakes import NOW

ASKED = Inference("say", (Segment("hello", trusted=True),), 20, confidential=False)
BUSY = Busy("64 requests are waiting.", retry_after_s=3)


async def test_a_leaf_says_which_model_answered_and_why_that_one() -> None:
    local, cloud = ScriptedBackend({"say": [BUSY]}, "small"), ScriptedBackend({"say": ["hi"]}, "large")
    tiers = [Tier("local", local, stays_here=True), Tier("cloud", cloud, stays_here=False)]
    traces = Traces()
    assert (await infer(turn_of(Router(tiers)), ASKED, traces)).text == "hi"
    [leaf], [row] = traces.leaves, traces.ledger
    assert (leaf.action, leaf.resource, leaf.decision) == ("infer", "Model/large", "allow")
    assert (leaf.actor, leaf.role, leaf.turn_id, leaf.at) == ("amina", "buyer", "t1", NOW)
    assert leaf.rule == "local is busy (try again in 3 s)"
    assert leaf.detail == {"tier": "cloud", "purpose": "say"}
    assert (row.model, row.tier) == ("large", "cloud")


async def test_without_tiers_the_only_backend_is_named() -> None:
    traces = Traces()
    await infer(turn_of(ScriptedBackend({"say": ["hi"]})), ASKED, traces)
    assert (traces.leaves[0].rule, traces.leaves[0].detail["tier"]) == ("the only backend", "local")


async def test_an_inference_that_nobody_answered_is_a_leaf_too() -> None:
    traces = Traces()
    with pytest.raises(Busy):
        await infer(turn_of(ScriptedBackend({"say": [BUSY]})), ASKED, traces)
    [leaf] = traces.leaves
    assert (leaf.resource, leaf.rule) == ("Model/none", "no answer: Busy")
    assert traces.ledger == []


async def test_a_model_is_told_whom_it_serves() -> None:
    backend = ScriptedBackend({"say": ["hi"]})
    await infer(turn_of(backend), ASKED, Traces())
    assert backend.seen[0].asker == Asker("amina", "c0", "t1")


def test_only_a_further_attempt_is_left_to_chance() -> None:
    assert sampling(1) == GREEDY
    assert sampling(2).temperature > 0
    assert sampling(2) != sampling(3)


@pytest.mark.parametrize("labels", [[], [False], [True], [False, True]])
def test_one_confidential_value_makes_the_prompt_confidential(labels: list[bool]) -> None:
    facts = [
        Labelled(
            value=NumberFact(role="total", amount=Decimal(1), unit="USD"),
            label=Label(confidential=label),
            source="quotation",
        )
        for label in labels
    ]
    assert is_confidential(Evidence().add_all(facts)[0]) == any(labels)
