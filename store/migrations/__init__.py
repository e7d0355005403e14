"""The schema's history (Alembic). `migrate` brings a database to the newest version."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Engine

from core.errors import StoreUnavailable
from store.database import writing


def migrate(engine: Engine) -> None:
    """Apply what is missing, in one transaction. Raises StoreUnavailable for a newer database."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise StoreUnavailable(
                f"The database cannot be brought to this version: {error}.",
                hint="It was written by a newer Quayside; run that one, or restore an older backup.",
            ) from error
