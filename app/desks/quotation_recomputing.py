"""A stored quotation computed anew from its inputs, and whether that still gives what was stored."""

from pydantic import ValidationError

from core.errors import SystemFault
from core.trade import PortBook
from store.quotations import StoredQuotation
from tools.quotation import recompute, to_json
from tools.quotation.outcome import Quoted


def agreed(stored: StoredQuotation) -> tuple[Quoted, PortBook]:
    """Raises SystemFault where the stored result does not come out again: no other figures are shown."""
    result, book = recomputed(stored)
    if not _holds(stored.result, to_json(result)):
        raise SystemFault(
            f"The stored inputs of {stored.quotation_id!r} no longer give its result.",
            hint=f"Compare them: quayside quote replay {stored.quotation_id}; then make a new revision.",
        )
    return result, book


def recomputed(stored: StoredQuotation) -> tuple[Quoted, PortBook]:
    """Raises SystemFault."""
    try:
        return recompute(stored.inputs)
    except (AssertionError, KeyError, ValidationError) as error:
        raise SystemFault(
            f"The stored inputs of {stored.quotation_id!r} give no quotation: {error}.",
            hint="They were changed, or written by another version; make a new revision.",
        ) from error


def _holds(stored: object, again: object) -> bool:
    """Whether `again` says all that `stored` says; a newer version may say more."""
    match stored, again:
        case dict(), dict():
            return all(name in again and _holds(value, again[name]) for name, value in stored.items())
        case list(), list():
            return len(stored) == len(again) and all(map(_holds, stored, again))
        case _:
            return stored == again
