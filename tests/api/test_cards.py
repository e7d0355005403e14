"""What the scripts of cards and notices say has words, and a drawing holds only what is let in."""

import re
from datetime import date
from importlib.resources import files

import pytest

from api.language import load_words
from core.trade import PriceUnit
from tests.api.conftest import ClientOf
from tests.fakes_api import BUYER
from tools.shipment.map import MapWords, map_of, route_map
from tools.shipment.milestones import Milestone

STATIC = files("api") / "static"
FIXED = ("vgm", "customs", "seal", "documents", "dangerous_goods", "out_of_gauge", "cargo_survey")
CARD = {
    "pol": {"locode": "CNNSA", "name": "Nansha"},
    "pod": {"locode": "KEMBA", "name": "Mombasa"},
}


def script(name: str) -> str:
    return (STATIC / name).read_text("utf-8")


@pytest.mark.parametrize(
    "key",
    [
        *(f"to_fix_{what}" for what in FIXED),
        *(f"milestone_{milestone.value}" for milestone in Milestone),
        *(f"unit_a_{unit.value}" for unit in PriceUnit),
        *(
            f"alert_state_{state}"
            for state in ("waiting", "no_valid_price", "fired", "cancelled", "expired")
        ),
    ],
)
def test_what_is_told_by_its_code_has_words(key: str) -> None:
    assert key in load_words()["en"]


def test_words_chosen_by_a_condition_exist() -> None:
    known = load_words()["en"].keys()
    for name in ("shipment-card.js", "shipment-detail.js", "notices.js"):
        chosen = re.findall(r'\? "(\w+)" : "(\w+)"', script(name))
        chosen += re.findall(r'leg\.\w+, "(\w+)", "(\w+)"', script(name))
        keys = {key for pair in chosen for key in pair if "_" in key}
        assert keys <= known, name


def test_a_drawing_may_hold_what_our_maps_are_made_of() -> None:
    voyage = map_of(CARD, today=date(2026, 11, 1))
    assert voyage
    drawn = route_map(voyage, MapWords.of(load_words()["en"]))
    found = re.search(r"ELEMENTS = new Set\(\[(.*?)\]\)", script("drawing.js"))
    assert found
    allowed = set(re.findall(r'"(\w+)"', found[1]))
    assert set(re.findall(r"<(\w+)", drawn)) - allowed == {"style"}
    (rules,) = re.findall(r"<style>([^<]*)</style>", drawn)
    assert not re.search(r"url\s*\(|@import|\\", rules)
    assert not {"script", "foreignObject", "image", "use", "a", "style", "animate", "set"} & allowed


def test_the_chat_page_has_a_place_for_notices(client_of: ClientOf) -> None:
    page = client_of(BUYER).get("/").text
    assert 'id="notices"' in page
    assert page.index('id="notices"') < page.index('id="messages"')
