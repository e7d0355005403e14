"""The model names the passages that answer; what it may not name, or fails to, changes nothing."""

import pytest

from agent.inference import Traces
from agent.passages import BadChoice, choose_passages, parse_choice
from agent.prompts import MAX_PASSAGES_BYTES
from core.errors import Busy
from core.evidence import Labelled
from core.labels import Label
from core.turns import ToolResult
from llm.scripted import ScriptedBackend
from tests.agent.test_planning import turn_of
from tests.fakes_knowledge import passage

QUESTION = "how much do I pay up front?"
TEXTS = ("Letters of credit are taken.", "A third is due on order.", "The rest is due on loading.")
CREDIT, DEPOSIT, BALANCE = (
    Labelled(value=passage(text), label=Label(), source=f"D{at}") for at, text in enumerate(TEXTS)
)
FOUND = ToolResult(outcome="found", facts=(CREDIT,), others=(DEPOSIT, BALANCE))


async def chosen(*lines: str | Exception, result: ToolResult = FOUND) -> tuple[ToolResult, ScriptedBackend]:
    backend = ScriptedBackend({"choose": lines})
    return await choose_passages(turn_of(backend), result, QUESTION, "en", Traces()), backend


async def test_what_the_model_names_is_what_is_found() -> None:
    result, backend = await chosen("S1 S2")
    assert (result.outcome, result.facts, result.others) == ("found", (DEPOSIT, BALANCE), ())
    assert [inference.purpose for inference in backend.seen] == ["choose"]


async def test_none_is_nothing_found() -> None:
    result, _ = await chosen("none")
    assert (result.outcome, result.facts) == ("nothing_found", ())


async def test_it_may_find_what_the_search_let_go() -> None:
    nothing = ToolResult(outcome="nothing_found", others=(CREDIT, DEPOSIT))
    result, _ = await chosen("S1", result=nothing)
    assert (result.outcome, result.facts) == ("found", (DEPOSIT,))


@pytest.mark.parametrize("line", ["S7", "", "none S0", "P0", "S0 S1 S2 S3", "S1, please"])
async def test_a_choice_that_breaks_the_grammar_is_made_again(line: str) -> None:
    assert (await chosen(line, "S1"))[0].facts == (DEPOSIT,)
    assert (await chosen(line, line))[0] is FOUND


async def test_without_a_model_the_search_has_chosen() -> None:
    result, backend = await chosen(Busy("64 requests are waiting.", retry_after_s=9), "S1")
    assert result is FOUND
    assert len(backend.seen) == 1


async def test_where_nothing_was_found_no_model_is_asked() -> None:
    empty = ToolResult(outcome="nothing_found")
    result, backend = await chosen("S0", result=empty)
    assert (result, backend.seen) == (empty, [])


async def test_what_is_confidential_stays_so() -> None:
    secret = CREDIT.model_copy(update={"label": Label(confidential=True)})
    _, backend = await chosen("S0", result=FOUND.model_copy(update={"others": (secret,)}))
    assert backend.seen[0].confidential
    _, backend = await chosen("S0")
    assert not backend.seen[0].confidential


def test_a_choice_names_passages_or_none() -> None:
    assert parse_choice(" S2 S0 ", ("S0", "S1", "S2")) == ("S2", "S0")
    assert parse_choice("none", ("S0",)) == ()
    assert parse_choice("S0 S0", ("S0", "S1")) == ("S0",)
    with pytest.raises(BadChoice):
        parse_choice("S1", ("S0",))


@pytest.mark.parametrize("text", ["a" * 320, "字" * 320, "ل" * 320])
async def test_what_a_model_sees_at_once_is_bounded(text: str) -> None:
    facts = tuple(
        Labelled(value=passage(f"{at} {text}"), label=Label(), source=f"D{at}") for at in range(6)
    )
    result, backend = await chosen("S0", result=ToolResult(outcome="found", facts=facts))
    shown = "".join(segment.text for segment in backend.seen[0].prompt)
    assert len(shown.encode()) < MAX_PASSAGES_BYTES + 200
    assert result.facts == facts[:1]
