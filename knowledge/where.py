"""A policy's filter as a Chroma `where`, exactly or not at all (governance: authorization)."""

from typing import Any

from core.filters import AllOf, Always, AnyOf, Contains, Eq, Never, RowFilter

Where = dict[str, Any]


def where(rule: RowFilter) -> Where | None:
    """`rule` in Chroma's words; {} is no restriction and None means that nothing may be asked at all.

    A rule this cannot translate is None as well: an approximate filter would leak by rank and time.
    """
    match rule:
        case Always():
            return {}
        case Eq(field, value):
            return {field: {"$eq": value}}
        case Contains(field, value):
            return {field: {"$contains": value}}
        case AllOf(parts):
            return _all_of([where(part) for part in parts])
        case AnyOf(parts):
            return _any_of([where(part) for part in parts])
        case Never() | _:
            return None


def _all_of(parts: list[Where | None]) -> Where | None:
    if any(part is None for part in parts):
        return None
    return _joined("$and", [part for part in parts if part])


def _any_of(parts: list[Where | None]) -> Where | None:
    known = [part for part in parts if part is not None]
    if not known:
        return None
    return {} if {} in known else _joined("$or", known)


def _joined(operator: str, parts: list[Where]) -> Where:
    # Chroma refuses $and and $or of fewer than two parts.
    if not parts:
        return {}
    return parts[0] if len(parts) == 1 else {operator: parts}
