"""The shipment desk draws the map of what a caller may see, and of nothing else."""

from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest

from api.language import load_words
from core.errors import NotFound
from llm.scripted import ScriptedBackend
from tests.app.houses import demo_house, person

CONTAINER = "LNZU5174065"


def test_a_buyer_gets_the_map_of_his_own_shipment_only(tmp_path: Path) -> None:
    words = load_words()["en"]
    with demo_house(tmp_path, ScriptedBackend({})) as house:
        shipments = house.services.shipments
        root = fromstring(shipments.map(CONTAINER, person(house, "amina"), words))
        title = root.findtext("{http://www.w3.org/2000/svg}title") or ""
        card = shipments.shipment(CONTAINER, person(house, "amina"))
        assert title == f"Sea route from {card['pol']['name']} to {card['pod']['name']}"
        with pytest.raises(NotFound):
            shipments.map(CONTAINER, person(house, None), words)
