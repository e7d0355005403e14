"""Imports leave a point for each price that came, changed or went, and none for the rest."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import Engine, text

from core.filters import Always, Eq, RowFilter
from core.trade import PriceRow
from store.database import writing
from store.migrations import migrate
from store.port_import import import_port
from store.price_points import Day, SqlPricePoints
from tests.store.rows import BOOK, NOW, content
from tests.store.test_migrations import migrate_to

LOW, HIGH = BOOK.prices
NEXT = NOW + timedelta(days=1)
ALL = Always()


def imported(engine: Engine, *prices: PriceRow) -> None:
    import_port(engine, content(BOOK), at=NOW)
    import_port(engine, content(replace(BOOK, prices=prices)), at=NEXT)


def news(engine: Engine) -> list[tuple[int, str | None]]:
    """Tier and price of what the second import left."""
    points = SqlPricePoints(engine).points_of("M1", "A-1")
    assert all(point.revision for point in points)
    return [
        (point.min_cartons, None if point.unit_price is None else str(point.unit_price))
        for point in points
        if point.seen_at == NEXT
    ]


def test_the_first_import_begins_the_history(engine: Engine) -> None:
    import_port(engine, content(), at=NOW)
    points = SqlPricePoints(engine).points_of("M1", "A-1")
    assert [(point.line, str(point.unit_price), point.seen_at) for point in points] == [
        (("L1", "public", 10), "12.50", NOW),
        (("L1", "public", 50), "11.90", NOW),
    ]
    assert SqlPricePoints(engine).points_of("M2", "A-1") == []


def test_the_same_import_again_leaves_nothing(engine: Engine) -> None:
    imported(engine, LOW, HIGH)
    assert news(engine) == []


@pytest.mark.parametrize("changes", [{"row": 9}, {"valid_until": date(2027, 1, 31)}, {"note": "new"}])
def test_a_row_that_only_moved_or_was_prolonged_leaves_nothing(
    engine: Engine, changes: dict[str, object]
) -> None:
    imported(engine, replace(LOW, **changes), HIGH)  # type: ignore[arg-type]
    assert news(engine) == []


def test_a_changed_price_a_new_row_and_one_that_went_leave_a_point_each(engine: Engine) -> None:
    imported(engine, replace(LOW, unit_price=Decimal("13.00")), replace(HIGH, min_cartons=90))
    assert sorted(news(engine)) == [(10, "13.00"), (50, None), (90, "11.90")]


def test_another_currency_is_another_price(engine: Engine) -> None:
    imported(engine, replace(LOW, currency="CNY"), HIGH)
    assert news(engine) == [(10, "12.50")]


def test_a_renewed_list_goes_before_it_comes(engine: Engine) -> None:
    imported(engine, replace(LOW, valid_from=date(2026, 11, 2)), HIGH)
    assert news(engine) == [(10, None), (10, "12.50")]


def skus_of(engine: Engine, day: Day, rule: RowFilter = ALL, merchant_id: str = "M1") -> list[str]:
    return SqlPricePoints(engine).skus_of_day(merchant_id, day, rule, after="", limit=9)


def test_a_day_has_the_skus_that_may_have_moved_on_it(engine: Engine) -> None:
    imported(engine, replace(LOW, unit_price=Decimal("13.00")), HIGH)
    first, second = day(NOW), day(NEXT)
    assert (skus_of(engine, first), skus_of(engine, second)) == ([], ["A-1"])
    assert skus_of(engine, second, Eq("audience", "registered")) == []
    assert skus_of(engine, second, merchant_id="M2") == []
    assert SqlPricePoints(engine).skus_of_day("M1", second, ALL, after="A-1", limit=9) == []


def test_a_price_that_begins_later_is_of_its_first_day(engine: Engine) -> None:
    begins = date(2026, 12, 1)
    imported(engine, LOW, HIGH, replace(LOW, unit_price=Decimal("13.00"), valid_from=begins))
    assert skus_of(engine, day(datetime(2026, 12, 1, tzinfo=UTC))) == ["A-1"]


def test_a_list_renewed_at_the_same_price_moves_nothing(engine: Engine) -> None:
    imported(engine, replace(LOW, valid_from=date(2026, 11, 2)), HIGH)
    assert skus_of(engine, day(NEXT)) == []


def test_days_are_found_from_the_last_one_backwards(engine: Engine) -> None:
    imported(engine, replace(LOW, valid_from=date(2026, 12, 1)), HIGH)
    store = SqlPricePoints(engine)
    assert store.began("M1") == NOW
    assert store.newest_before("M1", None) == (NEXT, date(2026, 12, 1))
    assert store.newest_before("M1", day(NEXT)) == (NOW, HIGH.valid_from)
    assert (store.began("M2"), store.newest_before("M2", None)) == (None, (None, None))


def day(instant: datetime) -> Day:
    begins = datetime.combine(instant.date(), time.min, UTC)
    return Day(instant.date(), begins, begins + timedelta(days=1))


def test_a_failed_import_leaves_no_points(engine: Engine) -> None:
    broken = replace(LOW, unit_price=None)  # type: ignore[arg-type]
    with pytest.raises(Exception, match=r"NOT NULL|null value"):
        import_port(engine, content(replace(BOOK, prices=(broken,))), at=NOW)
    assert SqlPricePoints(engine).points_of("M1", "A-1") == []


def test_history_begins_with_the_prices_that_a_database_has(engine: Engine) -> None:
    migrate_to(engine, "0005")
    with writing(engine) as connection:
        for statement in OLD_PRICES:
            connection.execute(text(statement))
    migrate(engine)
    (point,) = SqlPricePoints(engine).points_of("M1", "A-1")
    assert (str(point.unit_price), point.valid_until, point.revision) == (
        "12.50",
        date(2026, 11, 30),
        "r1",
    )
    assert point.seen_at.utcoffset() == timedelta(0)


OLD_PRICES = (
    "INSERT INTO port (revision, name, locode, currency, timezone, languages, insurance_rate,"
    " insured_share, quote_validity_days, customs_cap_1039_usd, fallback_wm_ratio)"
    " VALUES ('r1', 'P', 'CNNBG', 'USD', 'UTC', '[]', '0', '1', 14, '1', '{}')",
    'INSERT INTO prices ("key", "row", merchant_id, sku, price_list, currency, price_unit, min_cartons,'
    " unit_price, valid_from, valid_until, audience, note)"
    " VALUES ('k', 2, 'M1', 'A-1', 'L1', 'USD', 'carton', 1, '12.50', '2026-10-01', '2026-11-30',"
    " 'public', '')",
)
