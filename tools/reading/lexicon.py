"""The words of one port: its goods, merchants, places and numbers, indexed once from its book."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from core.trade import Lane, PortBook, Shipment
from core.values import PlaceRef
from core.words import is_cjk, stem
from tools.places import fold_name, load_ports
from tools.reading.countries import country_codes
from tools.reading.goods import Goods
from tools.reading.shapes import Shape, shapes_of

FindPlaces = Callable[[str, tuple[Lane, ...]], tuple[PlaceRef, ...]]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """`places` and `countries` are by folded name; `codes` are the UN/LOCODEs among the names,
    `place_names` those long enough to bear a slip, by first letter; `place_stems` are Russian ones;
    `served_in` the lanes' ports of discharge by country."""

    goods: Goods
    places: dict[str, tuple[PlaceRef, ...]]
    codes: frozenset[str]
    place_names: dict[str, tuple[str, ...]]
    place_stems: dict[str, str]
    served_in: dict[str, tuple[PlaceRef, ...]]
    countries: dict[str, str]
    shapes: tuple[Shape, ...]

    @classmethod
    def from_book(cls, book: PortBook, find_places: FindPlaces) -> "Lexicon":
        """`find_places` gives the places that a name can mean, with the codes that the lanes use."""
        places = _places(book, find_places)
        codes = frozenset(ref.locode[:2] for refs in places.values() for ref in refs)
        countries = country_codes(codes)
        return cls(
            goods=Goods.of(book.products, book.merchants, names=countries),
            places=places,
            codes=_table_codes()
            | {fold_name(code) for lane in book.lanes for code in (lane.pol, lane.pod)},
            place_names=_by_first_letter(places),
            place_stems={stem(name): name for name in places if "а" <= name[0] <= "я"},
            served_in=_served_in(book.lanes, places),
            countries=countries,
            shapes=shapes_of(_numbers(book.shipments)),
        )


def _places(book: PortBook, find_places: FindPlaces) -> dict[str, tuple[PlaceRef, ...]]:
    """Every known name to its places. Only names that concern the lanes are worth `find_places`' time."""
    lanes = tuple({(lane.pol, lane.pod, lane.pod_name): lane for lane in book.lanes}.values())
    used = {code for lane in lanes for code in (lane.pol, lane.pod)}
    places = dict(_table_places())
    in_use = [port for port in load_ports() if used.intersection(port.locodes)]
    names = [name for port in in_use for name in (*port.names, *port.locodes)]
    for name in (*names, *(name for lane in lanes for name in (lane.pod_name, lane.pod, lane.pol))):
        if found := find_places(name, lanes) if name else ():
            places[fold_name(name)] = found
    return places


@cache
def _table_places() -> dict[str, tuple[PlaceRef, ...]]:
    """The folded names and codes of the table, whatever the lanes are. Not to be changed."""
    named: dict[str, dict[str, PlaceRef]] = {}
    for port in load_ports():
        for name in (*port.names, *port.locodes):
            named.setdefault(fold_name(name), {})[port.locode] = port.ref()
    return {name: tuple(refs.values()) for name, refs in named.items()}


@cache
def _table_codes() -> frozenset[str]:
    return frozenset(fold_name(code) for port in load_ports() for code in port.locodes)


def _by_first_letter(places: Iterable[str]) -> dict[str, tuple[str, ...]]:
    letters: dict[str, list[str]] = {}
    for name in sorted(places):
        if len(name) >= 6 and not is_cjk(name):
            letters.setdefault(name[0], []).append(name)
    return {letter: tuple(names) for letter, names in letters.items()}


def _served_in(
    lanes: Iterable[Lane], places: dict[str, tuple[PlaceRef, ...]]
) -> dict[str, tuple[PlaceRef, ...]]:
    countries: dict[str, dict[str, PlaceRef]] = {}
    for pod in dict.fromkeys(lane.pod for lane in lanes):
        for ref in places.get(fold_name(pod), ()):
            countries.setdefault(pod[:2], {})[ref.locode] = ref
    return {code: tuple(refs.values()) for code, refs in countries.items()}


def _numbers(shipments: Iterable[Shipment]) -> Iterator[tuple[str, str]]:
    """(type, number) of everything that a shipment is called by; only the shapes are kept."""
    for shipment in shipments:
        yield "shipment", shipment.reference
        yield "house_bl", shipment.house_bl_no
        yield "booking", shipment.booking_no
        yield "bl", shipment.bl_no
