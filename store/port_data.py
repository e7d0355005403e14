"""The imported port as one book; implements core.ports.PortData."""

from threading import Lock

from sqlalchemy import Connection, Engine, select

from core.errors import NotFound
from core.trade import CostRow, PortBook, PortProfile
from store import port_rows
from store.database import reading
from store.tables import port


class SqlPortData:
    """Keeps the book of the last revision it read; a new import is seen at the next call."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = Lock()
        self._kept: tuple[str, PortBook] | None = None

    def revision(self) -> str:
        """Raises NotFound before the first import."""
        with reading(self._engine) as connection:
            return read_revision(connection)

    def book(self) -> PortBook:
        """Raises NotFound before the first import."""
        with self._lock, reading(self._engine) as connection:
            revision = read_revision(connection)
            if self._kept is None or self._kept[0] != revision:
                self._kept = (revision, _book(connection))
            return self._kept[1]

    def costs(self, merchant_id: str) -> list[CostRow]:
        with reading(self._engine) as connection:
            own = port.costs.c.merchant_id == merchant_id
            return list(port_rows.load(connection, port_rows.COSTS, own))


def read_revision(connection: Connection) -> str:
    revision = connection.scalar(select(port.profile.c.revision))
    if revision is None:
        raise NotFound("No port has been imported yet.", hint="Run: quayside import FOLDER")
    return str(revision)


def _book(connection: Connection) -> PortBook:
    profile = dict(connection.execute(select(port.profile)).mappings().one())
    profile.pop("revision")
    return PortBook(
        profile=PortProfile(**profile),
        merchants=port_rows.load(connection, port_rows.MERCHANTS),
        users=port_rows.load(connection, port_rows.USERS),
        products=port_rows.load(connection, port_rows.PRODUCTS),
        prices=port_rows.load(connection, port_rows.PRICES),
        lanes=port_rows.load(connection, port_rows.LANES),
        charges=port_rows.load(connection, port_rows.CHARGES),
        duties=port_rows.load(connection, port_rows.DUTIES),
        fx=port_rows.load(connection, port_rows.FX),
        shipments=port_rows.load(connection, port_rows.SHIPMENTS),
    )
