"""Rows of an official UN/LOCODE release."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.places.release import GazetteerPlace, read_release


def row(
    code: str = "NLVLI",
    name: str = "Vlissingen",
    ascii_name: str = "",
    *,
    change: str = "",
    functions: str = "1234----",
    coordinates: str = "5127N 00335E",
) -> list[str]:
    cells = [change, code[:2], code[2:], name, ascii_name or name, "ZE", functions, "AF", "9501", ""]
    return [*cells, coordinates, ""]


def only(*rows: list[str]) -> GazetteerPlace:
    (place,) = read_release(rows).places
    return place


def test_a_row_becomes_a_place() -> None:
    place = only(row())
    assert (place.locode, place.name, place.country) == ("NLVLI", "Vlissingen", "NL")
    assert (place.functions, place.status, place.subdivision) == ("1234", "AF", "ZE")
    assert place.position == (51.45, 3.5833)
    assert "1" in place.functions


def test_status_may_stand_before_function_as_unece_writes_it() -> None:
    cells = row()
    cells[6], cells[7] = cells[7], cells[6]
    assert only(cells) == only(row())


def test_headings_removed_entries_and_empty_rows_are_left_out_without_a_word() -> None:
    heading = ["", "NL", "", ".NETHERLANDS", *[""] * 8]
    release = read_release([heading, row("NLXXX", change="X"), [], [""] * 12, row()])
    assert [place.locode for place in release.places] == ["NLVLI"]
    assert release.skipped == ()


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (["NL", "VLI"], "2 cells"),
        (row("NLV I"), "no UN/LOCODE"),
        (row("nlvli"), "no UN/LOCODE"),
        (row(name=""), "no name"),
    ],
)
def test_a_row_that_is_no_place_is_skipped_with_its_reason(cells: list[str], reason: str) -> None:
    release = read_release([row("NLRTM", "Rotterdam"), cells])
    assert [place.locode for place in release.places] == ["NLRTM"]
    ((number, said),) = release.skipped
    assert number == 2
    assert reason in said


def test_a_code_that_stands_twice_is_one_place_with_both_names() -> None:
    place = only(row("BEBRU", "Bruxelles"), row("BEBRU", "Brussel"))
    assert place.name == "Bruxelles"
    assert {"bruxelles", "brussel"} <= set(place.folded_names())


def test_a_row_of_references_gives_another_name() -> None:
    reference = ["=", "BE", "", "Antwerp = Antwerpen", "Antwerp = Antwerpen", *[""] * 7]
    place = only(reference, row("BEANR", "Antwerpen"))
    assert place.folded_names() == ("antwerpen", "antwerp")


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Iraklion (Heraklion)", {"iraklion", "heraklion"}),
        ("Samarinda, Kalimantan", {"samarinda"}),
        ("Itaqui Pt / Sao Luis", {"itaqui"}),
        ("Saint Petersburg (ex Leningrad)", {"saint petersburg", "leningrad"}),
        ("Port Louis", {"port louis"}),
    ],
)
def test_a_name_is_found_without_what_explains_it(name: str, folded: set[str]) -> None:
    assert folded <= set(only(row(name=name)).folded_names())


@pytest.mark.parametrize("coordinates", ["", "5127N", "9927N 00335E", "5127N 19035E", "5160N 00335E", "?"])
def test_coordinates_that_are_none_give_no_position(coordinates: str) -> None:
    assert only(row(coordinates=coordinates)).position is None


@given(st.integers(0, 89), st.integers(0, 179), st.sampled_from("NS"), st.sampled_from("EW"))
def test_coordinates_are_signed_by_their_hemisphere(lat: int, lon: int, ns: str, ew: str) -> None:
    position = only(row(coordinates=f"{lat:02}30{ns} {lon:03}30{ew}")).position
    assert position == (-lat - 0.5 if ns == "S" else lat + 0.5, -lon - 0.5 if ew == "W" else lon + 0.5)


@given(st.lists(st.lists(st.text(max_size=8), max_size=13), max_size=8))
def test_any_rows_are_read_without_an_error(rows: list[list[str]]) -> None:
    release = read_release(rows)
    assert len(release.places) + len(release.skipped) <= len(rows)
