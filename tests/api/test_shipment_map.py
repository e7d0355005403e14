"""The map of a shipment's route over HTTP."""

from tests.api.conftest import ClientOf
from tests.fakes_api import BUYER, OTHER


def test_a_map_is_an_image_without_scripts(client_of: ClientOf) -> None:
    response = client_of(BUYER).get("/v1/shipments/S-1/map.svg")
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("image/svg+xml")
    assert response.headers["content-security-policy"].startswith("default-src 'none'; style-src")
    assert response.headers["cache-control"] == "no-store"


def test_a_map_speaks_the_language_of_its_reader(client_of: ClientOf) -> None:
    client = client_of(BUYER)
    assert "approximate" in client.get("/v1/shipments/S-1/map.svg?lang=en").text
    assert "示意" in client.get("/v1/shipments/S-1/map.svg?lang=zh").text


def test_the_map_of_somebody_elses_shipment_is_told_like_none(client_of: ClientOf) -> None:
    foreign = client_of(OTHER).get("/v1/shipments/S-1/map.svg")
    missing = client_of(OTHER).get("/v1/shipments/S-9/map.svg")
    assert foreign.status_code == missing.status_code == 404
    assert foreign.text.replace("S-1", "S-9") == missing.text
