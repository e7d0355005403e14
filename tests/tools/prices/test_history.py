"""What a line's price was on each day, and who may see it."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.ids import MerchantId, UserId
from core.prices import PricePoint
from core.principal import VISITOR, Principal, Role
from governance.policy import load_policy
from tests.books import BUYER, STAFF, price
from tests.tools.prices.points import ZONE, point, seen
from tools.prices import Step, price_steps, prices_on, visible, with_dates_of

UNTIL = date(2026, 11, 30)
ADMIN = Principal(Role.ADMIN, UserId("harbour"))
AUDITOR = Principal(Role.AUDITOR, UserId("eyes"))
RIVAL = Principal(Role.MERCHANT, UserId("m2-desk"), MerchantId("M2"))
LISTS = [
    point("9.00", 1),
    point("8.00", 1, audience="registered"),
    point("7.00", 1, audience="buyer:ana"),
    point("6.00", 1, audience="buyer:ben"),
]


@pytest.mark.parametrize(
    ("caller", "audiences"),
    [
        (VISITOR, {"public"}),
        (BUYER, {"public", "registered", "buyer:ana"}),
        (STAFF, {"public", "registered"}),
        (RIVAL, set()),
        (ADMIN, {"public", "registered"}),
        (AUDITOR, set()),
    ],
)
def test_each_caller_sees_what_the_policy_lets_them(caller: Principal, audiences: set[str]) -> None:
    rule = load_policy().filter(caller, "read", "Price")
    assert {found.audience for found in visible(LISTS, rule)} == audiences


def days(points: list[PricePoint]) -> list[tuple[date, Decimal | None]]:
    (steps,) = price_steps(points, UNTIL, ZONE).values()
    return [(step.day, step.point.unit_price if step.point else None) for step in steps]


def test_a_price_counts_from_the_day_it_was_seen() -> None:
    points = [point("9.00", 1), point("8.50", 10)]
    assert days(points) == [(date(2026, 11, 1), Decimal("9.00")), (date(2026, 11, 10), Decimal("8.50"))]


def test_the_day_is_that_of_the_port() -> None:
    late = point("9.00", 1, seen_at=seen(1, hour=20))
    assert days([late])[0][0] == date(2026, 11, 2)


def test_a_list_that_begins_later_counts_from_its_first_day() -> None:
    points = [point("9.00", 1), point("8.00", 1, valid_from=date(2026, 11, 20))]
    assert days(points)[-1] == (date(2026, 11, 20), Decimal("8.00"))


def test_a_list_that_ends_or_goes_leaves_a_gap() -> None:
    ended = [point("9.00", 1, valid_until=date(2026, 11, 15))]
    assert days(ended)[-1] == (date(2026, 11, 16), None)
    gone = [point("9.00", 1), point(None, 12)]
    assert days(gone)[-1] == (date(2026, 11, 12), None)


def test_a_list_without_an_end_goes_on() -> None:
    points = [point("9.00", 1, valid_until=date.max), point("8.00", 1, min_cartons=50)]
    steps = price_steps(points, date.max, ZONE)
    assert [step.day for step in steps["L1", "public", 1]] == [date(2026, 11, 1)]
    assert [held.unit_price for held in prices_on(steps, date.max)] == [Decimal("9.00")]


def test_a_list_that_is_renewed_at_the_same_price_is_one_step() -> None:
    points = [
        point("9.00", 1, valid_until=date(2026, 11, 15)),
        point(None, 12, valid_until=date(2026, 11, 15)),
        point("9.00", 12, valid_from=date(2026, 11, 12)),
    ]
    assert days(points) == [(date(2026, 11, 1), Decimal("9.00"))]


def test_a_list_that_was_prolonged_without_a_point_goes_on() -> None:
    points = [point("9.00", 1, valid_until=date(2026, 11, 15))]
    rows = [price(unit_price="9.00", valid_until=date(2027, 1, 31))]
    assert days(with_dates_of(points, rows)) == [(date(2026, 11, 1), Decimal("9.00"))]


def test_the_prices_of_a_day_are_one_a_line() -> None:
    points = [point("9.00", 1), point("8.00", 1, min_cartons=50), point("8.50", 10)]
    steps = price_steps(points, UNTIL, ZONE)
    on_fifth = {held.min_cartons: held.unit_price for held in prices_on(steps, date(2026, 11, 5))}
    assert on_fifth == {1: Decimal("9.00"), 50: Decimal("8.00")}
    assert prices_on(steps, date(2026, 10, 31)) == []


@given(st.lists(st.tuples(st.integers(1, 28), st.sampled_from(["7.00", "8.00", None])), min_size=1))
def test_steps_go_forward_and_each_changes_the_price(moves: list[tuple[int, str | None]]) -> None:
    points = [point(unit_price, day) for day, unit_price in sorted(moves, key=lambda move: move[0])]
    for steps in price_steps(points, UNTIL, ZONE).values():
        assert all(a.day < b.day and _shown(a) != _shown(b) for a, b in pairwise(steps))
        assert steps[0].point is not None


def _shown(step: Step) -> Decimal | None:
    return step.point.unit_price if step.point else None
