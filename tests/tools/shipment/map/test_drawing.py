import re
from dataclasses import replace
from itertools import combinations
from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import BadInput
from tests.tools.shipment.map.harbours import PLACES, WORDS, voyage
from tools.shipment.map import Stop, Voyage, route_map
from tools.shipment.map.frame import HEIGHT, WIDTH
from tools.shipment.map.labels import Label, Wanted, place_labels, text_width

SVG = "{http://www.w3.org/2000/svg}"
VOYAGES = [
    voyage(("Ningbo", "Colombo", "Mombasa"), 1, 0.6),
    voyage(("Shanghai", "Los Angeles"), 1, 0.4),
    voyage(("Qingdao", "Singapore", "Hamburg"), 2, 0.5),
    voyage(("Mersin", "Odesa"), 2),
    voyage(("Sydney", "Suva", "Los Angeles"), 1),
    voyage(("Baku", "Rotterdam")),
]


def drawn(shown: Voyage) -> Element:
    return fromstring(route_map(shown, WORDS))


def texts(root: Element) -> list[str]:
    return [element.text or "" for element in root.iter(f"{SVG}text")]


def styled(root: Element, style: str) -> list[Element]:
    return [element for element in root.iter() if style in element.get("class", "").split()]


def points(root: Element) -> list[tuple[float, float]]:
    """All that a document names: of paths, circles and texts."""
    found: list[tuple[float, float]] = []
    for element in root.iter():
        pairs = re.findall(r"(-?[\d.e+-]+),(-?[\d.e+-]+)", element.get("d", ""))
        found += [(float(x), float(y)) for x, y in pairs]
        for across, down in (("x", "y"), ("cx", "cy")):
            if across in element.keys():  # noqa: SIM118  an Element is no mapping
                found.append((float(element.attrib[across]), float(element.attrib[down])))
    return found


@pytest.mark.parametrize("shown", VOYAGES)
def test_everything_lies_on_the_sheet(shown: Voyage) -> None:
    root = drawn(shown)
    assert root.get("viewBox") == f"0 0 {WIDTH} {HEIGHT}"
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in points(root))
    assert len(points(root)) > 50


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.tuples(st.floats(-60, 70), st.floats(-180, 180)), min_size=2, max_size=4, unique=True),
    st.integers(0, 4),
    st.one_of(st.none(), st.floats(0, 1)),
)
def test_any_positions_give_a_sound_document(
    places: list[tuple[float, float]], passed: int, share: float | None
) -> None:
    stops = tuple(Stop(f"Port {n}", place, n < passed) for n, place in enumerate(places))
    text = route_map(Voyage(stops, share), WORDS)
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in points(fromstring(text)))
    assert not re.search(r"\b(nan|inf)\b", text)


def test_the_same_voyage_gives_the_same_map() -> None:
    assert route_map(VOYAGES[0], WORDS) == route_map(VOYAGES[0], WORDS)


def test_a_map_refers_to_nothing_outside_and_runs_nothing() -> None:
    text = route_map(VOYAGES[0], WORDS).replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert not re.search(r"https?:|url\(|@import|href|<script|\son\w+=", text)


def test_hostile_names_stay_text() -> None:
    hostile = "</text><script>alert(1)</script>&\"'\x00\x1b\ud800{end}"
    shown = replace(VOYAGES[0], stops=(Stop(hostile, PLACES["Ningbo"]), *VOYAGES[0].stops[1:]))
    root = drawn(shown)
    assert root.findall(f".//{SVG}script") == []
    assert texts(root)[1] == "</text><script>alert(1)…"
    title = root.find(f"{SVG}title")
    assert title is not None
    assert title.text == "Sea route from </text><script>alert(1)</script>&\"'{end} to Mombasa"


def test_a_screen_reader_is_told_what_the_map_shows() -> None:
    root = drawn(VOYAGES[0])
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == "Sea route from Ningbo to Mombasa"
    assert root.findtext(f"{SVG}desc") == (
        "By way of Colombo. Estimated between Ningbo and Colombo. The route is approximate."
    )


def test_stops_are_named_and_the_caption_says_approximate() -> None:
    assert set(texts(drawn(VOYAGES[2]))) == {
        "Qingdao",
        "Singapore",
        "Hamburg",
        "estimated position",
        "The route is approximate.",
    }


def test_what_is_behind_is_solid_and_the_rest_dotted() -> None:
    root = drawn(voyage(("Ningbo", "Colombo", "Mombasa"), 2))
    assert (len(styled(root, "rm-behind")), len(styled(root, "rm-ahead"))) == (1, 1)
    assert len(styled(root, "rm-passed")) == 2


@pytest.mark.parametrize(("passed", "share"), [(0, 0.5), (2, 0.5), (1, None)])
def test_no_position_is_shown_that_cannot_be_estimated(passed: int, share: float | None) -> None:
    root = drawn(voyage(("Ningbo", "Mombasa"), passed, share))
    assert styled(root, "rm-vessel") == []
    assert WORDS.estimate not in texts(root)


def test_the_estimate_moves_along_the_route() -> None:
    marks = [styled(drawn(voyage(("Ningbo", "Mombasa"), 1, share)), "rm-vessel") for share in (0.1, 0.9)]
    early, late = (float(mark[0].attrib["cx"]) for mark in marks)
    assert early > late


def test_a_route_that_nobody_knows_is_called_so() -> None:
    assert WORDS.no_way in texts(drawn(voyage(("Baku", "Rotterdam"))))


def test_one_stop_is_no_route() -> None:
    with pytest.raises(BadInput):
        route_map(voyage(("Ningbo",)), WORDS)


def test_labels_do_not_overlap() -> None:
    wanted = [Wanted(f"Harbour {n}", (300 + 14 * n, 150 + 9 * (n % 2)), 22.0) for n in range(6)]
    placed = [label for label in place_labels(wanted, []) if label is not None]
    assert len(placed) > 3
    for one, other in combinations(placed, 2):
        (left, top, right, bottom), (left2, top2, right2, bottom2) = one.box, other.box
        assert left >= right2 or left2 >= right or top >= bottom2 or top2 >= bottom


def test_a_label_stays_on_the_sheet() -> None:
    (label,) = place_labels([Wanted("Vladivostok", (WIDTH - 20.0, 150.0), 22.0)], [])
    assert label is not None
    assert label.box[2] <= WIDTH


def test_a_label_without_room_is_left_out() -> None:
    whole = Label("x" * 200, (0.0, 150.0), "start", 400.0)
    assert place_labels([Wanted("Oslo", (300.0, 150.0), 22.0)], [], taken=[whole]) == (None,)


def test_chinese_letters_are_wider() -> None:
    assert text_width("宁波", 20) > text_width("Ni", 20) * 1.5
