"""One quotation as its page shows it: with names, why it comes to what it does, and what is open to do."""

import logging
from collections.abc import Callable, Mapping
from datetime import date

from app.desks.quotation_access import QuotationAccess, party_of
from app.desks.quotation_making import revision_id
from app.desks.quotation_recomputing import agreed
from app.desks.quotation_views import life_of
from core.errors import SystemFault
from core.principal import Principal
from core.turns import JsonObject
from store.quotations import StoredQuotation
from tools.quotation import index_book
from tools.quotation.card import card_of
from tools.quotation.explanation import explain, explanation_json
from tools.quotation.life import Life, Move, MoveRefused, Party, State, check_move
from tools.quotation.replay import caller_in

log = logging.getLogger(__name__)

ACTIONS: Mapping[str, Move] = {
    "accept": Move.ACCEPT,
    "release": Move.RELEASE,
    "issue": Move.ISSUE,
    "revise": Move.SUPERSEDE,
    "decline": Move.DECLINE,
}
"""By the policy's words."""
_NAMED = ("lines", "charges", "shipments", "place_name", "place_country")


def detailed(
    view: JsonObject, stored: StoredQuotation, principal: Principal, access: QuotationAccess, today: date
) -> JsonObject:
    """`view` with names and with `actions`, which `principal` may take now. The whole of a quotation is
    shown with its `explanation`, a merchant's part is not: shares of freight speak of the others' goods."""
    return {
        **view,
        **_told(view, stored),
        "actions": _open(principal, stored, access, today),
    }


def revisions_of(stored: StoredQuotation, view: JsonObject, is_read: Callable[[str], bool]) -> JsonObject:
    """The ids of the revisions before and after it, as far as the caller may read them: to its buyer an
    offer may follow upon a draft that they never saw."""
    found: JsonObject = {}
    if stored.revision > 1:
        found["former"] = revision_id(stored.number, stored.revision - 1)
    if view["state"] == State.SUPERSEDED:
        found["successor"] = revision_id(stored.number, stored.revision + 1)
    return {name: other for name, other in found.items() if is_read(other)}


def _told(view: JsonObject, stored: StoredQuotation) -> JsonObject:
    """Nothing where the stored inputs do not give the stored result any more."""
    try:
        result, book = agreed(stored)
    except SystemFault as fault:
        log.warning("a quotation is shown without names and explanation: %s", fault)
        return {}
    card = card_of(result, stored.quotation_id)
    if view.get("partial"):
        names = {(line["merchant_id"], line["sku"]): line["name"] for line in card["lines"]}
        lines = [{**line, "name": names[line["merchant_id"], line["sku"]]} for line in view["lines"]]
        return {"lines": lines}
    day = date.fromisoformat(stored.inputs["today"])
    explained = explain(result, index_book(book), caller_in(stored.inputs), day)
    named = {name: card[name] for name in _NAMED}
    return {**named, "explanation": explanation_json(explained, result.currency)}


def _open(principal: Principal, stored: StoredQuotation, access: QuotationAccess, today: date) -> list[str]:
    life, party = life_of(stored), party_of(principal, stored)
    own = str(principal.merchant_id or "")
    return [
        action
        for action, move in ACTIONS.items()
        if access.may(principal, action, stored) and _is_open(life, move, party, today, own)
    ]


def _is_open(life: Life, move: Move, party: Party, today: date, merchant_id: str) -> bool:
    try:
        check_move(life, move, party, today, looked_at=None, merchant_id=merchant_id)
    except MoveRefused:
        return False
    return True
