"""Numbers of others in the carrier's wording: masked before anybody reads it.

Remarks are free text. On a container that several buyers share they may name the master bill, the booking
or another buyer's house bill; any remark may name another shipment.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from core.trade import Shipment
from tools.shipment.lookup import in_plain_letters, numbers_of, shows_house_bill_only, without_marks
from tools.shipment.view import ShipmentView
from tools.shipment.wording import is_measure, is_moment

MASK = "…"
_SHORTEST = 4  # a shorter "number" would mask ordinary words
# A number ends where the script changes: Chinese is written without spaces, and no document's number is
# in any other letters than these.
_BEGIN, _END = "(?<![0-9A-Za-z])", "(?![0-9A-Za-z])"
_TOKEN = re.compile(r"[0-9A-Za-z](?:[0-9A-Za-z_/.-]*[0-9A-Za-z])?")
_SPACED = re.compile(rf"{_BEGIN}\d{{2,}}(?: \d+)+{_END}")
_SPACED_DIGITS = 8  # spaced-out digits are as often times and counts; so many are a number


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
    """`text` without the `foreign` numbers; of a shared container without any that is not the buyer's."""
    own, mine = _own_numbers(shipment), frozenset(map(without_marks, numbers_of(shipment)))
    bare = without_marks(text)
    known = [number for number in foreign | (own & mine) if number in bare and _is_number(number)]
    spelled = "|".join(_spelled(number) for number in sorted(known, key=lambda n: (-len(n), n)))
    parts = re.split(f"{_BEGIN}({spelled}){_END}" if known else "(?!)", in_plain_letters(text), flags=re.I)
    parts[1::2] = [part if without_marks(part) in own else MASK for part in parts[1::2]]
    if shows_house_bill_only(shipment):
        parts[::2] = [_guarded(part, own) for part in parts[::2]]
    plain = "".join(parts)
    return plain if MASK in plain else text


def _guarded(text: str, own: frozenset[str]) -> str:
    """Of a shared container no number is shown that looks like a document's, but the buyer's own."""
    return _TOKEN.sub(partial(_unless_own, own=own), _SPACED.sub(_unless_few, text))


def _unless_few(run: re.Match[str]) -> str:
    digits = run.group().replace(" ", "")
    return run.group() if len(digits) < _SPACED_DIGITS or is_moment(run.group().replace(" ", "-")) else MASK


def _unless_own(token: re.Match[str], *, own: frozenset[str]) -> str:
    word = token.group()
    looks_like_one = len(word) >= 6 and sum(char.isdigit() for char in word) >= 4
    is_harmless = is_moment(word) or is_measure(word) or without_marks(word) in own
    return MASK if looks_like_one and not is_harmless else word


def _foreign_numbers(shipment: Shipment, port: Iterable[Shipment]) -> frozenset[str]:
    others = (other for other in port if other.reference != shipment.reference)
    numbers = {number for other in others for number in numbers_of(other)}
    if shows_house_bill_only(shipment):
        numbers |= {shipment.booking_no, shipment.bl_no}
    return frozenset(map(without_marks, numbers)) - _own_numbers(shipment)


def _own_numbers(shipment: Shipment) -> frozenset[str]:
    """What this shipment's people may read, without marks; its voyage is no secret either."""
    numbers = {shipment.reference, shipment.container_no, shipment.house_bl_no, shipment.voyage}
    if not shows_house_bill_only(shipment):
        numbers |= {shipment.booking_no, shipment.bl_no}
    return frozenset(without_marks(number) for number in numbers if number)


def _is_number(plain: str) -> bool:
    return len(plain) >= _SHORTEST and any(char.isdigit() for char in plain)


def _spelled(number: str) -> str:
    """A pattern for `number` with spaces or marks between its characters."""
    return r"[\W_]{0,2}".join(map(re.escape, number))
