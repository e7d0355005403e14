"""/v1/alerts, /v1/notices and /v1/prices over a fake house."""

from core.ids import MerchantId, UserId
from core.principal import Principal, Role
from tests.api.conftest import ClientOf
from tests.fakes_alerts import FakeAlerts
from tests.fakes_api import ADMIN, BUYER, OTHER, FakeIdentity, fake_services


def test_own_alerts_and_notices_are_listed(client_of: ClientOf) -> None:
    client = client_of(BUYER)
    assert [alert["id"] for alert in client.get("/v1/alerts").json()["alerts"]] == ["W-1", "W-0"]
    assert len(client.get("/v1/notices").json()["notices"]) == 2
    assert len(client.get("/v1/notices?unread=true").json()["notices"]) == 1


def test_own_alerts_are_cancelled_and_notices_read(client_of: ClientOf) -> None:
    alerts = FakeAlerts()
    client = client_of(BUYER, fake_services(alerts=alerts))
    assert client.delete("/v1/alerts/W-1").status_code == 204
    assert client.post("/v1/notices/T-1/read").status_code == 204
    assert (alerts.cancelled, alerts.read) == (["W-1"], ["T-1"])


def test_for_anyone_else_they_do_not_exist(client_of: ClientOf) -> None:
    for caller in (OTHER, ADMIN, None):
        client = client_of(caller)
        assert client.delete("/v1/alerts/W-1").status_code == 404
        assert client.post("/v1/notices/T-1/read").status_code == 404


def test_visitors_are_told_to_sign_in(client_of: ClientOf) -> None:
    assert client_of().get("/v1/alerts").status_code == 403


def test_another_site_cannot_cancel(client_of: ClientOf) -> None:
    alerts = FakeAlerts()
    client = client_of(BUYER, fake_services(alerts=alerts))
    refused = client.delete("/v1/alerts/W-1", headers={"sec-fetch-site": "cross-site"})
    assert (refused.status_code, alerts.cancelled) == (403, [])


def test_a_history_and_its_chart_are_shown(client_of: ClientOf) -> None:
    client = client_of(BUYER)
    assert client.get("/v1/prices/M1/TEA").json()["points"][0]["unit_price"] == "9.00"
    chart = client.get("/v1/prices/M1/TEA/chart.svg?currency=EUR")
    assert chart.headers["content-type"] == "image/svg+xml"
    assert "TEA EUR" in chart.text
    for path in ("/v1/prices/M1/NONE", "/v1/prices/M1/NONE/chart.svg"):
        assert client.get(path).status_code == 404


def test_a_sku_may_hold_a_slash(client_of: ClientOf) -> None:
    client = client_of(BUYER)
    assert client.get("/v1/prices/M1/TEA%2F5").json()["sku"] == "TEA/5"
    assert "TEA/5 USD" in client.get("/v1/prices/M1/TEA%2F5/chart.svg?currency=USD").text


def test_moves_are_for_staff_since_a_day(client_of: ClientOf) -> None:
    staff = Principal(Role.MERCHANT, UserId("m1-desk"), MerchantId("M1"))
    services = fake_services()
    assert isinstance(services.identity, FakeIdentity)
    services.identity.people[staff.reader] = staff
    client = client_of(staff, services)
    assert client.get("/v1/prices/moves?since=2026-11-01").json()["since"] == "2026-11-01"
    assert client.get("/v1/prices/moves?since=yesterday").status_code == 400
    assert client_of(BUYER).get("/v1/prices/moves").status_code == 403
