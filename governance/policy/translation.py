"""Residual policies as a RowFilter: exactly, or narrower, never wider.

The filter language has no negation. So the permits are written as alternatives of plain attribute
tests, and an alternative stays only when those tests alone prove everything else: that each negated
part holds and that no forbid applies. What cannot be proved is left out (fail closed).
"""

from collections.abc import Iterable, Mapping
from typing import Any, assert_never

from core.filters import AllOf, Always, AnyOf, Contains, Eq, Never, RowFilter
from governance.policy.residual import Both, Either, Expression, Has, Not, Unknown, condition

Test = Eq | Contains
Leaf = Eq | Contains | Has | Unknown | Not


def row_filter(residuals: Iterable[Mapping[str, Any]], resource_type: str) -> RowFilter:
    """The rows of `resource_type` that a permit lets through and no forbid stops."""
    permits: list[Expression] = []
    forbids: list[Expression] = []
    for residual in residuals:
        whole = condition(residual, resource_type)
        (permits if residual["effect"] == "permit" else forbids).append(whole)
    kept = {
        tests
        for permit in permits
        for leaves in _alternatives(permit)
        if (tests := _proved(leaves, forbids)) is not None
    }
    return _any_of([tests for tests in kept if not any(other < tests for other in kept)])


def _alternatives(whole: Expression) -> list[frozenset[Leaf]]:
    """Disjunctive normal form; a negated part is one leaf."""
    match whole:
        case bool():
            return [frozenset()] if whole else []
        case Either(left, right):
            return _alternatives(left) + _alternatives(right)
        case Both(left, right):
            return [a | b for a in _alternatives(left) for b in _alternatives(right)]
        case _:
            return [frozenset({whole})]


def _proved(leaves: frozenset[Leaf], forbids: list[Expression]) -> frozenset[Test] | None:
    """The plain tests among `leaves`, if they prove the other leaves and disprove all `forbids`."""
    tests = frozenset(leaf for leaf in leaves if isinstance(leaf, Eq | Contains))
    equal_fields = [test.field for test in tests if isinstance(test, Eq)]
    if len(set(equal_fields)) < len(equal_fields):
        return None  # one field cannot equal two values
    rest = (leaf for leaf in leaves if not isinstance(leaf, Eq | Contains))
    if all(_holds(leaf, tests) for leaf in rest) and all(_holds(f, tests) is False for f in forbids):
        return tests
    return None


def _holds(whole: Expression, given: frozenset[Test]) -> bool | None:
    """Whether `whole` is true of every row that passes `given`; None when it depends on the row."""
    match whole:
        case bool():
            return whole
        case Eq(field, _):
            others = any(isinstance(test, Eq) and test.field == field for test in given)
            return True if whole in given else (False if others else None)
        case Contains():
            return True if whole in given else None
        case Has(field):
            return True if any(test.field == field for test in given) else None
        case Unknown():
            return None
        case Not(part):
            held = _holds(part, given)
            return None if held is None else not held
        case Both(left, right):
            return _kleene(_holds(left, given), _holds(right, given), decisive=False)
        case Either(left, right):
            return _kleene(_holds(left, given), _holds(right, given), decisive=True)
    assert_never(whole)


def _kleene(left: bool | None, right: bool | None, *, decisive: bool) -> bool | None:
    """Kleene's three-valued "and" when False is decisive, "or" when True is."""
    if decisive in (left, right):
        return decisive
    return None if None in (left, right) else not decisive


def _any_of(alternatives: list[frozenset[Test]]) -> RowFilter:
    parts = sorted((_all_of(tests) for tests in alternatives), key=repr)
    if not parts:
        return Never()
    return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))


def _all_of(tests: frozenset[Test]) -> RowFilter:
    parts = sorted(tests, key=repr)
    if not parts:
        return Always()
    return parts[0] if len(parts) == 1 else AllOf(tuple(parts))
