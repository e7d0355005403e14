"""The merchant's desk: what waits, how lists moved, and the catalogue; the office has the last alone."""

import re
from dataclasses import replace
from datetime import date

from api.services import Services
from core.principal import Principal
from core.turns import JsonObject
from tests.api.conftest import ClientOf
from tests.fakes_alerts import FakePrices
from tests.fakes_api import ADMIN, BUYER, STAFF, fake_services
from tests.fakes_quotations import HASH, FakeShelf, document

HOSTILE = "<img src=x onerror=alert(1)>"
APPROVED = [{"merchant_id": "M1", "at": "2026-11-01T05:00:00+00:00", "content_hash": HASH}]
PRICE = {"unit_price": "1040.00", "currency": "USD", "price_unit": "carton"}
MOVE: JsonObject = {
    "sku": "TEA",
    "product": "Green tea",
    "price_list": "L1",
    "audience": "public",
    "min_cartons": 10,
    "day": "2026-10-20",
    "old": PRICE,
    "new": PRICE | {"unit_price": "1144.00"},
    "percent": "10.00",
}


class MovedPrices(FakePrices):
    def __init__(self, *moves: JsonObject, more: bool = False) -> None:
        self.told, self.more = moves, more

    def moves(self, principal: Principal, since: date | None, *, limit: int = 1000) -> JsonObject:
        return {"since": "2026-10-02", "moves": list(self.told), "more": self.more}


def desk_of(*documents: JsonObject, prices: MovedPrices | None = None) -> Services:
    quoting = FakeShelf({"m1-desk": documents})
    return replace(fake_services(), quoting=quoting, prices=prices or MovedPrices())


def test_what_waits_for_release_is_newest_first_and_without_what_was_released(client_of: ClientOf) -> None:
    documents = (
        document("Q-old"),
        document("Q-new", made_at="2026-11-03T04:00:00+00:00"),
        document("Q-draft", state="draft", made_at="2026-11-02T04:00:00+00:00"),
        document("Q-approved", partial=True, approvals=APPROVED),
        document("Q-accepted", state="accepted"),
    )
    page = client_of(STAFF, desk_of(*documents)).get("/desk").text
    places = [page.find(f"/quotes/{name}") for name in ("Q-new", "Q-draft", "Q-old")]
    assert -1 not in places
    assert places == sorted(places)
    assert "Q-approved" not in page
    assert "Q-accepted" not in page


def test_moves_are_shown_with_old_and_new_price(client_of: ClientOf) -> None:
    gone = MOVE | {"sku": "RICE", "new": None, "percent": None}
    page = client_of(STAFF, desk_of(prices=MovedPrices(MOVE, gone, more=True))).get("/desk").text
    row = page[page.index("Green tea") :]
    assert row.index("1,040.00") < row.index("1,144.00") < row.index("+10.00") < row.index("2026-10-20")
    assert "off the list" in page
    assert "newest 2" in page


def test_a_quiet_desk_says_so(client_of: ClientOf) -> None:
    page = client_of(STAFF, desk_of()).get("/desk").text
    assert "Nothing waits for your release" in page
    assert "No price changed" in page


def test_names_on_the_desk_are_text(client_of: ClientOf) -> None:
    services = desk_of(
        document(place_name=HOSTILE), prices=MovedPrices(MOVE | {"product": HOSTILE, "price_list": HOSTILE})
    )
    assert HOSTILE not in client_of(STAFF, services).get("/desk").text


def test_the_office_has_the_catalogue_and_nothing_else(client_of: ClientOf) -> None:
    answer = client_of(ADMIN, desk_of(document())).get("/desk?lang=en")
    assert answer.status_code == 200
    assert 'href="/v1/catalogue.xlsx"' in answer.text
    assert re.findall(r"<h2[^>]*>(\w+)", answer.text) == ["Catalogue"]


def test_a_buyer_is_told_whose_desk_it_is(client_of: ClientOf) -> None:
    answer = client_of(BUYER, desk_of()).get("/desk")
    assert answer.status_code == 403
    assert "staff of a merchant" in answer.text
    assert 'href="/desk"' not in answer.text


def test_a_visitor_of_the_desk_signs_in_first(client_of: ClientOf) -> None:
    answer = client_of(None, desk_of()).get("/desk")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=%2Fdesk")


def test_the_workbook_has_its_form_and_its_script(client_of: ClientOf) -> None:
    page = client_of(STAFF, desk_of()).get("/desk").text
    assert 'type="file"' in page
    assert 'src="/static/desk.js"' in page
    assert "data-page=" in page
