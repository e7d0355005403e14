"""The readers over the imported port, with a gazetteer behind them."""

from datetime import date

import pytest

from app.port_reader import PortReader
from core.values import PlaceRef, PlaceValue
from tests.books import FakePort, book, lane

TODAY = date(2026, 11, 1)
PORT = FakePort(book(lanes=(lane(pod="KEMBA"),)))


class FakeGazetteer:
    """Knows ports by folded name; remembers what it was asked."""

    def __init__(self, **ports: str) -> None:
        self.asked: list[str] = []
        self._ports = ports

    def places(self, name: str) -> tuple[PlaceRef, ...]:
        self.asked.append(name)
        held = self._ports.get(name.replace(" ", "_"), "").split()
        return tuple(PlaceRef(locode=code, name=name.title(), country=code[:2]) for code in held)


GAZETTEER = {"quorvale": "NLQUO", "twinport": "CAAAA NZBBB"}
MANY = [f"US{letter}AA" for letter in "BCDEFGHIJ"]


def read(text: str, gazetteer: FakeGazetteer | None = None) -> list[tuple[str, list[str]]]:
    known = gazetteer or FakeGazetteer(**GAZETTEER)
    spans = PortReader(PORT, known).read(text, TODAY).spans
    values = [span.value for span in spans if isinstance(span.value, PlaceValue)]
    return [(value.asked, [place.locode for place in value.candidates]) for value in values]


@pytest.mark.parametrize(
    ("text", "asked", "locodes"),
    [
        ("CIF Quorvale", "Quorvale", ["NLQUO"]),
        ("cif quorvale", "quorvale", ["NLQUO"]),
        ("CIF Twinport", "Twinport", ["CAAAA", "NZBBB"]),
        ("CIF Twinport, New Zealand", "Twinport, New Zealand", ["NZBBB"]),
        ("to Twinport in Canada", "Twinport in Canada", ["CAAAA"]),
        ("cif twinport canada", "twinport canada", ["CAAAA"]),
        ("CIF Twinport, Uganda", "Twinport, Uganda", []),
        ("CIF Lostport", "Lostport", []),
    ],
)
def test_an_unknown_name_is_looked_up_in_the_gazetteer(text: str, asked: str, locodes: list[str]) -> None:
    assert read(text) == [(asked, locodes)]


def test_a_name_of_more_ports_than_one_asks_about_stays_unknown() -> None:
    assert read("CIF Manyport", FakeGazetteer(manyport=" ".join(MANY))) == [("Manyport", [])]


def test_what_the_table_or_a_lane_knows_is_not_looked_up() -> None:
    gazetteer = FakeGazetteer(mombasa="XXMBA")
    assert read("CIF Mombasa", gazetteer) == [("Mombasa", ["KEMBA"])]
    assert read("to Kenya", gazetteer) == [("Kenya", ["KEMBA"])]
    assert gazetteer.asked == []


def test_a_country_that_is_not_served_is_not_looked_up() -> None:
    gazetteer = FakeGazetteer(norway="NONOR")
    assert read("to Norway", gazetteer) == [("Norway", [])]
    assert gazetteer.asked == []


def test_without_a_gazetteer_an_unknown_name_stays_one() -> None:
    (span,) = PortReader(PORT).read("to Quorvale", TODAY).spans
    assert span.value == PlaceValue(asked="Quorvale", candidates=())
