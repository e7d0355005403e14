"""Quotations as they were given, with the snapshot of inputs that makes the same result again, and the
moves of their life."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, Engine, select

from core.errors import NotFound
from core.filters import RowFilter
from core.records import AuditLeaf, QuotationMove, SaveQuotation
from core.turns import JsonObject
from store.audit_leaves import append_leaves
from store.database import reading, writing
from store.effects import insert_quotation
from store.quotation_moves import insert_move, moves_of
from store.standings import NEW, ListedQuotation, Narrowing, Standing, newest, save_standing
from store.tables.quotations import quotations

NOT_NARROWED = Narrowing()


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
    standing: Standing = NEW


@dataclass(frozen=True, slots=True)
class Change:
    """One move, where it leaves the quotation, the audit leaves about it, and the next revision if it makes
    one."""

    move: QuotationMove
    standing: Standing
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
        self, reach: RowFilter, limit: int, narrowing: Narrowing = NOT_NARROWED
    ) -> list[ListedQuotation]:
        """At most `limit`, newest first. `reach` is a rule over `merchant_ids` and `owner`, which is nobody
        as long as a draft was not offered."""
        with reading(self._engine) as connection:
            return newest(connection, reach, narrowing, limit)

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
            insert_move(connection, quotation_id, change.move)
            save_standing(connection, quotation_id, change.standing)
            if change.successor:
                _insert(connection, change.successor)
            append_leaves(connection, change.leaves)
            next_id = change.successor.quotation.quotation_id if change.successor else None
            return _get(connection, quotation_id), _get(connection, next_id) if next_id else None


def _get(connection: Connection, quotation_id: str) -> StoredQuotation:
    query = select(quotations).where(quotations.c.quotation_id == quotation_id)
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        raise NotFound(f"There is no quotation {quotation_id!r}.", hint="Check the number.")
    return StoredQuotation(**row, moves=tuple(moves_of(connection, [quotation_id])[quotation_id]))


def _insert(connection: Connection, new: NewQuotation) -> None:
    insert_quotation(connection, new.quotation, new.owner, new.made_at, standing=new.standing)
    for move in new.moves:
        insert_move(connection, new.quotation.quotation_id, move)
