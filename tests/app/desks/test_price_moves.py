"""The newest moves of a list are the first of all its moves, and cost no more than they are."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, insert

from app.desks.price_moves import newest_moves
from core.filters import AllOf, Always, AnyOf, Eq, Never
from core.prices import PricePoint
from store.database import connect, writing
from store.migrations import migrate
from store.price_points import SqlPricePoints
from store.tables.watches import price_points
from tests.tools.prices.points import ZONE, point
from tools.prices import price_moves, visible

FIRST = date(2026, 11, 1)
OWN = AllOf((Eq("merchant_id", "M1"), AnyOf((Eq("audience", "public"), Eq("audience", "registered")))))


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    opened = connect(f"sqlite:///{tmp_path / 'quayside.db'}")
    migrate(opened)
    yield opened
    opened.dispose()


def kept(engine: Engine, points: list[PricePoint]) -> SqlPricePoints:
    with writing(engine) as connection:
        connection.execute(insert(price_points), [asdict(found) for found in points])
    return SqlPricePoints(engine)


def history(rng: Random) -> list[PricePoint]:
    """Imports at any hour over some days: prices that come, change, go and are renewed, a few lines."""
    points = []
    instant = datetime(2026, 10, 20, tzinfo=UTC)
    for _ in range(rng.randint(1, 12)):
        instant += timedelta(hours=rng.choice((0.5, 5, 11, 24, 60)))
        for _ in range(rng.randint(1, 6)):
            begins = rng.choice((date(2026, 10, 1), date(2026, 11, 3), date(2026, 12, 1), date.max))
            found = point(
                rng.choice((None, "7.00", "7.0", "8.00")),
                1,
                sku=rng.choice(("TEA", "RICE", "tea")),
                audience=rng.choice(("public", "registered", "buyer:ana")),
                min_cartons=rng.choice((1, 50)),
                currency=rng.choice(("USD", "USD", "CNY")),
                valid_from=begins,
                valid_until=date.max,
                seen_at=instant,
            )
            points.append(found)
    return points


@pytest.mark.parametrize("seed", range(40))
def test_the_newest_moves_are_the_first_of_all_moves(engine: Engine, seed: int) -> None:
    rng = Random(seed)
    points = history(rng)
    store = kept(engine, points)
    for rule in (Always(), OWN, Never()):
        for since in (date.min, date(2026, 10, 25), date(2026, 11, 20), date.max):
            every = price_moves(visible(points, rule), since, ZONE)
            for limit in (1, 3, 100):
                told = newest_moves(store, "M1", rule, since, ZONE, limit=limit)
                assert told == (every[:limit], len(every) > limit)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/Los_Angeles"])
def test_the_day_of_a_move_is_the_ports_own(engine: Engine, zone: str) -> None:
    points = history(Random(7))
    store, every = kept(engine, points), price_moves(points, FIRST, zone)
    assert every
    assert newest_moves(store, "M1", Always(), FIRST, zone, limit=100) == (every, False)


def test_a_merchant_without_prices_has_no_moves(engine: Engine) -> None:
    assert newest_moves(SqlPricePoints(engine), "M1", OWN, date.min, ZONE, limit=9) == ([], False)


def test_after_a_new_list_of_many_goods_only_those_shown_are_read(engine: Engine) -> None:
    """800 prices of before, all of them dearer now: 10 moves are 10 SKUs and what goes with their page."""
    old = [point("9.00", 1, sku=f"S-{number:04}") for number in range(800)]
    dearer = [replace(row, unit_price=point("9.90", 1).unit_price, seen_at=NEXT) for row in old]
    store = kept(engine, [*old, *dearer])
    with rows_read(engine) as rows:
        found, more = newest_moves(store, "M1", OWN, FIRST, ZONE, limit=10)
    assert ([move.old.sku for move in found], more) == ([f"S-{number:04}" for number in range(10)], True)
    assert sum(rows) < 100


def test_a_list_that_only_began_or_was_renewed_is_not_read(engine: Engine) -> None:
    old = [point("9.00", 1, sku=f"S-{number:04}") for number in range(300)]
    gone = [replace(row, unit_price=None, seen_at=NEXT) for row in old]
    renewed = [replace(row, valid_from=date(2026, 11, 10), seen_at=NEXT) for row in old]
    store = kept(engine, [*old, *gone, *renewed])
    with rows_read(engine) as rows:
        assert newest_moves(store, "M1", OWN, FIRST, ZONE, limit=10) == ([], False)
    assert sum(rows) < 20


NEXT = datetime(2026, 11, 10, 4, tzinfo=UTC)


@contextmanager
def rows_read(engine: Engine) -> Iterator[list[int]]:
    """How many rows each query of a block could read at most: its own count."""
    counts: list[int] = []

    def count(connection: Connection, _cursor: object, words: str, parameters: Any, *_rest: object) -> None:
        if words.startswith("SELECT") and "count(" not in words:
            counted = f"SELECT count(*) FROM ({words})"
            counts.append(connection.exec_driver_sql(counted, parameters).scalar_one())

    event.listen(engine, "before_cursor_execute", count)
    yield counts
    event.remove(engine, "before_cursor_execute", count)
