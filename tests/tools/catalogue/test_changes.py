"""What an edit changes, keeps and leaves out; and the token that stands for both sides."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from core.row_identity import by_key
from core.trade import CostRow, PriceRow
from tests.books import price, product
from tools.catalogue.changes import FieldChange, compare, merged, token_of
from tools.catalogue.folder.tables import Tables
from tools.catalogue.preview import preview_of, to_json

LOW = price("TEA", "40.00", row=2)
HIGH = price("TEA", "36.00", row=3, min_cartons=50)
PRESENT = Tables(products=(product(),), prices=(LOW, HIGH))
COST = CostRow(2, LOW.merchant_id, "TEA", Decimal("30.00"), "USD")


def test_rows_are_added_changed_missing_or_unchanged() -> None:
    dearer = replace(LOW, row=9, unit_price=Decimal("44.00"), note="new")
    fresh = price("TEA", "30.00", row=10, min_cartons=200)
    [prices] = compare(PRESENT, Tables(prices=(dearer, fresh)))
    assert (prices.table, prices.added, prices.missing, prices.unchanged) == (
        "prices",
        (fresh,),
        (HIGH,),
        0,
    )
    assert prices.changed[0].fields == (
        FieldChange("unit_price", "40.00", "44.00"),
        FieldChange("note", "", "new"),
    )


def test_a_row_that_only_moved_or_lost_a_zero_is_unchanged() -> None:
    moved = (replace(HIGH, row=2), replace(LOW, row=3, unit_price=Decimal("40")))
    [prices] = compare(PRESENT, Tables(prices=moved))
    assert (prices.unchanged, prices.added, prices.changed, prices.missing) == (2, (), (), ())


def test_missing_rows_stay_unless_removal_is_asked_for() -> None:
    new = Tables(prices=(HIGH,))
    assert merged(PRESENT, new, remove=False).prices == (LOW, HIGH)
    assert merged(PRESENT, new, remove=True).prices == (HIGH,)


def test_tables_that_are_not_spoken_of_are_not_touched() -> None:
    assert merged(PRESENT, Tables(prices=()), remove=True) == Tables(prices=())
    assert [table.table for table in compare(PRESENT, Tables(prices=()))] == ["prices"]


def test_merged_rows_keep_their_place_and_digits_and_new_ones_come_last() -> None:
    edited = replace(LOW, row=2, unit_price=Decimal("40.0"), note="checked")
    fresh = price("TEA", "30.00", row=3, min_cartons=200)
    after = merged(PRESENT, Tables(prices=(fresh, edited)), remove=False).prices or ()
    assert after == (replace(LOW, note="checked"), HIGH, replace(fresh, row=4))
    assert str(after[0].unit_price) == "40.00"


@given(
    st.lists(st.tuples(st.integers(1, 4), st.integers(1, 9)), max_size=8),
    st.lists(st.tuples(st.integers(1, 4), st.integers(1, 9)), max_size=8),
    st.booleans(),
)
def test_after_applying_a_second_preview_has_nothing_to_change(
    before: list[tuple[int, int]], wanted: list[tuple[int, int]], remove: bool
) -> None:
    present, new = Tables(prices=_rows(before)), Tables(prices=_rows(wanted))
    after = merged(present, new, remove=remove)
    [again] = compare(after, new)
    assert (again.added, again.changed, again.unchanged) == ((), (), len(wanted))
    assert remove is False or again.missing == ()
    assert len({row.row for row in after.prices or ()}) == len(by_key(after.prices or ()))


def _rows(cells: list[tuple[int, int]]) -> tuple[PriceRow, ...]:
    return tuple(
        price(unit_price=str(amount), min_cartons=tier, row=row)
        for row, (tier, amount) in enumerate(cells, start=2)
    )


def test_the_token_stands_for_both_sides_and_for_nothing_else() -> None:
    new = Tables(prices=(replace(LOW, unit_price=Decimal("41.00")), HIGH))
    token = token_of(PRESENT, new)
    assert len(token) == 64
    assert token == token_of(replace(PRESENT, products=()), new)
    assert token != token_of(replace(PRESENT, prices=(LOW,)), new)
    assert token != token_of(PRESENT, Tables(prices=(LOW, HIGH)))
    assert token != token_of(PRESENT, replace(new, products=PRESENT.products))


def test_a_preview_tells_percents_jumps_and_losses() -> None:
    half = replace(LOW, unit_price=Decimal("20.00"))
    next_year = replace(HIGH, unit_price=Decimal("37.80"), valid_from=date(2026, 12, 1))
    present = replace(PRESENT, costs=(COST,))
    told = to_json(preview_of(present, Tables(prices=(half, HIGH, next_year))))
    assert told["tables"] == {"prices": {"added": 1, "changed": 1, "unchanged": 1, "missing": 0}}
    changed, added = told["rows"]
    assert (changed["kind"], changed["percent"]) == ("changed", "-50.00")
    assert changed["fields"] == [{"name": "unit_price", "old": "40.00", "new": "20.00"}]
    assert (added["kind"], added["percent"]) == ("added", "+5.00")
    assert added["follows"].endswith("2026-10-01")
    assert told["warnings"] == [
        "M1 TEA L1 public 1 2026-10-01: the price goes from 40.00 to 20.00 USD (-50.00 %).",
        "M1 TEA L1 public 1 2026-10-01: a carton sells at 20 USD and costs 30.00.",
    ]


def test_a_cost_that_rises_above_the_prices_is_told() -> None:
    present = replace(PRESENT, costs=(COST,))
    dear = replace(COST, unit_cost=Decimal("38.00"))
    [warning] = preview_of(present, Tables(costs=(dear,))).warnings
    assert warning == "M1 TEA L1 public 50 2026-10-01: a carton sells at 36 USD and costs 38.00."


def test_long_previews_are_cut_and_say_so() -> None:
    rows = tuple(price(unit_price="1.00", min_cartons=n, row=n) for n in range(2, 702))
    told = to_json(preview_of(Tables(prices=()), Tables(prices=rows)))
    assert (len(told["rows"]), told["left_out"]) == (500, 200)
