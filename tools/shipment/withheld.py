"""Numbers of others in the carrier's wording: masked before anybody reads it.

Remarks are free text. On a container that several buyers share they may name the master bill, the booking
or another buyer's house bill; any remark may name another shipment.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from core.trade import Shipment
from tools.shipment.lookup import shows_house_bill_only
from tools.shipment.view import ShipmentView

MASK = "…"
_SHORTEST = 4  # a shorter "number" would mask ordinary words
_TOKEN = re.compile(r"[^\W_](?:[\w/.-]*[^\W_])?")
_DAY_OR_TIME = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:T[\d:.]+Z?)?|\d{8}", re.IGNORECASE)


def withhold(view: ShipmentView, shipment: Shipment, port: Iterable[Shipment]) -> ShipmentView:
    """The view as the people of `shipment` may read it; `port` are all shipments."""
    mask = partial(_masked, shipment=shipment, foreign=_foreign_numbers(shipment, port))
    hold, rollover, unready = view.hold, view.rollover, view.not_loaded
    return replace(
        view,
        eta_versions=tuple(replace(eta, reason=mask(eta.reason)) for eta in view.eta_versions),
        hold=replace(hold, reason=mask(hold.reason)) if hold else None,
        rollover=replace(rollover, reason=mask(rollover.reason))
        if rollover and rollover.stated
        else rollover,
        not_loaded=replace(unready, reason=mask(unready.reason)) if unready else None,
    )


def _masked(text: str, *, shipment: Shipment, foreign: frozenset[str]) -> str:
    if not text:
        return text
    plain = unicodedata.normalize("NFKC", text)
    bare = _plain(text)
    for number in sorted((number for number in foreign if number in bare), key=len, reverse=True):
        plain = re.sub(rf"(?<!\w){_spelled(number)}(?!\w)", MASK, plain, flags=re.IGNORECASE)
    if shows_house_bill_only(shipment):
        plain = _TOKEN.sub(partial(_unless_own, own=_own_numbers(shipment)), plain)
    return plain if MASK in plain else text


def _unless_own(token: re.Match[str], *, own: frozenset[str]) -> str:
    """Of a shared container no number is shown that looks like a document's, but the buyer's own."""
    word = token.group()
    digits = sum(char.isdigit() for char in word)
    looks_like_one = len(word) >= 6 and digits >= 4 and not _DAY_OR_TIME.fullmatch(word)
    return MASK if looks_like_one and _plain(word) not in own else word


def _foreign_numbers(shipment: Shipment, port: Iterable[Shipment]) -> frozenset[str]:
    others = (other for other in port if other.reference != shipment.reference)
    numbers = {number for other in others for number in _numbers(other)}
    if shows_house_bill_only(shipment):
        numbers |= {shipment.booking_no, shipment.bl_no}
    own = _own_numbers(shipment)
    plain = {_plain(number) for number in numbers} - own
    return frozenset(n for n in plain if len(n) >= _SHORTEST and any(char.isdigit() for char in n))


def _own_numbers(shipment: Shipment) -> frozenset[str]:
    """What this shipment's people may read, without marks; its voyage is no secret either."""
    numbers = {shipment.reference, shipment.container_no, shipment.house_bl_no, shipment.voyage}
    if not shows_house_bill_only(shipment):
        numbers |= {shipment.booking_no, shipment.bl_no}
    return frozenset(_plain(number) for number in numbers if number)


def _numbers(shipment: Shipment) -> tuple[str, ...]:
    documents = (shipment.booking_no, shipment.bl_no, shipment.house_bl_no)
    return (shipment.reference, shipment.container_no, *documents)


def _spelled(number: str) -> str:
    """A pattern for `number` with spaces or marks between its characters."""
    return r"[\W_]{0,2}".join(map(re.escape, number))


def _plain(number: str) -> str:
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", number)).casefold()
