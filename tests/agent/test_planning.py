import pytest

from agent.parts import Parts, Turn
from agent.planning import plan
from core.clock import FixedClock
from core.errors import Busy, GenerationFailed, ModelUnavailable
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


async def _planned(backend: ScriptedBackend) -> tuple[str, int]:
    """The call and the number of ledger rows."""
    call, rows = await plan(_turn(backend), seen_after(None, TEXT), "en", ("search",))
    return str(call), len(rows)


def _turn(backend: ScriptedBackend) -> Turn:
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
