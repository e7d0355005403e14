"""The policy's filters as SQL conditions; what a test means for a table's columns is that table's own."""

from collections.abc import Callable

from sqlalchemy import ColumnElement, and_, false, or_, true

from core.filters import AllOf, Always, AnyOf, Contains, Eq, Never, RowFilter

Test = Callable[[Eq | Contains], ColumnElement[bool]]


def where(rule: RowFilter, test: Test) -> ColumnElement[bool]:
    """`test` answers false() for a field that the table does not have."""
    match rule:
        case Always():
            return true()
        case Never():
            return false()
        case Eq() | Contains():
            return test(rule)
        case AllOf(parts):
            return and_(true(), *(where(part, test) for part in parts))
        case AnyOf(parts):
            return or_(false(), *(where(part, test) for part in parts))
