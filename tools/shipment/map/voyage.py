"""A shipment's voyage as its map shows it: the stops, those behind it, and where the vessel may be."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from core.turns import JsonObject
from tools.places import load_ports
from tools.shipment.harbours import same_port
from tools.shipment.map.sphere import Position
from tools.shipment.milestones import COLLECTED


@dataclass(frozen=True, slots=True)
class Stop:
    """`passed`: the shipment has left its first port, or come to this one."""

    name: str
    position: Position
    passed: bool = False


@dataclass(frozen=True, slots=True)
class Voyage:
    """Two or more stops in their order. `share` (0 to 1): how much of the way from the last stop passed to
    the next one is behind the vessel by the calendar; None when that cannot be said."""

    stops: tuple[Stop, ...]
    share: float | None = None


@dataclass(frozen=True, slots=True)
class _Call:
    """A port of the voyage: the days of actual departure and of expected arrival, as far as known."""

    locode: str
    name: str
    passed: bool = False
    left: date | None = None
    expected: date | None = None


def position_of(locode: str) -> Position | None:
    """From the table of seaports, under any code of the port."""
    return _positions().get(locode)


def map_of(
    card: JsonObject, today: date, position: Callable[[str], Position | None] = position_of
) -> Voyage | None:
    """The voyage of a shipment card on `today`. None without two ports of known positions at its ends:
    then there is no map. A port between them without a position is left out.

    The card holds what its reader may see, so the map shows no more than that.
    """
    calls = list(_calls(card))
    placed = [(call, place) for call in calls if (place := position(call.locode)) is not None]
    if len(placed) < 2 or placed[0][0] != calls[0] or placed[-1][0] != calls[-1]:
        return None
    if placed[0][1] == placed[-1][1]:
        return None
    last = max((number for number, (call, _) in enumerate(placed) if call.passed), default=-1)
    stops = [Stop(call.name, place, number <= last) for number, (call, place) in enumerate(placed)]
    estimated = 0 <= last < len(placed) - 1 and not {"overdue", "not_reported_since"} & card.keys()
    share = _share(placed[last][0], placed[last + 1][0], today) if estimated else None
    return Voyage(tuple(stops), share)


def _calls(card: JsonObject) -> Iterator[_Call]:
    """The ports in order: of loading, those between the legs, of discharge. None without both ends."""
    if not (card.get("pol") and card.get("pod")):
        return
    legs = card.get("legs", [])
    call = _call(card["pol"])
    for leg in legs:
        left = _day(leg, "departed", actual=True)
        call = replace(call, left=left, passed=call.passed or left is not None)
        if same_port(leg["to"]["locode"], card["pod"]["locode"]):
            break
        yield call
        call = _arrival(leg)
    yield call
    arrived = "arrived_on" in card or card.get("milestone") in COLLECTED
    eta = date.fromisoformat(card["eta"]) if card.get("eta") and not arrived else None
    yield replace(_call(card["pod"]), passed=arrived, expected=eta)


def _arrival(leg: JsonObject) -> _Call:
    passed = _day(leg, "arrived", actual=True) is not None
    return replace(_call(leg["to"]), passed=passed, expected=_day(leg, "arrived", actual=False))


def _call(place: JsonObject) -> _Call:
    return _Call(place["locode"], place["name"])


def _day(leg: JsonObject, end: str, *, actual: bool) -> date | None:
    told = leg.get(end)
    if not told or (told["classifier"] == "ACT") != actual:
        return None
    return date.fromisoformat(told["day"])


@cache
def _positions() -> dict[str, Position]:
    return {code: port.position for port in load_ports() if port.position for code in port.locodes}


def _share(behind: _Call, ahead: _Call, today: date) -> float | None:
    """By days, as if the vessel's speed were the same all the way; None when late or not under way."""
    if behind.left is None or ahead.expected is None or not behind.left <= today <= ahead.expected:
        return None
    days = (ahead.expected - behind.left).days
    return (today - behind.left).days / days if days else None
