"""Quotations as they were given, with the snapshot of inputs that makes the same result again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Engine, select

from core.errors import NotFound
from core.records import AuditLeaf, SaveQuotation
from core.turns import JsonObject
from store.audit_leaves import append_leaves
from store.database import reading, writing
from store.effects import insert_quotation
from store.tables.conversations import quotations


@dataclass(frozen=True, slots=True)
class StoredQuotation:
    """`owner` is the reader id of who asked; for anybody else the quotation does not exist."""

    quotation_id: str
    owner: str
    turn_id: str
    outcome: str
    request: JsonObject
    result: JsonObject
    inputs: JsonObject
    valid_until: date | None


class SqlQuotations:
    """Quotations of conversations come with their turn's commit; `save` is for those made without one."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def get(self, quotation_id: str) -> StoredQuotation:
        """Raises NotFound."""
        query = select(quotations).where(quotations.c.quotation_id == quotation_id)
        with reading(self._engine) as connection:
            row = connection.execute(query).mappings().one_or_none()
        if row is None:
            raise NotFound(f"There is no quotation {quotation_id!r}.", hint="Check the number.")
        return StoredQuotation(**row)

    def save(self, owner: str, quotation: SaveQuotation, leaves: Sequence[AuditLeaf] = ()) -> None:
        """The quotation and the audit leaves about it, in one transaction."""
        with writing(self._engine) as connection:
            insert_quotation(connection, quotation, owner, turn_id="")
            append_leaves(connection, leaves)
