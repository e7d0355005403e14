"""The table of seaports: codes, names that tell apart, positions that lie in their countries."""

import re
from collections import Counter

import pytest

from core.words import LANGUAGES
from tools.places import Port, country_name, find_places, fold_name, load_ports

BY_CODE = {port.locode: port for port in load_ports()}
# Rough bounds of some countries' coasts: south, north, west, east.
BOUNDS = {
    "AU": (-44, -9, 112, 154),
    "BR": (-34, 5, -74, -34),
    "CL": (-56, -17, -110, -66),
    "CN": (18, 42, 104, 125),
    "DE": (47, 55, 5, 15),
    "EG": (22, 32, 25, 36),
    "ES": (27, 44, -19, 5),
    "FR": (41, 52, -5, 10),
    "GB": (49, 61, -9, 2),
    "ID": (-11, 6, 95, 142),
    "IN": (6, 24, 68, 94),
    "IT": (36, 46, 7, 19),
    "JP": (24, 46, 123, 146),
    "KE": (-5, 1, 33, 42),
    "KR": (33, 39, 125, 131),
    "MA": (20, 36, -18, -1),
    "MX": (14, 33, -118, -86),
    "NG": (4, 7, 2, 9),
    "NO": (57, 72, 4, 32),
    "RU": (42, 73, 19, 180),
    "SA": (16, 29, 34, 51),
    "TR": (35, 43, 25, 43),
    "VN": (8, 22, 102, 110),
    "ZA": (-35, -22, 16, 33),
}


def test_every_code_has_the_shape_of_a_un_locode_and_stands_once() -> None:
    codes = [code for port in load_ports() for code in port.locodes]
    assert len(load_ports()) >= 1200
    assert [code for code, times in Counter(codes).items() if times > 1] == []
    assert [code for code in codes if not re.fullmatch(r"[A-Z]{2}[A-Z2-9]{3}", code)] == []


def test_every_country_is_one() -> None:
    codes = {port.country_code for port in load_ports()}
    assert [code for code in codes if country_name(code) == code] == []
    assert len(codes) >= 170


def test_a_port_has_each_of_its_names_once_and_no_code_among_them() -> None:
    for port in load_ports():
        folded = [fold_name(name) for name in port.names]
        assert all(folded), port
        assert len(set(folded)) == len(folded), port
        assert not {code.casefold() for code in port.locodes}.intersection(folded), port


def test_one_country_has_no_two_ports_with_the_same_first_name() -> None:
    first = Counter((port.country_code, fold_name(port.name)) for port in load_ports())
    assert [name for name, times in first.items() if times > 1] == []


def test_every_position_is_on_the_globe_and_every_port_has_one() -> None:
    assert [port.locode for port in load_ports() if port.position is None] == []
    for port in load_ports():
        latitude, longitude = port.position or (0.0, 0.0)
        assert -60 <= latitude <= 80, port
        assert -180 <= longitude <= 180, port


@pytest.mark.parametrize("country", BOUNDS)
def test_ports_lie_in_their_country(country: str) -> None:
    south, north, west, east = BOUNDS[country]
    ports = [port for port in load_ports() if port.country_code == country]
    assert len(ports) >= 2
    outside = [port for port in ports if not _is_inside(port, south, north, west, east)]
    assert outside == []


@pytest.mark.parametrize(
    ("locode", "latitude", "longitude"),
    [
        ("CNYTN", 22.6, 114.3),
        ("CNNBG", 29.9, 121.6),
        ("NGAPP", 6.4, 3.4),
        ("KEMBA", -4.1, 39.7),
        ("AEJEA", 25.0, 55.1),
        ("CDMAT", -5.8, 13.5),
        ("USLAX", 33.7, -118.2),
        ("FJSUV", -18.1, 178.4),
    ],
)
def test_positions_that_lists_have_wrong_or_lack_are_right(
    locode: str, latitude: float, longitude: float
) -> None:
    position = BY_CODE[locode].position
    assert position == pytest.approx((latitude, longitude), abs=0.4)


@pytest.mark.parametrize(
    ("name", "locodes"),
    [
        ("Tripoli", {"LYTIP", "LBKYE"}),
        ("Georgetown", {"GYGEO", "KYGEC", "MYPEN"}),
        ("San Juan", {"PRSJU", "PESJA"}),
        ("Santa Cruz", {"ESSCT", "ESSPC", "ARRZA"}),
        ("Hamilton", {"BMBDA", "CAHAM"}),
        ("Portland", {"USPDX", "USPWM", "GBPTL", "AUPTJ"}),
        ("Cartagena", {"ESCAR", "COCTG"}),
        ("Newcastle", {"AUNTL", "GBNCL"}),
        ("St. John's", {"CASJF", "AGSJO"}),
        ("Victoria", {"SCPOV", "CAVIC"}),
        ("Manzanillo", {"MXZLO", "PAMIT", "DOMAN", "CUMZO"}),
        ("San Pedro", {"CISPY", "DOSPM", "ARSPD"}),
        ("Freeport", {"BSFPO", "USFPO"}),
        ("Триполи", {"LYTIP", "LBKYE"}),
        ("维多利亚", {"SCPOV", "BRVIX", "CAVIC"}),
        ("طرابلس", {"LYTIP", "LBKYE"}),
    ],
)
def test_a_name_of_several_seaports_gives_them_all(name: str, locodes: set[str]) -> None:
    assert {place.locode for place in find_places(name)} == locodes


@pytest.mark.parametrize(
    ("name", "locode"),
    [
        ("Valencia", "ESVLC"),
        ("Barcelona", "ESBCN"),
        ("Kingston", "JMKIN"),
        ("Portland, Maine", "USPWM"),
        ("Saint John", "CASJB"),
        ("Flushing", "NLVLI"),
        ("Aktau", "KZAAU"),
        ("Wuhan", "CNWUH"),
        ("重庆", "CNCHQ"),
        ("Роттердам", "NLRTM"),
        ("Ницца", "FRNCE"),
        ("Édimbourg", "GBLEI"),
        ("Amberes", "BEANR"),
        ("العقبة", "JOAQB"),
    ],
)
def test_a_name_of_one_seaport_gives_that(name: str, locode: str) -> None:
    found = find_places(name)
    assert len(found) == 1
    assert locode in BY_CODE[found[0].locode].locodes


def test_main_ports_have_a_name_in_every_script() -> None:
    scripts = {"zh": "一", "ru": "а", "ar": "ا"}
    assert set(scripts) < set(LANGUAGES)
    for locode in ("SGSIN", "NLRTM", "DEHAM", "AEJEA", "KEMBA", "BRSSZ", "USNYC", "INNSA", "RULED"):
        for letter in scripts.values():
            assert any(_same_script(name, letter) for name in BY_CODE[locode].names), (locode, letter)


def _is_inside(port: Port, south: float, north: float, west: float, east: float) -> bool:
    latitude, longitude = port.position or (0.0, 0.0)
    return south <= latitude <= north and west <= longitude <= east


def _same_script(name: str, letter: str) -> bool:
    blocks = {"一": ("\u4e00", "\u9fff"), "а": ("\u0400", "\u04ff"), "ا": ("\u0600", "\u06ff")}
    first, last = blocks[letter]
    return any(first <= sign <= last for sign in name)
