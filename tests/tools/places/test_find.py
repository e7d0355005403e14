"""Names and codes to ports."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.trade import Lane
from core.values import PlaceRef
from tests.books import lane
from tools.places import Port, country_name, find_places, fold_name, load_ports, place_of


def codes(text: str, lanes: tuple[Lane, ...] = ()) -> list[str]:
    return [place.locode for place in find_places(text, lanes)]


@pytest.mark.parametrize(
    ("text", "locode"),
    [
        ("Mombasa", "KEMBA"),
        ("  MOMBASA ", "KEMBA"),
        ("kemba", "KEMBA"),
        ("KE MBA", "KEMBA"),
        ("ｍｏｍｂａｓａ", "KEMBA"),
        ("Port of Mombasa", "KEMBA"),
        ("蒙巴萨港", "KEMBA"),
        ("Lagos", "NGAPP"),
        ("Dubai", "AEJEA"),
        ("جبل علي", "AEJEA"),
        ("Дубай", "AEJEA"),
        ("Lome", "TGLFW"),
        ("Saint-Pétersbourg", "RULED"),
        ("St. Petersburg", "RULED"),
        ("Ningbo", "CNNBG"),
        ("CNNGB", "CNNBG"),
        ("Tsingtao", "CNQDG"),
        ("CNTAO", "CNQDG"),
    ],
)
def test_a_name_in_any_spelling_finds_its_port(text: str, locode: str) -> None:
    assert codes(text) == [locode]


def test_one_name_of_two_ports_gives_both() -> None:
    assert [(place.locode, place.country) for place in find_places("tripoli")] == [
        ("LYTIP", "Libya"),
        ("LBKYE", "Lebanon"),
    ]


@pytest.mark.parametrize("text", ["", "  ", "-", "Atlantis", "Momba", "port"])
def test_an_unknown_name_finds_nothing(text: str) -> None:
    assert find_places(text) == ()


def test_a_name_that_only_a_lane_knows_works() -> None:
    lanes = (lane(pod="KEXYZ", pod_name="Baraka Jetty"),)
    assert find_places("baraka jetty", lanes)[0].model_dump() == {
        "locode": "KEXYZ",
        "name": "Baraka Jetty",
        "country": "Kenya",
    }
    assert codes("kexyz", lanes) == ["KEXYZ"]


def test_the_code_that_the_lanes_use_is_given() -> None:
    assert codes("Qingdao", (lane(pod="CNTAO"),)) == ["CNTAO"]


def test_a_lane_with_the_same_port_adds_no_second_candidate() -> None:
    assert codes("Mombasa", (lane(pod="KEMBA", pod_name="Mombasa"),)) == ["KEMBA"]


def test_an_unnamed_code_is_called_by_its_code() -> None:
    assert place_of("ZZABC").name == "ZZABC"
    assert country_name("ZZ")


def test_the_table_is_well_formed() -> None:
    ports = load_ports()
    locodes = [code for port in ports for code in port.locodes]
    assert len(ports) >= 250
    assert len(locodes) == len(set(locodes))
    assert all(re.fullmatch(r"[A-Z]{2}[A-Z2-9]{3}", code) for code in locodes)
    assert all(country_name(port.country_code) != port.country_code for port in ports)
    assert all(name == name.strip() and fold_name(name) for port in ports for name in port.names)


@given(st.sampled_from([(port, name) for port in load_ports() for name in port.names]))
def test_every_name_of_the_table_finds_its_own_port(named: tuple[Port, str]) -> None:
    port, name = named
    assert port.locode in codes(name)


def test_what_nobody_here_knows_is_asked_of_a_gazetteer_by_its_folded_name() -> None:
    asked: list[str] = []

    def beyond(name: str) -> tuple[PlaceRef, ...]:
        asked.append(name)
        known = PlaceRef(locode="XXQUO", name="Quorvale", country="Nowhere")
        return (known,) if name == "quorvale" else ()

    assert [place.locode for place in find_places("Port of Quorvale", (), beyond)] == ["XXQUO"]
    assert asked == ["port of quorvale", "quorvale"]
    assert [place.locode for place in find_places("Mombasa", (), beyond)] == ["KEMBA"]
    assert find_places(" ", (), beyond) == ()
    assert len(asked) == 2
