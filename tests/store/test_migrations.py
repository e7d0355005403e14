"""The migrations make the tables that the code uses, and never touch a newer database."""

from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Engine, text

import store.migrations
from core.errors import StoreUnavailable
from store.database import writing
from store.ledger import SqlLedger
from store.migrations import migrate
from store.tables import metadata


def test_migrated_database_has_the_tables_of_the_code(engine: Engine) -> None:
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_migrating_again_changes_nothing(engine: Engine) -> None:
    migrate(engine)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM alembic_version")) == 1


def test_database_of_a_newer_version_is_refused(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreUnavailable, match="newer"):
        migrate(engine)


def test_ledger_rows_from_before_tiers_are_local_and_done(engine: Engine) -> None:
    migrate_to(engine, "0003")
    with writing(engine) as connection:
        connection.execute(text(OLD_ROW))
    migrate(engine)
    ledger = SqlLedger(engine)
    (local,), (done,) = ledger.summary("tier"), ledger.summary("outcome")
    assert (local["key"], done["key"]) == ("local", "done")
    assert (local["allocated"], local["cpu_s"], local["thinking_tokens"]) == ("0.2", 0.0, 0)


OLD_ROW = """
INSERT INTO ledger (at, turn_id, conversation_id, actor, purpose, model, input_tokens, cached_tokens,
    output_tokens, queue_s, prefill_s, decode_s, busy_s, energy_wh, marginal, allocated, fully_loaded,
    currency, rate_card)
VALUES ('2026-11-01T08:30:00.000000+00:00', 't', 'c', 'ann', 'plan', 'small', 9, 0, 3, 0, 0, 0, 0.5,
    '0.01', '0.1', '0.2', '0.3', 'USD', 'card')
"""


def migrate_to(engine: Engine, revision: str) -> None:
    """Takes an empty database back to `revision`: its tables go and the first migrations run again."""
    config = Config()
    config.set_main_option("script_location", str(Path(store.migrations.__file__).parent))
    with writing(engine) as connection:
        metadata.drop_all(connection)
        connection.execute(text("DELETE FROM alembic_version"))
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
