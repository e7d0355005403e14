"""How a list moved: old and new price, the day it counts from, and percent."""

from datetime import date
from decimal import Decimal

from core.prices import PricePoint
from tests.tools.prices.points import ZONE, point
from tools.prices import price_moves

FIRST = date(2026, 10, 1)
Told = tuple[date, str, str | None, str | None]


def told(points: list[PricePoint], since: date = FIRST) -> list[Told]:
    return [
        (
            move.day,
            str(move.old.unit_price),
            str(move.new.unit_price) if move.new else None,
            str(move.percent) if move.percent is not None else None,
        )
        for move in price_moves(points, since, ZONE)
    ]


def test_a_lines_first_price_is_no_move() -> None:
    assert told([point("9.00", 1)]) == []


def test_a_changed_price_is_a_move_of_so_many_percent() -> None:
    points = [point("9.00", 1), point("8.00", 10)]
    assert told(points) == [(date(2026, 11, 10), "9.00", "8.00", "-11.11")]


def test_a_list_that_begins_later_moves_on_its_first_day() -> None:
    points = [point("9.00", 1), point("9.90", 10, valid_from=date(2026, 12, 1))]
    assert told(points) == [(date(2026, 12, 1), "9.00", "9.90", "10.00")]


def test_a_renewed_list_moves_from_the_old_one_and_not_at_the_same_price() -> None:
    renewed = date(2026, 11, 10)
    gone = point(None, 10)
    dearer = [point("9.00", 1), gone, point("9.45", 10, valid_from=renewed)]
    assert told(dearer) == [(renewed, "9.00", "9.45", "5.00")]
    same = [point("9.00", 1), gone, point("9.00", 10, valid_from=renewed)]
    assert told(same) == []


def test_an_older_row_that_is_mended_moves_from_its_own_price() -> None:
    points = [
        point("9.00", 1),
        point("8.00", 2, valid_from=date(2026, 12, 1)),
        point("9.10", 3),
    ]
    assert (date(2026, 11, 3), "9.00", "9.10", "1.11") in told(points)


def test_what_goes_from_the_list_is_told_without_a_new_price() -> None:
    assert told([point("9.00", 1), point(None, 12)]) == [(date(2026, 11, 12), "9.00", None, None)]


def test_another_currency_has_no_percent() -> None:
    points = [point("9.00", 1), point("64.00", 10, currency="CNY")]
    assert told(points) == [(date(2026, 11, 10), "9.00", "64.00", None)]


def test_only_moves_of_the_period_are_told_newest_first() -> None:
    points = [point("9.00", 1), point("8.00", 5), point("7.00", 10), point("6.00", 15)]
    assert [move[0].day for move in told(points, date(2026, 11, 10))] == [15, 10]


def test_tiers_and_goods_move_apart() -> None:
    points = [
        point("9.00", 1),
        point("5.00", 1, sku="RICE"),
        point("8.00", 1, min_cartons=50),
        point("7.00", 10, min_cartons=50),
    ]
    assert told(points) == [(date(2026, 11, 10), "8.00", "7.00", "-12.50")]


def test_a_list_that_comes_with_two_periods_moves_between_them() -> None:
    points = [point("9.00", 1), point("8.10", 1, valid_from=date(2026, 12, 1))]
    assert told(points) == [(date(2026, 12, 1), "9.00", "8.10", "-10.00")]


def test_percent_is_rounded_half_up() -> None:
    points = [point("8.00", 1), point("8.0420", 10)]
    (move,) = price_moves(points, FIRST, ZONE)
    assert move.percent == Decimal("0.53")
