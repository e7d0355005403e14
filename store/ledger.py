"""What inference cost: rows of each turn, and their sums."""

from collections.abc import Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Literal

from sqlalchemy import Connection, Engine, Text, func, insert, select, type_coerce
from sqlalchemy.sql.elements import ColumnElement

from core.records import LedgerRow
from core.turns import JsonObject
from store.database import reading, writing
from store.tables.governance import ledger

Group = Literal["day", "conversation", "actor", "model"]

_COUNTED = ("input_tokens", "cached_tokens", "output_tokens")
_EXACT = ("energy_wh", "marginal", "allocated", "fully_loaded")
_DAY_CHARS = len("2026-11-01")


class SqlLedger:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, rows: Sequence[LedgerRow]) -> None:
        """Rows of inferences outside a turn; a turn's rows come with its commit."""
        with writing(self._engine) as connection:
            add_rows(connection, rows)

    def summary(self, group: Group, limit: int = 100) -> list[JsonObject]:
        """Sums by `group` (days are UTC) and currency, the group with the newest inference first.

        `key`, `inferences`, `input_tokens`, `cached_tokens`, `output_tokens`, `busy_s`, then as decimal
        texts `energy_wh` (an estimate), `marginal`, `allocated` and `fully_loaded`, and `currency`.
        """
        key = _key(group)
        with reading(self._engine) as connection:
            newest = select(key, func.max(ledger.c.at).label("at")).group_by(key)
            chosen = connection.execute(newest.order_by(func.max(ledger.c.at).desc()).limit(limit))
            keys = [row[0] for row in chosen]
            rows = connection.execute(select(key.label("group_key"), ledger).where(key.in_(keys)))
            return _sums([dict(row) for row in rows.mappings()], keys)

    def tokens_used(self, conversation_id: str) -> int:
        """Input and output tokens of a conversation so far."""
        tokens = func.sum(ledger.c.input_tokens + ledger.c.output_tokens)
        with reading(self._engine) as connection:
            used = connection.scalar(select(tokens).where(ledger.c.conversation_id == conversation_id))
        return int(used or 0)


def add_rows(connection: Connection, rows: Sequence[LedgerRow]) -> None:
    """Add in the caller's writing transaction."""
    if rows:
        connection.execute(insert(ledger), [asdict(row) for row in rows])


def _key(group: Group) -> ColumnElement[str]:
    match group:
        case "day":
            # Instants are stored as text in UTC, so their first characters are the day.
            return func.substr(type_coerce(ledger.c.at, Text), 1, _DAY_CHARS)
        case "conversation":
            return ledger.c.conversation_id
        case "actor":
            return ledger.c.actor
        case "model":
            return ledger.c.model


def _sums(rows: Sequence[JsonObject], keys: Sequence[str]) -> list[JsonObject]:
    """Exact sums: SQLite has no exact decimals, so they are added here."""
    groups: dict[tuple[str, str], JsonObject] = {}
    for row in rows:
        key, currency = row["group_key"], row["currency"]
        total = groups.setdefault((key, currency), _nothing(key, currency))
        total["inferences"] += 1
        for name in (*_COUNTED, "busy_s", *_EXACT):
            total[name] += row[name]
    ordered = sorted(groups.values(), key=lambda total: (keys.index(total["key"]), total["currency"]))
    return [total | {name: str(total[name]) for name in _EXACT} for total in ordered]


def _nothing(key: str, currency: str) -> JsonObject:
    counts: JsonObject = dict.fromkeys(("inferences", *_COUNTED), 0)
    exact = dict.fromkeys(_EXACT, Decimal(0))
    return {"key": key, **counts, "busy_s": 0.0, **exact, "currency": currency}
