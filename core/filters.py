"""A small filter language: what the policy allows, before any search or query runs.

The policy room makes filters; the knowledge room turns them into Chroma `where`, the store into SQL.
`Never` matches nothing, so a policy that cannot be translated shows nothing (fail closed).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Always:
    pass


@dataclass(frozen=True, slots=True)
class Never:
    pass


@dataclass(frozen=True, slots=True)
class Eq:
    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Contains:
    """The list-valued `field` contains `value`."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class AllOf:
    parts: "tuple[RowFilter, ...]"


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: "tuple[RowFilter, ...]"


RowFilter = Always | Never | Eq | Contains | AllOf | AnyOf


def matches(rule: RowFilter, row: dict[str, object]) -> bool:
    """Whether `row` passes `rule`; a missing field never matches."""
    match rule:
        case Always():
            return True
        case Never():
            return False
        case Eq(field, value):
            return row.get(field) == value
        case Contains(field, value):
            held = row.get(field)
            return isinstance(held, list | tuple | set | frozenset) and value in held
        case AllOf(parts):
            return all(matches(part, row) for part in parts)
        case AnyOf(parts):
            return any(matches(part, row) for part in parts)
