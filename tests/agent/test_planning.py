import pytest

from agent.calls import VERBS
from agent.inference import Traces
from agent.parts import Parts, Turn
from agent.planning import closed_call, plan
from core.clock import FixedClock
from core.errors import Busy, GenerationFailed, ModelUnavailable
from core.evidence import Evidence
from core.ports import GREEDY, ModelBackend, Sampling
from core.principal import Principal, Role
from core.turns import BuyerMessage
from llm.scripted import ScriptedBackend
from tests.agent.following import TODAY, BookReader, seen_after
from tests.fakes import NOW, FakeConversations, FakePolicy, FakePricing

BUYER = Principal(role=Role.BUYER, user_id="amina", name="Amina")  # type: ignore[arg-type]  # NewType of str
TEXT = "price of ketchup"


class NoHints:
    def rank(self, text: str, limit: int = 2) -> tuple[str, ...]:
        return ()


async def test_a_line_that_breaks_the_grammar_is_tried_once_more() -> None:
    backend = ScriptedBackend({"plan": ["quote P7", "quote P0"]})
    assert await _planned(backend) == ("quote P0", 2)
    assert len(backend.seen) == 2


async def test_a_second_broken_line_is_the_last() -> None:
    backend = ScriptedBackend({"plan": ["rm -rf", "quote P7", "quote P0"]})
    assert await _planned(backend) == ("search", 2)
    assert len(backend.seen) == 2


async def test_the_second_attempt_can_come_out_differently() -> None:
    backend = ScriptedBackend({"plan": ["rm -rf", "quote P0"]})
    await _planned(backend)
    first, second = backend.seen
    assert first.sampling == GREEDY
    assert second.sampling == Sampling(temperature=0.6, top_p=0.95, min_p=0.05, seed=2)
    assert first.prompt == second.prompt


async def test_a_buyers_words_may_leave_this_machine_unless_a_label_says_no() -> None:
    backend = ScriptedBackend({"plan": ["quote P0"] * 2})
    seen = seen_after(None, TEXT)
    [(handle, item)] = seen.evidence
    secret = item.model_copy(update={"label": item.label.model_copy(update={"confidential": True})})
    hidden = seen.model_copy(update={"evidence": Evidence(items={handle: secret})})
    for understanding in (seen, hidden):
        await plan(turn_of(backend), understanding, "en", (), Traces())
    assert [inference.confidential for inference in backend.seen] == [False, True]


@pytest.mark.parametrize(
    "error",
    [
        GenerationFailed("After 30 s the request is late."),
        Busy("64 requests are waiting.", retry_after_s=9),
        ModelUnavailable("There is no model."),
    ],
)
async def test_a_model_that_cannot_answer_is_asked_once(error: Exception) -> None:
    backend = ScriptedBackend({"plan": [error, "quote P0"]})
    assert await _planned(backend) == ("search", 0)
    assert len(backend.seen) == 1


@pytest.mark.parametrize(
    ("text", "hints", "call"),
    [
        ("where is TP-26-1001", ("track",), "track"),
        ("tell me when figs fall below $9", ("watch", "quote"), "watch"),
        ("price of ketchup", ("track",), None),
        ("where is TP-26-1001", ("search", "track"), None),
    ],
)
def test_what_is_not_open_to_the_caller_is_named_to_the_policy(
    text: str, hints: tuple[str, ...], call: str | None
) -> None:
    closed = closed_call(seen_after(None, text), hints, ("quote", "search", "none"))
    assert (str(closed) if closed else None) == call
    assert closed_call(seen_after(None, text), hints, VERBS) is None


async def _planned(backend: ScriptedBackend) -> tuple[str, int]:
    """The call and the number of ledger rows."""
    traces = Traces()
    call = await plan(turn_of(backend), seen_after(None, TEXT), "en", ("search",), traces)
    return str(call), len(traces.ledger)


def turn_of(backend: ModelBackend) -> Turn:
    parts = Parts(
        backend=backend,
        tools={},
        policy=FakePolicy(),
        pricing=FakePricing(),
        conversations=FakeConversations(),
        reader=BookReader(),
        hints=NoHints(),
        clock=FixedClock(NOW),
        timezone=lambda: "Asia/Shanghai",
        seal=lambda: None,
    )
    message = BuyerMessage(conversation_id="c0", message_id="1", text=TEXT, received_at=NOW)
    return Turn(parts, BUYER, message, turn_id="t1", today=TODAY, emit=lambda event: None)
