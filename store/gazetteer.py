"""The imported UN/LOCODE release, brought in whole and asked by folded name; implements
core.ports.Gazetteer."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, delete, func, insert, or_, select

from core.values import PlaceRef
from store.database import reading, writing
from store.row_changes import Changes
from store.tables.gazetteer import gazetteer, gazetteer_names

_PORT = "1"
_AT_ONCE = 500  # values in one statement; SQLite takes 32766 at most


@dataclass(frozen=True, slots=True)
class GazetteerRow:
    """`country` is the English name, `functions` the digits of the classifier; `names` are folded."""

    locode: str
    name: str
    country: str
    subdivision: str
    functions: str
    status: str
    latitude: float | None
    longitude: float | None
    names: frozenset[str]

    def values(self) -> tuple[object, ...]:
        return tuple(getattr(self, column.name) for column in gazetteer.columns)


@dataclass(frozen=True, slots=True)
class GazetteerReport:
    """`ports` counts the places with function 1 that the database now holds."""

    places: Changes
    ports: int


class SqlGazetteer:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def places(self, name: str) -> tuple[PlaceRef, ...]:
        """The ports with the folded `name` or with that code, by code; none before the first import."""
        named = select(gazetteer_names.c.locode).where(gazetteer_names.c.name == name)
        query = (
            select(gazetteer.c.locode, gazetteer.c.name, gazetteer.c.country)
            .where(or_(gazetteer.c.locode == name.replace(" ", "").upper(), gazetteer.c.locode.in_(named)))
            .where(gazetteer.c.functions.contains(_PORT))
            .order_by(gazetteer.c.locode)
        )
        with reading(self._engine) as connection:
            return tuple(PlaceRef(**row) for row in connection.execute(query).mappings())


def import_gazetteer(engine: Engine, rows: Iterable[GazetteerRow]) -> GazetteerReport:
    """Make the database hold these places and no others, in one transaction; again changes none."""
    wanted = {row.locode: row for row in rows}
    with writing(engine) as connection:
        known = {row.locode: tuple(row) for row in connection.execute(select(gazetteer))}
        names = _names(connection)
        changed = [
            code
            for code in known.keys() & wanted.keys()
            if known[code] != wanted[code].values() or names.get(code, frozenset()) != wanted[code].names
        ]
        added, removed = wanted.keys() - known.keys(), known.keys() - wanted.keys()
        _remove(connection, [*removed, *changed])
        _add(connection, [wanted[code] for code in sorted((*added, *changed))])
        ports = connection.scalar(
            select(func.count()).select_from(gazetteer).where(gazetteer.c.functions.contains(_PORT))
        )
    unchanged = len(wanted) - len(added) - len(changed)
    return GazetteerReport(Changes(len(added), len(changed), unchanged, len(removed)), int(ports or 0))


def _names(connection: Connection) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for name, locode in connection.execute(select(gazetteer_names.c.name, gazetteer_names.c.locode)):
        found.setdefault(locode, set()).add(name)
    return {locode: frozenset(names) for locode, names in found.items()}


def _remove(connection: Connection, codes: Collection[str]) -> None:
    held = list(codes)
    for start in range(0, len(held), _AT_ONCE):
        part = held[start : start + _AT_ONCE]
        connection.execute(delete(gazetteer_names).where(gazetteer_names.c.locode.in_(part)))
        connection.execute(delete(gazetteer).where(gazetteer.c.locode.in_(part)))


def _add(connection: Connection, rows: Collection[GazetteerRow]) -> None:
    columns = [column.name for column in gazetteer.columns]
    if rows:
        connection.execute(
            insert(gazetteer), [dict(zip(columns, row.values(), strict=True)) for row in rows]
        )
    names = [{"name": name, "locode": row.locode} for row in rows for name in sorted(row.names)]
    if names:
        connection.execute(insert(gazetteer_names), names)
