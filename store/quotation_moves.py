"""What happened to quotations, in its order."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import Connection, insert, select

from core.records import QuotationMove
from store.tables.quotations import quotation_moves


def moves_of(
    connection: Connection, ids: Sequence[str], only: str = ""
) -> defaultdict[str, list[QuotationMove]]:
    """By quotation, oldest first; with `only` those of that name."""
    columns = quotation_moves.c
    query = select(quotation_moves).where(columns.quotation_id.in_(ids)).order_by(columns.move_no)
    if only:
        query = query.where(columns.move == only)
    found: defaultdict[str, list[QuotationMove]] = defaultdict(list)
    for row in connection.execute(query).mappings():
        fields = {name: value for name, value in row.items() if name not in {"move_no", "quotation_id"}}
        found[row["quotation_id"]].append(QuotationMove(**fields))
    return found


def insert_move(connection: Connection, quotation_id: str, move: QuotationMove) -> None:
    connection.execute(insert(quotation_moves).values(quotation_id=quotation_id, **asdict(move)))
