"""Refusals of the database become errors that say what to do; SQLite is set up to be safe."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, event, text

from core.errors import BadInput, StoreUnavailable
from store.audit_leaves import SqlLeafLog
from store.database import connect, reading, writing
from store.migrations import migrate
from store.port_data import SqlPortData
from tests.store.rows import leaf


def test_sqlite_uses_a_write_ahead_log_and_foreign_keys(tmp_path: Path) -> None:
    engine = connect(f"sqlite:///{tmp_path / 'q.db'}")
    with reading(engine) as connection:
        found = [
            connection.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "foreign_keys", "synchronous", "busy_timeout")
        ]
    engine.dispose()
    assert found == ["wal", 1, 1, 30_000]


def test_failed_block_leaves_nothing(engine: Engine) -> None:
    with pytest.raises(ZeroDivisionError):
        _insert_and_fail(engine)
    with reading(engine) as connection:
        assert connection.scalar(text("SELECT count(*) FROM audit_checkpoints")) == 0


def test_reader_sees_one_state_while_another_writes(engine: Engine) -> None:
    count = text("SELECT count(*) FROM audit_checkpoints")
    with reading(engine) as reader:
        assert reader.scalar(count) == 0
        with writing(engine) as writer:
            writer.execute(text("INSERT INTO audit_checkpoints (size, note) VALUES (1, 'n')"))
        assert reader.scalar(count) == 0


@pytest.mark.parametrize("url", ["nonsense", "mysql://somewhere/db"])
def test_unserved_url_is_bad_input(url: str) -> None:
    with pytest.raises(BadInput):
        connect(url)


def test_full_disk_is_told_with_a_hint(tmp_path: Path) -> None:
    engine = connect(f"sqlite:///{tmp_path / 'q.db'}")
    migrate(engine)
    event.listen(engine, "connect", lambda opened, _: opened.execute("PRAGMA max_page_count = 1"))
    engine.dispose()
    with pytest.raises(StoreUnavailable, match="Free some disk space"):
        SqlLeafLog(engine).append([leaf("x" * 1_000_000)])
    assert SqlLeafLog(engine).size() == 0
    engine.dispose()


def test_missing_folder_is_told_with_a_hint(tmp_path: Path) -> None:
    engine = connect(f"sqlite:///{tmp_path / 'nowhere' / 'q.db'}")
    with pytest.raises(StoreUnavailable, match="folder of the database"):
        SqlPortData(engine).revision()
    engine.dispose()


def test_file_that_is_no_database_is_told_with_a_hint(tmp_path: Path) -> None:
    (tmp_path / "q.db").write_bytes(b"not a database, only text" * 100)
    engine = connect(f"sqlite:///{tmp_path / 'q.db'}")
    with pytest.raises(StoreUnavailable, match="restore the newest backup"):
        migrate(engine)
    engine.dispose()


def _insert_and_fail(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(text("INSERT INTO audit_checkpoints (size, note) VALUES (1, 'n')"))
        raise ZeroDivisionError
