"""Column types that keep values exactly: decimals and instants as text, never as floats."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import Dialect, MetaData, String, Text, TypeDecorator

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Exact(TypeDecorator[Decimal]):
    """A Decimal with all its digits, trailing zeros included."""

    impl = String(64)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


class Instant(TypeDecorator[datetime]):
    """An aware instant in UTC to the microsecond; its text sorts by time."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        return None if value is None else value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)


class Words(TypeDecorator[tuple[str, ...]]):
    """A tuple of texts, as a JSON array."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> str | None:
        return None if value is None else json.dumps(value, ensure_ascii=False)

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...] | None:
        return None if value is None else tuple(json.loads(value))


class Decimals(TypeDecorator[dict[str, Decimal]]):
    """Decimals by name, as a JSON object of texts."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: dict[str, Decimal] | None, dialect: Dialect) -> str | None:
        return None if value is None else json.dumps({name: str(item) for name, item in value.items()})

    def process_result_value(self, value: str | None, dialect: Dialect) -> dict[str, Decimal] | None:
        return None if value is None else {name: Decimal(item) for name, item in json.loads(value).items()}


class Choice(TypeDecorator[StrEnum]):
    """A member of a closed set, as its value."""

    impl = String(32)
    cache_ok = True

    def __init__(self, members: type[StrEnum]) -> None:
        super().__init__()
        self.members = members

    def process_bind_param(self, value: StrEnum | None, dialect: Dialect) -> str | None:
        return None if value is None else value.value

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        return None if value is None else self.members(value)
