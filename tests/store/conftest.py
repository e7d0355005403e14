"""An empty, migrated database for each test: a SQLite file, and PostgreSQL too when one is named."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from core.principal import Principal, Role
from store.conversations import SqlConversations
from store.database import connect
from store.migrations import migrate
from store.port_import import import_port
from store.tables import metadata
from tests.store import rows

POSTGRES = os.environ.get("QUAYSIDE_TEST_POSTGRES", "")


@pytest.fixture(params=["sqlite", "postgresql"] if POSTGRES else ["sqlite"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    url = POSTGRES if request.param == "postgresql" else f"sqlite:///{tmp_path / 'quayside.db'}"
    engine = connect(url)
    migrate(engine)
    yield engine
    if request.param == "postgresql":
        with engine.begin() as connection:
            metadata.drop_all(connection)
            connection.execute(text("DROP TABLE alembic_version"))
    engine.dispose()


@pytest.fixture
def conversations(engine: Engine) -> SqlConversations:
    return SqlConversations(engine, rows.CLOCK)


@pytest.fixture
def thread(engine: Engine, conversations: SqlConversations) -> str:
    """A conversation of the buyer `ann`, on an imported port."""
    import_port(engine, rows.content())
    return conversations.open(Principal(role=Role.BUYER, user_id=rows.ANN), "web")
