"""Where quotations stand: a narrow row for each, which follows its moves and which lists go by."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    Text,
    and_,
    exists,
    false,
    func,
    insert,
    literal_column,
    not_,
    or_,
    select,
    update,
)
from sqlalchemy import type_coerce as coerced

from core.filters import Contains, Eq, RowFilter
from core.records import QuotationMove
from core.turns import JsonObject
from store.filters import where
from store.quotation_moves import moves_of
from store.tables.quotations import quotation_moves, quotation_standings, quotations

_ROW = [
    quotations.c[name]
    for name in (
        "quotation_id",
        "owner",
        "result",
        "valid_until",
        "number",
        "revision",
        "made_at",
        "merchant_ids",
    )
]
# Of the inputs, which are long, a list shows how the place was read and no more.
_PLACE = quotations.c.inputs["request", "place"].label("place")


@dataclass(frozen=True, slots=True)
class Standing:
    """`state` is where its moves left it, whatever the day; `offered` whether its owner may see it."""

    state: str
    offered: bool


NEW = Standing("indicative", offered=True)
DRAFTED = Standing("draft", offered=False)


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What a list is of. `states` empty: any. `valid_on` and `over_on` are days on which a quotation counts
    still, or no longer; `named` leaves out visitors' ones, `unreleased_by` what that merchant released."""

    states: frozenset[str] = frozenset()
    valid_on: date | None = None
    over_on: date | None = None
    named: bool = False
    unreleased_by: str = ""


@dataclass(frozen=True, slots=True)
class ListedQuotation:
    """A quotation without its inputs: of those only `place`, as the request had read it. `approvals` are
    its releases, oldest first; whether they are bound to what it says now is seen when it is opened."""

    quotation_id: str
    owner: str
    result: JsonObject
    valid_until: date | None
    number: str
    revision: int
    made_at: datetime
    merchant_ids: tuple[str, ...]
    place: JsonObject | None
    standing: Standing
    approvals: tuple[QuotationMove, ...] = ()


def insert_standing(connection: Connection, quotation_id: str, standing: Standing, **own: object) -> None:
    """`own` are the columns that never change."""
    values = {"quotation_id": quotation_id, "state": standing.state, "offered": standing.offered, **own}
    connection.execute(insert(quotation_standings).values(values))


def save_standing(connection: Connection, quotation_id: str, standing: Standing) -> None:
    this = quotation_standings.c.quotation_id == quotation_id
    values = {"state": standing.state, "offered": standing.offered}
    connection.execute(update(quotation_standings).where(this).values(values))


def newest(
    connection: Connection, reach: RowFilter, narrowing: Narrowing, limit: int
) -> list[ListedQuotation]:
    """As SqlQuotations.newest; no more quotations are read than shown."""
    columns = quotation_standings.c
    query = select(columns.quotation_id, columns.state, columns.offered)
    query = query.where(where(reach, _test), *_conditions(narrowing))
    query = query.order_by(columns.made_at.desc(), columns.revision.desc(), columns.quotation_id)
    found = {row.quotation_id: row for row in connection.execute(query.limit(limit))}
    approvals = moves_of(connection, list(found), "release")
    rows = connection.execute(select(*_ROW, _PLACE).where(quotations.c.quotation_id.in_(found))).mappings()
    listed = {
        row["quotation_id"]: ListedQuotation(
            **row,
            standing=Standing(found[row["quotation_id"]].state, found[row["quotation_id"]].offered),
            approvals=tuple(approvals[row["quotation_id"]]),
        )
        for row in rows
    }
    return [listed[quotation_id] for quotation_id in found]


def _conditions(narrowing: Narrowing) -> Iterator[ColumnElement[bool]]:
    columns = quotation_standings.c
    if narrowing.states:
        # The index by state would lead through visitors' quotations, of which there may be any number.
        state = columns.state.concat("") if narrowing.named else columns.state
        yield state.in_(sorted(narrowing.states))
    if narrowing.valid_on:
        yield or_(columns.valid_until.is_(None), columns.valid_until >= narrowing.valid_on)
    if narrowing.over_on:
        yield columns.valid_until < narrowing.over_on
    if narrowing.named:
        yield columns.owner != literal_column("'visitor'")  # as the partial index says it
    if narrowing.unreleased_by:
        moves = quotation_moves.c
        yield not_(
            exists().where(
                moves.quotation_id == columns.quotation_id,
                moves.move == "release",
                moves.merchant_id == narrowing.unreleased_by,
            )
        )


def _test(test: Eq | Contains) -> ColumnElement[bool]:
    """Exactly the test or, of ids that have quotation marks in them, wider."""
    columns = quotation_standings.c
    match test:
        case Eq("owner", value):
            return and_(columns.owner == value, columns.offered)
        case Contains("merchant_ids", value):
            held = coerced(columns.merchant_ids, Text)
            return func.replace(held, json.dumps(value, ensure_ascii=False), "") != held
        case Eq() | Contains():
            return false()
