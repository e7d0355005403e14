"""A name or code to the ports it can mean. Codes that a port's own lanes use come before the table's."""

from collections.abc import Callable, Iterable
from functools import cache

from core.trade import Lane
from core.values import PlaceRef
from tools.places.countries import country_name
from tools.places.folding import fold_name, without_port_word
from tools.places.table import Port, load_ports


def find_places(
    text: str, extra: Iterable[Lane] = (), beyond: Callable[[str], tuple[PlaceRef, ...]] | None = None
) -> tuple[PlaceRef, ...]:
    """Every port whose name, other name or UN/LOCODE equals `text`; none when nobody here knows it.

    Case, accents, punctuation and the word "port" do not count. `extra` are the lanes of the port in hand:
    their `pod_name` is a name too, and the code that they use for a port of the table is the one given.
    `beyond` is asked for a folded name that neither knows: core.ports.Gazetteer.places.
    """
    lanes = tuple(extra)
    name = fold_name(text)
    wanted = dict.fromkeys((name, without_port_word(name), name.replace(" ", "")))
    found = next(filter(None, (_find(form, lanes) for form in wanted)), ())
    if found or beyond is None:
        return found
    return next(filter(None, (beyond(form) for form in wanted if form)), ())


def place_of(locode: str, extra: Iterable[Lane] = ()) -> PlaceRef:
    """The place with `locode`; one that neither the table nor a lane names is called by its code."""
    if port := _by_locode().get(locode):
        return port.ref().model_copy(update={"locode": locode})
    name = next((lane.pod_name for lane in extra if lane.pod == locode and lane.pod_name), locode)
    return PlaceRef(locode=locode, name=name, country=country_name(locode[:2]))


def _find(wanted: str, lanes: tuple[Lane, ...]) -> tuple[PlaceRef, ...]:
    if not wanted:
        return ()
    used = {code for lane in lanes for code in (lane.pol, lane.pod)}
    codes = [_code_in_use(port, wanted, used) for port in _by_name().get(wanted, ())]
    codes += [lane.pod for lane in lanes if wanted in (fold_name(lane.pod_name), lane.pod.casefold())]
    return tuple(place_of(code, lanes) for code in dict.fromkeys(codes))


def _code_in_use(port: Port, wanted: str, used: set[str]) -> str:
    """The one of a port's codes that lanes use: the code written, the table's, or another of its codes."""
    written = wanted.upper()
    if written in used:
        return written
    return next((code for code in port.locodes if code in used), port.locode)


@cache
def _by_name() -> dict[str, tuple[Port, ...]]:
    index: dict[str, dict[str, Port]] = {}
    for port in load_ports():
        for name in (*port.names, *port.locodes):
            index.setdefault(fold_name(name), {})[port.locode] = port
    return {name: tuple(ports.values()) for name, ports in index.items()}


@cache
def _by_locode() -> dict[str, Port]:
    return {code: port for port in load_ports() for code in port.locodes}
