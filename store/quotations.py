"""Quotations as they were given, with the snapshot of inputs that makes the same result again, and the
moves of their life."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from itertools import islice

from sqlalchemy import ColumnElement, Connection, Engine, Text, and_, false, insert, or_, select, true
from sqlalchemy import type_coerce as coerced

from core.errors import NotFound
from core.filters import AllOf, Always, AnyOf, Contains, Eq, Never, RowFilter
from core.records import AuditLeaf, QuotationMove, SaveQuotation
from core.turns import JsonObject
from store.audit_leaves import append_leaves
from store.database import reading, writing
from store.effects import insert_quotation
from store.tables.quotations import quotation_moves, quotations

_BATCH = 100


@dataclass(frozen=True, slots=True)
class StoredQuotation:
    """`owner` is the reader id of whom it is for; `number` the id of the first revision; `moves` are what
    happened to this one, oldest first."""

    quotation_id: str
    owner: str
    turn_id: str
    outcome: str
    request: JsonObject
    result: JsonObject
    inputs: JsonObject
    valid_until: date | None
    number: str
    revision: int
    made_at: datetime
    merchant_ids: tuple[str, ...]
    moves: tuple[QuotationMove, ...] = ()


@dataclass(frozen=True, slots=True)
class NewQuotation:
    """A quotation made without a turn, and the moves that it begins with."""

    quotation: SaveQuotation
    owner: str
    made_at: datetime
    moves: tuple[QuotationMove, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """One move, the audit leaves about it, and the next revision if it makes one."""

    move: QuotationMove
    leaves: tuple[AuditLeaf, ...]
    successor: NewQuotation | None = None


class SqlQuotations:
    """Quotations of conversations come with their turn's commit; `save` is for those made without one."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def get(self, quotation_id: str) -> StoredQuotation:
        """Raises NotFound."""
        with reading(self._engine) as connection:
            return _get(connection, quotation_id)

    def newest(
        self, reach: RowFilter, limit: int, wanted: Callable[[StoredQuotation], bool]
    ) -> list[StoredQuotation]:
        """Newest first. `reach`, over `owner` and `merchant_ids`, spares reading all; `wanted` decides."""
        with reading(self._engine) as connection:
            return list(islice(filter(wanted, _newest(connection, _where(reach))), limit))

    def save(self, new: NewQuotation, leaves: Sequence[AuditLeaf] = ()) -> StoredQuotation:
        """The quotation and the audit leaves about it, in one transaction."""
        with writing(self._engine) as connection:
            _insert(connection, new)
            append_leaves(connection, leaves)
            return _get(connection, new.quotation.quotation_id)

    def change(
        self, quotation_id: str, decide: Callable[[StoredQuotation], Change]
    ) -> tuple[StoredQuotation, StoredQuotation | None]:
        """Shows `decide` the quotation as it is, while nobody else can write, and writes what that says.

        Returns the quotation and its new revision. Raises NotFound, and what `decide` raises: nothing is
        written then. `decide` must not write.
        """
        with writing(self._engine) as connection:
            change = decide(_get(connection, quotation_id))
            _insert_move(connection, quotation_id, change.move)
            if change.successor:
                _insert(connection, change.successor)
            append_leaves(connection, change.leaves)
            next_id = change.successor.quotation.quotation_id if change.successor else None
            return _get(connection, quotation_id), _get(connection, next_id) if next_id else None


def _get(connection: Connection, quotation_id: str) -> StoredQuotation:
    for found in _read(connection, quotations.c.quotation_id == quotation_id):
        return found
    raise NotFound(f"There is no quotation {quotation_id!r}.", hint="Check the number.")


def _newest(connection: Connection, condition: ColumnElement[bool]) -> Iterator[StoredQuotation]:
    offset = 0
    while batch := _read(connection, condition, offset):
        yield from batch
        offset += _BATCH


def _read(connection: Connection, condition: ColumnElement[bool], offset: int = 0) -> list[StoredQuotation]:
    columns = quotations.c
    query = select(quotations).where(condition)
    query = query.order_by(columns.made_at.desc(), columns.revision.desc(), columns.quotation_id)
    rows = connection.execute(query.limit(_BATCH).offset(offset)).mappings().all()
    moves = _moves(connection, [row["quotation_id"] for row in rows])
    return [StoredQuotation(**row, moves=tuple(moves[row["quotation_id"]])) for row in rows]


def _moves(connection: Connection, ids: Sequence[str]) -> dict[str, list[QuotationMove]]:
    columns = quotation_moves.c
    query = select(quotation_moves).where(columns.quotation_id.in_(ids)).order_by(columns.move_no)
    found: defaultdict[str, list[QuotationMove]] = defaultdict(list)
    for row in connection.execute(query).mappings():
        fields = {name: value for name, value in row.items() if name not in {"move_no", "quotation_id"}}
        found[row["quotation_id"]].append(QuotationMove(**fields))
    return found


def _insert(connection: Connection, new: NewQuotation) -> None:
    insert_quotation(connection, new.quotation, new.owner, new.made_at)
    for move in new.moves:
        _insert_move(connection, new.quotation.quotation_id, move)


def _insert_move(connection: Connection, quotation_id: str, move: QuotationMove) -> None:
    connection.execute(insert(quotation_moves).values(quotation_id=quotation_id, **asdict(move)))


def _where(rule: RowFilter) -> ColumnElement[bool]:
    """Never narrower than `rule`; wider on SQLite, where LIKE is blind to case. Any other field: none."""
    match rule:
        case Always():
            return true()
        case Eq("owner", value):
            return quotations.c.owner == value
        case Contains("merchant_ids", value):
            held = coerced(quotations.c.merchant_ids, Text)
            return held.contains(json.dumps(value, ensure_ascii=False), autoescape=True)
        case AllOf(parts):
            return and_(true(), *map(_where, parts))
        case AnyOf(parts):
            return or_(false(), *map(_where, parts))
        case Never() | Eq() | Contains():
            return false()
