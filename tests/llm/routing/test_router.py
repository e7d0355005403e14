"""The router: fail-over, what is raised when nobody answers, and what never happens."""

from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import BadInput, Busy, GenerationFailed, ModelUnavailable, QuaysideError, SystemFault
from core.ports import BackendState, Capability, Route
from llm.routing.router import Router
from llm.routing.tiers import Tier, TierName
from llm.scripted import ScriptedBackend
from tests.llm.fakes import ASKED, FakeBackend

NAMES: tuple[TierName, ...] = ("local", "nearby", "cloud")
BUSY = Busy("64 requests are waiting.", retry_after_s=3)
LATE = GenerationFailed("After 30 s the request is late.")
GONE = ModelUnavailable("The backend was closed.")


@dataclass
class Seconds:
    """A clock that a test moves."""

    now: float = 100.0

    def __call__(self) -> float:
        return self.now

    def pass_by(self, seconds: float) -> None:
        self.now += seconds


def router(*backends: FakeBackend | ScriptedBackend, clock: Seconds | None = None) -> Router:
    """Tiers local, nearby, cloud; only the first stays here."""
    tiers = [Tier(n, b, n == "local") for n, b in zip(NAMES, backends, strict=False)]
    return Router(tiers, clock=clock or Seconds())


async def test_the_first_tier_answers_and_the_generation_says_so() -> None:
    local, cloud = FakeBackend("small"), FakeBackend("large")
    generation = await router(local, cloud).generate(ASKED)
    assert (generation.model, generation.route) == ("small", Route("local", "first in order"))
    assert local.seen == [ASKED]
    assert cloud.seen == []


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (BUSY, "local is busy (try again in 3 s)"),
        (LATE, "local failed"),
        (GONE, "local is unavailable"),
    ],
)
async def test_a_tier_that_fails_without_a_word_is_followed_by_the_next(
    error: QuaysideError, reason: str
) -> None:
    pieces: list[str] = []
    local, cloud = FakeBackend(error=error, pieces=()), ScriptedBackend({"say": ["with pleasure"]})
    generation = await router(local, cloud).generate(ASKED, pieces.append)
    assert generation.route == Route("nearby", reason)
    assert "".join(pieces) == generation.text == "with pleasure"


async def test_after_the_first_word_the_error_is_raised() -> None:
    local, cloud = FakeBackend(error=LATE, pieces=("The ",)), FakeBackend()
    pieces: list[str] = []
    with pytest.raises(GenerationFailed, match="late"):
        await router(local, cloud).generate(ASKED, pieces.append)
    assert pieces == ["The "]
    assert cloud.seen == []


async def test_text_that_nobody_listens_to_was_not_given_out() -> None:
    local, cloud = FakeBackend(error=LATE, pieces=("The ",)), FakeBackend()
    assert (await router(local, cloud).generate(ASKED)).text == "of course"


@pytest.mark.parametrize("error", [BadInput("It is too long."), SystemFault("Ours."), RuntimeError("?")])
async def test_a_fault_of_the_request_or_of_ours_is_not_taken_elsewhere(error: Exception) -> None:
    local, cloud = FakeBackend(error=error, pieces=()), FakeBackend()
    with pytest.raises(type(error)):
        await router(local, cloud).generate(ASKED)
    assert cloud.seen == []


async def test_the_next_tier_gets_what_is_left_of_the_deadline() -> None:
    clock = Seconds()
    local = FakeBackend(error=LATE, pieces=(), on_asked=lambda: clock.pass_by(12))
    cloud = FakeBackend()
    await router(local, cloud, clock=clock).generate(replace(ASKED, deadline_s=30))
    assert [inference.deadline_s for inference in (*local.seen, *cloud.seen)] == [30, 18]


async def test_past_the_deadline_nobody_else_is_asked() -> None:
    clock = Seconds()
    local = FakeBackend(error=LATE, pieces=(), on_asked=lambda: clock.pass_by(30))
    cloud = FakeBackend()
    with pytest.raises(GenerationFailed, match="late"):
        await router(local, cloud, clock=clock).generate(replace(ASKED, deadline_s=30))
    assert cloud.seen == []


async def test_when_all_are_busy_the_shortest_wait_is_told() -> None:
    nearby = FakeBackend(error=Busy("Full.", retry_after_s=2), pieces=())
    with pytest.raises(Busy) as told:
        await router(FakeBackend(error=BUSY, pieces=()), nearby).generate(ASKED)
    assert told.value.retry_after_s == 2


async def test_when_none_may_have_it_each_is_named_with_its_reason() -> None:
    state = BackendState(available=False, reason="no answer")
    routed = router(FakeBackend(state=state), FakeBackend(), FakeBackend())
    with pytest.raises(ModelUnavailable) as told:
        await routed.generate(replace(ASKED, confidential=True))
    assert told.value.message == (
        "No tier may have this request: local is unavailable (no answer); nearby is not on this machine "
        "and the request is confidential; cloud is not on this machine and the request is confidential."
    )
    assert told.value.hint


async def test_when_they_fail_in_different_ways_each_is_named() -> None:
    routed = router(FakeBackend(error=BUSY, pieces=()), FakeBackend(error=LATE, pieces=()))
    with pytest.raises(ModelUnavailable, match=r"local is busy .*; nearby failed: After 30 s"):
        await routed.generate(ASKED)


async def test_a_conversation_whose_budget_is_spent_stays_here() -> None:
    local, cloud = FakeBackend(error=BUSY, pieces=()), FakeBackend()
    tiers = [Tier("local", local, stays_here=True), Tier("cloud", cloud, stays_here=False)]
    routed = Router(tiers, remote_allowed=lambda inference: inference.max_tokens < 10)
    with pytest.raises(Busy):
        await routed.generate(ASKED)
    assert (await routed.generate(replace(ASKED, max_tokens=9))).route == Route(
        "cloud", "local is busy (try again in 3 s)"
    )


async def test_it_speaks_for_its_first_tier_and_its_readiest() -> None:
    local = FakeBackend("small", state=BackendState(wait_s=9), capabilities=frozenset(("grammar",)))
    routed = router(local, FakeBackend("large", state=BackendState(wait_s=1)))
    assert routed.model == "small"
    assert routed.capabilities == frozenset(("grammar",))
    assert routed.state() == BackendState(wait_s=1)


def test_it_is_unavailable_when_all_are() -> None:
    away = BackendState(available=False, reason="no answer")
    state = router(FakeBackend(state=away), FakeBackend(state=away)).state()
    assert not state.available
    assert state.reason == "local is unavailable (no answer); nearby is unavailable (no answer)"


async def test_all_forget_and_all_are_closed_even_if_one_fails() -> None:
    local, nearby = FakeBackend(close_error=SystemFault("It did not end.")), FakeBackend()
    routed = router(local, nearby)
    with pytest.raises(SystemFault, match="did not end"):
        await routed.forget("c1")
    with pytest.raises(SystemFault, match="did not end"):
        await routed.close()
    assert [(b.forgotten, b.closed) for b in (local, nearby)] == [(["c1"], 1), (["c1"], 1)]


# --- whatever the tiers do -----------------------------------------------------------------------

ERRORS = st.sampled_from([None, BUSY, LATE, GONE, BadInput("No."), Busy("Full.", retry_after_s=9)])
PIECES = st.lists(st.sampled_from(["", "a", "bc "]), max_size=3).map(tuple)
STATES = st.builds(BackendState, available=st.booleans(), wait_s=st.floats(0, 20))
CAPABILITIES: tuple[Capability, ...] = ("grammar", "thinking")
ABLE = st.frozensets(st.sampled_from(CAPABILITIES))


@st.composite
def tiers(draw: st.DrawFn) -> list[Tier]:
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=5))
    return [
        Tier(
            name,
            FakeBackend(
                pieces=draw(PIECES), error=draw(ERRORS), state=draw(STATES), capabilities=draw(ABLE)
            ),
            stays_here=draw(st.booleans()),
        )
        for name in names
    ]


@dataclass
class Outcome:
    """What came of one request."""

    tiers: list[Tier]
    pieces: list[str] = field(default_factory=list)
    text: str | None = None
    route: Route | None = None

    def asked(self) -> list[tuple[Tier, int]]:
        return [(tier, len(tier.backend.seen)) for tier in self.tiers]  # type: ignore[attr-defined]  # fakes


async def outcome_of(
    given_tiers: list[Tier], *, confidential: bool, money: bool = True, thinking: bool = False
) -> Outcome:
    outcome = Outcome(given_tiers)
    routed = Router(given_tiers, remote_allowed=lambda _: money)
    inference = replace(ASKED, confidential=confidential, thinking=thinking)
    try:
        generation = await routed.generate(inference, outcome.pieces.append)
    except QuaysideError:
        return outcome
    outcome.text, outcome.route = generation.text, generation.route
    return outcome


@given(tiers(), st.booleans(), st.booleans())
async def test_what_is_confidential_never_leaves_this_machine(
    given_tiers: list[Tier], money: bool, thinking: bool
) -> None:
    outcome = await outcome_of(given_tiers, confidential=True, money=money, thinking=thinking)
    assert [tier for tier, times in outcome.asked() if times and not tier.stays_here] == []


@given(tiers())
async def test_without_money_nothing_leaves_this_machine(given_tiers: list[Tier]) -> None:
    outcome = await outcome_of(given_tiers, confidential=False, money=False)
    assert [tier for tier, times in outcome.asked() if times and not tier.stays_here] == []


@given(tiers(), st.booleans())
async def test_no_tier_is_asked_twice(given_tiers: list[Tier], confidential: bool) -> None:
    outcome = await outcome_of(given_tiers, confidential=confidential)
    assert all(times <= 1 for _, times in outcome.asked())


@given(tiers(), st.booleans())
async def test_what_was_given_out_is_the_text_and_the_route_has_a_reason(
    given_tiers: list[Tier], confidential: bool
) -> None:
    outcome = await outcome_of(given_tiers, confidential=confidential)
    if outcome.text is not None:
        assert "".join(outcome.pieces) == outcome.text
        assert outcome.route is not None
        assert outcome.route.reason
