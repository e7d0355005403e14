"""The page of a product's prices, for whoever may see them."""

import json
import re
from html import unescape

import pytest

from core.principal import Principal
from tests.api.conftest import ClientOf
from tests.fakes_alerts import FakePrices
from tests.fakes_api import ADMIN, BUYER, OTHER, fake_services


def test_prices_of_today_and_their_range_are_shown(client_of: ClientOf) -> None:
    page = client_of(BUYER).get("/prices/M1/TEA?lang=en").text
    assert "<h1" in page
    assert "1,200" in page
    assert "USD\u00a09.00" in page
    assert "registered buyers" in page
    assert "Lowest USD\u00a09.00, highest USD\u00a09.80 a carton" in page


def test_every_entry_is_in_the_table_the_newest_first(client_of: ClientOf) -> None:
    page = client_of(BUYER).get("/prices/M1/TEA?lang=en").text
    assert "Every entry of the lists (2)" in page
    assert page.index("2026-10-02") < page.index("2026-10-01")
    assert "taken off the list" in page


def test_the_chart_is_asked_for_in_each_currency(client_of: ClientOf) -> None:
    page = client_of(BUYER).get("/prices/M1/TEA").text
    assert 'data-drawing="/v1/prices/M1/TEA/chart.svg?currency=USD"' in page


@pytest.mark.parametrize(
    ("caller", "told"), [(BUYER, "you alone"), (OTHER, "buyer zola"), (ADMIN, "buyer zola")]
)
def test_a_price_of_ones_own_is_told_as_such(client_of: ClientOf, caller: Principal, told: str) -> None:
    services = fake_services(prices=FakePrices(audience="buyer:zola"))
    assert told in client_of(caller, services).get("/prices/M1/TEA?lang=en").text


def test_what_the_caller_may_not_see_looks_like_nothing(client_of: ClientOf) -> None:
    answer = client_of(BUYER).get("/prices/M1/NONE?lang=en")
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert "There are no prices of this product for you to see" in answer.text


def test_hostile_names_are_text(client_of: ClientOf) -> None:
    name = "\"'><script>alert(1)</script> & Sons"
    services = fake_services(prices=FakePrices(product=name, audience=name))
    page = client_of(BUYER, services).get("/prices/M1/TEA?lang=en").text
    assert "<script>alert" not in page
    assert "&amp;amp;" not in page


def test_an_address_of_odd_letters_stays_in_its_place(client_of: ClientOf) -> None:
    page = client_of().get("/prices/M1/TEA%2F5%22%3E%3Cb%3E?lang=en").text
    assert "<b>" not in page
    assert "/v1/prices/M1/TEA/5%22%3E%3Cb%3E/chart.svg" in page
    assert "/sign-in?next=/prices/M1/TEA/5%2522%253E%253Cb%253E" in page


def test_a_visitor_sees_prices_and_signs_in_for_an_alert(client_of: ClientOf) -> None:
    page = client_of().get("/prices/M1/TEA?lang=en").text
    assert 'href="/sign-in?next=/prices/M1/TEA"' in page
    assert 'id="set-alert"' not in page


def test_a_buyer_gets_a_form_that_knows_the_goods(client_of: ClientOf) -> None:
    page = client_of(BUYER).get("/prices/M1/TEA?lang=en").text
    assert 'id="set-alert"' in page
    found = re.search(r"data-page='([^']*)'", page)
    assert found
    assert json.loads(unescape(found[1]))["goods"] == "M1/TEA"
