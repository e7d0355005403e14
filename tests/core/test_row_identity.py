from dataclasses import replace

from core.row_identity import by_key
from tests.books import lane, price


def test_rows_are_the_same_one_whatever_they_cost() -> None:
    assert list(by_key([price(unit_price="1.00")])) == list(by_key([price(unit_price="2.00", row=9)]))
    assert list(by_key([lane()])) != list(by_key([replace(lane(), carrier="Line")]))


def test_rows_that_share_their_identity_are_told_apart_by_their_order() -> None:
    first, second = price(unit_price="1.00"), price(unit_price="2.00")
    keys = list(by_key([first, second]))
    assert keys == [
        '["M1", "TEA", "L1", "public", "1", "2026-10-01", 0]',
        '["M1", "TEA", "L1", "public", "1", "2026-10-01", 1]',
    ]
