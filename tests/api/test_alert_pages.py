"""The page of price alerts: their owner sees and ends them, and nobody else finds any."""

from html import unescape

import pytest

from core.ids import MerchantId, UserId
from core.principal import Principal, Role
from tests.api.conftest import ClientOf
from tests.fakes_alerts import FakeAlerts
from tests.fakes_api import ADMIN, BUYER, OTHER, FakeIdentity, fake_services

STAFF = Principal(Role.MERCHANT, UserId("m1-desk"), MerchantId("M1"))


def test_alerts_are_shown_with_their_conditions_and_state(client_of: ClientOf) -> None:
    page = client_of(BUYER).get("/alerts?lang=en").text
    assert "below USD\u00a09.50 a carton" in page
    assert "last seen at USD\u00a09.80 a carton" in page
    assert "set 2026-10-01 · until 2027-03-30" in page
    assert page.index("Just told") < page.index("Waiting")


def test_a_fired_alert_says_what_it_found(client_of: ClientOf) -> None:
    page = client_of(BUYER).get("/alerts?lang=en").text
    assert "found USD\u00a09.00 a carton on 2026-11-01 (was 9.80)" in page
    assert 'action="/notices/T-1/read"' in page


def test_conditions_of_a_delivery_are_shown(client_of: ClientOf) -> None:
    place = {"locode": "KEMBA", "name": "Mombasa", "country": "Kenya"}
    alerts = FakeAlerts(cartons=1200, term="CIF", place=place)
    page = client_of(BUYER, fake_services(alerts=alerts)).get("/alerts?lang=en").text
    assert "from 1,200 cartons" in page
    assert "CIF Mombasa" in page


def test_a_round_sum_has_the_decimals_of_its_currency(client_of: ClientOf) -> None:
    for below, currency, shown in (
        ("1046", "USD", "1,046.00"),
        ("1.125", "USD", "1.125"),
        ("5", "JPY", "5"),
    ):
        services = fake_services(alerts=FakeAlerts(below=below, currency=currency))
        page = client_of(BUYER, services).get("/alerts?lang=en").text
        assert f"below {currency}\u00a0{shown} a carton" in page


@pytest.mark.parametrize(
    ("reason", "told"),
    [("price_expired", "The price list has expired"), ("eclipse", "No price can be computed")],
)
def test_an_alert_without_a_valid_price_says_why(client_of: ClientOf, reason: str, told: str) -> None:
    alerts = FakeAlerts(state="no_valid_price", reason=reason, seen=None, unit=None)
    page = client_of(BUYER, fake_services(alerts=alerts)).get("/alerts?lang=en").text
    assert "no valid price" in page
    assert told in page


def test_an_alert_on_what_is_no_longer_listed_shows_its_sku(client_of: ClientOf) -> None:
    alerts = FakeAlerts(product="")
    page = client_of(BUYER, fake_services(alerts=alerts)).get("/alerts?lang=en").text
    assert '<a href="/prices/M1/TEA">TEA</a>' in page


def test_the_page_names_goods_in_its_language(client_of: ClientOf) -> None:
    page = client_of(BUYER).get("/alerts?lang=zh").text
    assert '<a href="/prices/M1/TEA">茶</a>' in page
    assert "Harrow" in page


def test_hostile_names_are_text(client_of: ClientOf) -> None:
    alerts = FakeAlerts(product="\"'><script>alert(1)</script>")
    page = client_of(BUYER, fake_services(alerts=alerts)).get("/alerts?lang=en").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert "&amp;lt;" not in page


def test_cancelling_and_reading_lead_back_to_the_page(client_of: ClientOf) -> None:
    alerts = FakeAlerts()
    client = client_of(BUYER, fake_services(alerts=alerts))
    for path in ("/alerts/W-1/cancel", "/notices/T-1/read"):
        answer = client.post(path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/alerts")
    assert (alerts.cancelled, alerts.read) == (["W-1"], ["T-1"])
    assert "Just told" not in client.get("/alerts?lang=en").text


@pytest.mark.parametrize("path", ["/alerts/W-1/cancel", "/notices/T-1/read"])
def test_what_is_somebody_elses_is_not_there(client_of: ClientOf, path: str) -> None:
    alerts = FakeAlerts()
    answer = client_of(OTHER, fake_services(alerts=alerts)).post(path)
    assert answer.status_code == 404
    assert "There is no such alert of yours" in answer.text
    assert (alerts.cancelled, alerts.read) == ([], [])


def test_another_site_cannot_press_the_buttons(client_of: ClientOf) -> None:
    alerts = FakeAlerts()
    client = client_of(BUYER, fake_services(alerts=alerts))
    answer = client.post("/alerts/W-1/cancel", headers={"sec-fetch-site": "cross-site"})
    assert (answer.status_code, alerts.cancelled) == (403, [])


def test_a_visitor_signs_in_and_comes_back(client_of: ClientOf) -> None:
    client = client_of()
    assert client.get("/alerts").headers["location"] == "/sign-in?next=%2Falerts"
    for path in ("/alerts/W-1/cancel", "/notices/T-1/read"):
        assert client.post(path).headers["location"] == "/sign-in?next=%2Falerts"


def test_who_may_have_no_alerts_is_told_so(client_of: ClientOf) -> None:
    answer = client_of(ADMIN).get("/alerts?lang=en")
    assert answer.status_code == 403
    assert "This account has no price alerts" in answer.text


def test_without_alerts_the_page_says_how_to_set_one(client_of: ClientOf) -> None:
    page = client_of(OTHER).get("/alerts?lang=en").text
    assert "You have no price alert yet" in page


@pytest.mark.parametrize(("caller", "has"), [(BUYER, True), (STAFF, False), (None, False)])
def test_whoever_may_set_alerts_is_led_to_them(
    client_of: ClientOf, caller: Principal | None, has: bool
) -> None:
    services = fake_services()
    assert isinstance(services.identity, FakeIdentity)
    services.identity.people[STAFF.reader] = STAFF
    client = client_of(caller, services)
    page = unescape(client.get("/").text)
    assert ('href="/alerts"' in page) is has
    assert f'"hasAlerts": {str(has).lower()}' in page
    assert ('id="set-alert"' in client.get("/prices/M1/TEA").text) is has
