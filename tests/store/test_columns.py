"""What goes into a column comes out the same, to the last digit."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, Integer, MetaData, Table, create_engine, insert, select

from store.tables.columns import Decimals, Exact, Instant, Words

TABLE = Table(
    "kept",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("amount", Exact),
    Column("at", Instant),
    Column("words", Words),
    Column("ratios", Decimals),
)
DECIMALS = st.decimals(
    allow_nan=False, allow_infinity=False, places=9, min_value=-(10**12), max_value=10**12
)


def kept(**values: object) -> dict[str, object]:
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        TABLE.create(connection)
        connection.execute(insert(TABLE).values(**values))
        row = dict(connection.execute(select(TABLE)).mappings().one())
    engine.dispose()
    return {name: row[name] for name in values}


@given(DECIMALS | st.decimals(allow_nan=False, allow_infinity=False))
def test_decimal_keeps_every_digit_and_trailing_zero(amount: Decimal) -> None:
    assert repr(kept(amount=amount)["amount"]) == repr(amount)


@given(st.datetimes(timezones=st.just(UTC)))
def test_instant_keeps_the_microsecond(at: datetime) -> None:
    assert kept(at=at) == {"at": at}


def test_instant_of_another_offset_is_the_same_instant() -> None:
    at = datetime(2026, 11, 1, 8, tzinfo=timezone(timedelta(hours=8)))
    assert kept(at=at) == {"at": at}


@given(st.lists(st.text()).map(tuple), st.dictionaries(st.text(), DECIMALS))
def test_words_and_ratios_come_back(words: tuple[str, ...], ratios: dict[str, Decimal]) -> None:
    assert kept(words=words, ratios=ratios) == {"words": words, "ratios": ratios}
