"""What inference cost: rows of each turn, and their sums."""

from collections.abc import Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Literal

from sqlalchemy import Connection, Engine, Float, Text, cast, func, insert, select, type_coerce
from sqlalchemy.sql.elements import ColumnElement

from core.records import LedgerRow
from core.turns import JsonObject
from store.database import reading, writing
from store.tables.governance import ledger

Group = Literal["day", "conversation", "actor", "model", "tier", "outcome"]

_COUNTED = ("input_tokens", "cached_tokens", "output_tokens", "thinking_tokens")
_SECONDS = ("busy_s", "cpu_s")
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

        `key`, `inferences`, `input_tokens`, `cached_tokens`, `output_tokens`, `thinking_tokens`, `busy_s`,
        `cpu_s`, then as decimal texts `energy_wh` (an estimate), `marginal`, `allocated` and
        `fully_loaded`, and `currency`. Abandoned inferences count: they were paid for.
        """
        key = _key(group)
        with reading(self._engine) as connection:
            newest = select(key, func.max(ledger.c.at).label("at")).group_by(key)
            chosen = connection.execute(newest.order_by(func.max(ledger.c.at).desc()).limit(limit))
            keys = [row[0] for row in chosen]
            rows = connection.execute(select(key.label("group_key"), ledger).where(key.in_(keys)))
            return _sums([dict(row) for row in rows.mappings()], keys)

    def counters(self) -> list[JsonObject]:
        """Sums by `model` over the whole ledger: `inferences`, token and second columns, and `energy_wh`
        as a float. For dashboards, which ask often; bills come from `summary`."""
        energy = func.sum(cast(type_coerce(ledger.c.energy_wh, Text), Float)).label("energy_wh")
        sums = [func.sum(ledger.c[name]).label(name) for name in (*_COUNTED, *_SECONDS)]
        query = select(ledger.c.model, func.count().label("inferences"), *sums, energy)
        with reading(self._engine) as connection:
            rows = connection.execute(query.group_by(ledger.c.model).order_by(ledger.c.model))
            return [dict(row) for row in rows.mappings()]

    def spent_elsewhere(self, conversation_id: str) -> Decimal:
        """What a conversation has cost so far on other tiers than this machine."""
        rows = select(ledger.c.allocated).where(
            ledger.c.conversation_id == conversation_id, ledger.c.tier != "local"
        )
        with reading(self._engine) as connection:
            return sum(connection.scalars(rows), Decimal(0))

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
        case "tier":
            return ledger.c.tier
        case "outcome":
            return ledger.c.outcome


def _sums(rows: Sequence[JsonObject], keys: Sequence[str]) -> list[JsonObject]:
    """Exact sums: SQLite has no exact decimals, so they are added here."""
    groups: dict[tuple[str, str], JsonObject] = {}
    for row in rows:
        key, currency = row["group_key"], row["currency"]
        total = groups.setdefault((key, currency), _nothing(key, currency))
        total["inferences"] += 1
        for name in (*_COUNTED, *_SECONDS, *_EXACT):
            total[name] += row[name]
    ordered = sorted(groups.values(), key=lambda total: (keys.index(total["key"]), total["currency"]))
    return [total | {name: str(total[name]) for name in _EXACT} for total in ordered]


def _nothing(key: str, currency: str) -> JsonObject:
    counts: JsonObject = dict.fromkeys(("inferences", *_COUNTED), 0)
    seconds = dict.fromkeys(_SECONDS, 0.0)
    exact = dict.fromkeys(_EXACT, Decimal(0))
    return {"key": key, **counts, **seconds, **exact, "currency": currency}
