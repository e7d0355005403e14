"""States come from moves and days; a move is bound to its party, its state and what was looked at."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.records import QuotationMove
from tools.quotation.life import Life, Move, MoveRefused, Party, State, check_move, content_hash

TODAY = date(2026, 11, 1)
HASH, OTHER = "a" * 64, "b" * 64
NOON = datetime(2026, 11, 1, 4, 0, tzinfo=UTC)


def made(move: Move, merchant_id: str = "", digest: str = HASH) -> QuotationMove:
    return QuotationMove(NOON, "somebody", "role", move.value, digest, merchant_id)


def life(*moves: QuotationMove, merchants: tuple[str, ...] = ("M1",), left: int = 14) -> Life:
    return Life(HASH, merchants, TODAY + timedelta(days=left), moves)


DRAFT, ISSUE = made(Move.DRAFT, "M1"), made(Move.ISSUE, "M1")
RELEASE, RELEASE_2 = made(Move.RELEASE, "M1"), made(Move.RELEASE, "M2")
ACCEPT, DECLINE, SUPERSEDE = made(Move.ACCEPT), made(Move.DECLINE), made(Move.SUPERSEDE)


@pytest.mark.parametrize(
    ("moves", "state"),
    [
        ([], State.INDICATIVE),
        ([DRAFT], State.DRAFT),
        ([DRAFT, ISSUE], State.INDICATIVE),
        ([DRAFT, RELEASE], State.RELEASED),
        ([RELEASE], State.RELEASED),
        ([RELEASE, ACCEPT], State.ACCEPTED),
        ([RELEASE, DECLINE], State.DECLINED),
        ([RELEASE, SUPERSEDE], State.SUPERSEDED),
    ],
)
def test_the_state_follows_from_the_moves(moves: list[QuotationMove], state: State) -> None:
    assert life(*moves).state(TODAY) is state


@pytest.mark.parametrize(
    ("moves", "then"),
    [
        ([DRAFT], State.EXPIRED),
        ([], State.EXPIRED),
        ([RELEASE], State.EXPIRED),
        ([RELEASE, ACCEPT], State.ACCEPTED),
        ([DECLINE], State.DECLINED),
        ([SUPERSEDE], State.SUPERSEDED),
    ],
)
def test_only_an_open_quotation_expires(moves: list[QuotationMove], then: State) -> None:
    assert life(*moves, left=0).state(TODAY) is not State.EXPIRED
    assert life(*moves, left=-1).state(TODAY) is then


def test_a_quotation_without_an_end_does_not_expire() -> None:
    assert replace(life(), valid_until=None).state(date.max) is State.INDICATIVE


def test_every_merchant_in_it_has_to_approve() -> None:
    merchants = ("M1", "M2")
    assert life(RELEASE, merchants=merchants).state(TODAY) is State.INDICATIVE
    assert life(RELEASE, RELEASE_2, merchants=merchants).state(TODAY) is State.RELEASED


def test_an_approval_of_another_content_does_not_count() -> None:
    stale = made(Move.RELEASE, "M2", OTHER)
    both = life(RELEASE, stale, merchants=("M1", "M2"))
    assert both.state(TODAY) is State.INDICATIVE
    assert [approval.merchant_id for approval in both.approvals] == ["M1"]
    assert life(RELEASE, made(Move.ACCEPT, digest=OTHER)).state(TODAY) is State.RELEASED


def test_a_draft_is_offered_once_it_is_issued_or_released() -> None:
    assert life().is_offered
    assert life(DRAFT, ISSUE).is_offered
    assert life(DRAFT, RELEASE).is_offered
    for hidden in (life(DRAFT), life(DRAFT, DECLINE), life(DRAFT, SUPERSEDE), life(DRAFT, left=-1)):
        assert not hidden.is_offered


ALLOWED = {
    (Party.BUYER, Move.ACCEPT): {State.RELEASED},
    (Party.BUYER, Move.DECLINE): {State.INDICATIVE, State.RELEASED},
    (Party.MERCHANT, Move.ISSUE): {State.DRAFT},
    (Party.MERCHANT, Move.RELEASE): {State.DRAFT, State.INDICATIVE},
    (Party.MERCHANT, Move.DECLINE): {State.DRAFT, State.INDICATIVE, State.RELEASED},
    (Party.BUYER, Move.SUPERSEDE): set(State) - {State.ACCEPTED, State.SUPERSEDED},
    (Party.MERCHANT, Move.SUPERSEDE): set(State) - {State.ACCEPTED, State.SUPERSEDED},
}
IN_STATE = {
    State.DRAFT: life(DRAFT),
    State.INDICATIVE: life(),
    State.RELEASED: life(RELEASE),
    State.ACCEPTED: life(RELEASE, ACCEPT),
    State.DECLINED: life(DECLINE),
    State.EXPIRED: life(left=-1),
    State.SUPERSEDED: life(SUPERSEDE),
}


@pytest.mark.parametrize("party", Party)
@pytest.mark.parametrize("move", Move)
@pytest.mark.parametrize("state", State)
def test_each_party_has_its_moves_in_each_state(party: Party, move: Move, state: State) -> None:
    standing = IN_STATE[state]
    assert standing.state(TODAY) is state
    if state in ALLOWED.get((party, move), set()):
        check_move(standing, move, party, TODAY, looked_at=HASH, merchant_id="M9")
        return
    with pytest.raises(MoveRefused, match=state.value):
        check_move(standing, move, party, TODAY, looked_at=HASH, merchant_id="M9")


@pytest.mark.parametrize(
    ("move", "party", "standing"),
    [
        (Move.RELEASE, Party.MERCHANT, life()),
        (Move.ACCEPT, Party.BUYER, life(RELEASE)),
        (Move.DECLINE, Party.BUYER, life(RELEASE)),
    ],
)
def test_whoever_looked_at_something_else_is_asked_to_look_again(
    move: Move, party: Party, standing: Life
) -> None:
    with pytest.raises(MoveRefused, match="changed; look at it again"):
        check_move(standing, move, party, TODAY, looked_at=OTHER)


def test_a_merchant_approves_once() -> None:
    once = life(RELEASE, merchants=("M1", "M2"))
    with pytest.raises(MoveRefused, match="'M1'"):
        check_move(once, Move.RELEASE, Party.MERCHANT, TODAY, looked_at=HASH, merchant_id="M1")
    check_move(once, Move.RELEASE, Party.MERCHANT, TODAY, looked_at=HASH, merchant_id="M2")


VALUES = st.none() | st.integers() | st.text(max_size=4) | st.lists(st.text(max_size=3), max_size=3)
DOCUMENTS = st.dictionaries(st.sampled_from(["total", "lines", "fx"]), VALUES, max_size=3)


@settings(deadline=None)
@given(DOCUMENTS, DOCUMENTS)
def test_the_hash_ignores_the_order_of_keys_and_nothing_else(
    result: dict[str, object], inputs: dict[str, object]
) -> None:
    first = content_hash("Q-2", "Q-1", 2, result, inputs)
    assert content_hash("Q-2", "Q-1", 2, dict(reversed(result.items())), inputs) == first
    others = [
        content_hash("Q-3", "Q-1", 2, result, inputs),
        content_hash("Q-2", "Q-2", 2, result, inputs),
        content_hash("Q-2", "Q-1", 3, result, inputs),
        content_hash("Q-2", "Q-1", 2, {**result, "goods": "1.00"}, inputs),
        content_hash("Q-2", "Q-1", 2, result, {**inputs, "today": "2026-11-01"}),
    ]
    assert first not in others
    assert len(set(others)) == len(others)


def test_the_hash_is_of_the_canonical_json() -> None:
    """The known one is sha256sum's, of the text written by hand."""
    known = "2cd6f26d92b737ef21d08a146c688199c009c9d020e287a2cd31844db417edc5"
    assert content_hash("Q-1", "Q-1", 1, {"total": "1.00", "place": "寧"}, {}) == known
