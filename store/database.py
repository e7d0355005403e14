"""The engine, and the two ways to use it: `reading` sees one snapshot, `writing` is one transaction.

Writers take turns, on SQLite by BEGIN IMMEDIATE and on PostgreSQL by an advisory lock, so that what a
writer reads before it writes still holds when it commits.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, create_engine, event, func, make_url, select
from sqlalchemy.engine import URL
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DataError,
    IntegrityError,
    InterfaceError,
    NotSupportedError,
    ProgrammingError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout

from core.errors import BadInput, StoreUnavailable

_BUSY_TIMEOUT_MS = 30_000
"""How long a writer waits for its turn; readers never wait (write-ahead log). An import or an edit of every
price of a large port writes for seconds, and what others have to commit meanwhile may not be lost."""
_WRITERS_LOCK = 0x5175_6179  # any constant will do; the lock is this database's own
_PRAGMAS = (
    f"PRAGMA busy_timeout = {_BUSY_TIMEOUT_MS}",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = NORMAL",
    "PRAGMA foreign_keys = ON",
)
_OUR_MISTAKES = (DataError, IntegrityError, NotSupportedError, ProgrammingError)
_HINTS = {
    "full": "Free some disk space, then do it again; nothing was half written.",
    "readonly": "Make the data folder writable for this user, then do it again.",
    "unable to open": "Check that the folder of the database exists and is writable.",
    "locked": "Another process is writing for long; do it again, and run one Quayside a data folder.",
    "not a database": "The file is damaged or something else; restore the newest backup.",
    "malformed": "The file is damaged; restore the newest backup.",
}


def connect(url: str) -> Engine:
    """An engine for a SQLAlchemy URL. SQLite files get a write-ahead log; PostgreSQL goes by psycopg."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise BadInput(
            f"{url!r} is not a database URL.", hint="Write it like sqlite:////path/to/file.db."
        ) from None
    match parsed.get_backend_name():
        case "sqlite":
            return _sqlite(parsed)
        case "postgresql":
            return create_engine(parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True)
        case other:
            raise BadInput(f"{other!r} databases are not served.", hint="Use SQLite or PostgreSQL.")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection whose queries all see one state of the database."""
    with _translated(), engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            yield connection.execution_options(isolation_level="REPEATABLE READ")
        else:
            yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that commits at the end of the block or, on any error, leaves nothing."""
    with _translated(), engine.connect() as opened:
        connection = opened.execution_options(writing=True)
        with connection.begin():
            if engine.dialect.name == "postgresql":
                connection.execute(select(func.pg_advisory_xact_lock(_WRITERS_LOCK)))
            yield connection


def _sqlite(url: URL) -> Engine:
    engine = create_engine(url)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # None: the driver starts no transaction of its own; `_begin_sqlite` does.
    # https://docs.sqlalchemy.org/en/20/dialects/sqlite.html#serializable-isolation-savepoints-transactional-ddl
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(pragma)


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def _translated() -> Iterator[None]:
    """Refusals of the database or the disk become StoreUnavailable; our own mistakes stay what they are."""
    try:
        yield
    except _OUR_MISTAKES:
        raise
    except (DatabaseError, InterfaceError) as error:
        raise _unavailable(error.orig or error) from error
    except (sqlite3.Error, PoolTimeout) as error:
        raise _unavailable(error) from error


def _unavailable(error: BaseException) -> StoreUnavailable:
    reason = str(error).strip()
    hint = next((hint for word, hint in _HINTS.items() if word in reason), "Check that the database runs.")
    return StoreUnavailable(f"The database refused: {reason!r}.", hint=hint)
