"""Who sees what of a quotation: its buyer all of it, a merchant's staff their own lines, others nothing."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from core.errors import BadInput, NotFound, NotPermitted
from core.filters import RowFilter
from core.ports import Decision, PolicyEngine, Resource
from core.principal import Principal
from core.turns import JsonObject
from store.quotations import SqlQuotations
from tests.app.desks.quotation_office import BOTH, TEA, Office
from tools.quotation.life import State

OWN_LINE = {
    "merchant_id": "M1",
    "sku": "TEA",
    "name": "Product TEA",
    "asked": {"qty": "100", "unit": "carton"},
    "cartons": 100,
    "unit_price": "37.00",
    "price_unit": "carton",
    "price_currency": "USD",
    "amount": "3700.00",
}


def test_its_buyer_sees_all_of_it_and_never_the_inputs(office: Office) -> None:
    view = office.quoted(BOTH)
    seen = office.seen(view, "ana")
    assert seen == view
    assert (seen["goods"], len(seen["lines"])) == ("4150.00", 2)
    assert seen["made_at"] == "2026-11-01T04:00:00+00:00"
    assert seen.keys() >= {"total", "freight", "content_hash", "moves", "approvals"}
    assert not seen.keys() & {"inputs", "request", "partial"}


def test_staff_see_their_own_lines_their_sum_and_the_state(office: Office) -> None:
    view = office.quoted(BOTH)
    seen = office.seen(view, "m1-desk")
    assert seen == {
        "outcome": "quoted",
        "currency": "USD",
        "term": "CIF",
        "place": "KEMBA",
        "place_name": "Mombasa",
        "place_country": "Kenya",
        "valid_until": "2026-11-15",
        "partial": True,
        "lines": [OWN_LINE],
        "goods": "3700.00",
        "quotation_id": view["quotation_id"],
        "number": view["number"],
        "revision": 1,
        "state": "indicative",
        "content_hash": view["content_hash"],
        "made_at": view["made_at"],
        "moves": [],
        "approvals": [],
        "actions": ["release", "decline"],
    }


def test_nothing_of_another_merchant_reaches_staff(office: Office) -> None:
    """Neither its lines, prices and approvals nor any sum that its lines are part of."""
    view = office.quoted(BOTH)
    released = office.released(view, "m2-desk", "m1-desk")
    shown = [released, office.seen(view, "m1-desk"), *office.desk.list_quotations(office.person("m1-desk"))]
    text = json.dumps(shown)
    foreign = ("M2", "RICE", "450.00", "9.00", view["goods"], view["total"], view["freight"], view["cbm"])
    assert [word for word in foreign if f'"{word}"' in text] == []
    assert [move["move"] for move in released["moves"]] == ["release"]
    assert [approval["merchant_id"] for approval in released["approvals"]] == ["M1"]


def test_staff_do_not_read_what_another_merchant_wrote(office: Office) -> None:
    view = office.quoted(BOTH)
    office.life.decline(view["quotation_id"], office.person("m2-desk"), note="Rice at 9.00 is too cheap.")
    seen = office.seen(view, "m1-desk")
    assert (seen["state"], "note" in seen["moves"][0]) == ("declined", False)
    assert office.seen(view, "ana")["moves"][0]["note"] == "Rice at 9.00 is too cheap."


def test_staff_see_the_whole_of_what_they_sell_alone(office: Office) -> None:
    view = office.quoted(TEA)
    assert office.seen(view, "m1-desk") == view | {"actions": ["release", "revise", "decline"]}


@pytest.mark.parametrize("user_id", ["bo", "m2-desk", "audit", "visitor"])
def test_for_others_it_does_not_exist(office: Office, user_id: str) -> None:
    view = office.quoted(TEA)
    with pytest.raises(NotFound) as hidden:
        office.seen(view, user_id)
    with pytest.raises(NotFound) as missing:
        office.desk.quotation("Q-9", office.person(user_id))
    assert str(hidden.value).replace(view["quotation_id"], "Q-9") == str(missing.value)
    assert office.desk.list_quotations(office.person(user_id)) == []


def test_an_administrator_reads_all_of_every_quotation(office: Office) -> None:
    view = office.quoted(BOTH)
    assert office.seen(view, "office") == view | {"actions": []}


def test_a_visitors_quotation_is_shown_to_its_merchants_and_to_no_visitor(office: Office) -> None:
    view = office.quoted(TEA, "visitor")
    with pytest.raises(NotFound):
        office.seen(view, "visitor")
    assert office.seen(view, "m1-desk")["goods"] == "4000.00"


def test_visitors_quotations_are_in_the_offices_list_and_in_no_merchants(office: Office) -> None:
    """Nobody can accept them, and anybody can make any number of them."""
    view, staff = office.quoted(TEA, "visitor"), office.person("m1-desk")
    assert [row["quotation_id"] for row in listed(office, "office")] == [view["quotation_id"]]
    assert listed(office, "m1-desk") == office.desk.waiting(staff) == []
    assert office.desk.list_quotations(staff, state="indicative") == []


def test_what_waits_for_staff_is_open_and_not_released_by_them(office: Office) -> None:
    staff = office.person("m1-desk")
    office.quoted(TEA)  # it has expired since
    office.clock.instant += timedelta(days=15)
    shared, draft = office.quoted(BOTH), office.quoted(TEA, "m1-desk", buyer="ana", draft=True)
    declined = office.quoted(TEA)
    office.life.decline(declined["quotation_id"], staff)
    waiting = {row["quotation_id"] for row in office.desk.waiting(staff)}
    assert waiting == {shared["quotation_id"], draft["quotation_id"]}
    office.released(shared, "m1-desk")
    assert [row["state"] for row in office.desk.waiting(staff)] == ["draft"]
    assert [row["partial"] for row in office.desk.waiting(office.person("m2-desk"))] == [True]
    assert office.desk.waiting(staff, limit=0) == []


@pytest.mark.parametrize("user_id", ["ana", "office", "audit", "visitor"])
def test_quotations_wait_for_staff_alone(office: Office, user_id: str) -> None:
    with pytest.raises(NotPermitted):
        office.desk.waiting(office.person(user_id))


def test_a_row_of_a_list_stands_where_its_page_says(office: Office) -> None:
    everything_that_happens(office)
    for days in (0, 20):
        office.clock.instant += timedelta(days=days)
        for user_id in ("ana", "bo", "m1-desk", "m2-desk", "office"):
            rows = office.desk.list_quotations(office.person(user_id), limit=99)
            assert len(rows) >= (user_id != "bo")
            for row in rows:
                seen = office.seen(row, user_id)
                assert row == {name: seen[name] for name in row}
            by_state = [(row["quotation_id"], row["state"]) for row in rows]
            for state in State:
                of_state = office.desk.list_quotations(office.person(user_id), state=state, limit=99)
                told = [row["quotation_id"] for row in of_state]
                assert told == [found for found, its_own in by_state if its_own == state]


def everything_that_happens(office: Office) -> None:
    """Quotations of all states, drafts that were never offered among them."""
    staff, ana = office.person("m1-desk"), office.person("ana")
    quoted = [office.quoted(request) for request in (TEA, BOTH, TEA, BOTH, TEA, TEA)]
    office.released(quoted[1], "m1-desk")
    office.accepted(office.released(quoted[2], "m1-desk"))
    office.released(quoted[3], "m2-desk", "m1-desk")
    office.life.decline(quoted[4]["quotation_id"], ana)
    office.life.revise(quoted[5]["quotation_id"], ana)
    drafts = [office.quoted(TEA, "m1-desk", buyer="ana", draft=True) for _ in range(4)]
    office.life.issue(drafts[1]["quotation_id"], staff)
    office.life.decline(drafts[2]["quotation_id"], staff)
    second = office.life.revise(drafts[3]["quotation_id"], staff)
    office.life.issue(second["quotation_id"], staff)


def listed(office: Office, user_id: str) -> list[JsonObject]:
    return office.desk.list_quotations(office.person(user_id))


def test_a_list_asks_for_one_decision_a_row_that_it_shows(office: Office) -> None:
    for number in range(12):
        office.quoted(TEA if number % 4 else BOTH)
    policy = CountingPolicy(office.desk.access.policy)
    desk = replace(office.desk, access=replace(office.desk.access, policy=policy))
    assert len(desk.list_quotations(office.person("m1-desk"), state="accepted")) == 0
    assert policy.decisions == 0
    assert len(desk.list_quotations(office.person("m1-desk"), limit=5)) == 5
    assert policy.decisions == 5


class CountingPolicy:
    """Implements core.ports.PolicyEngine over another one."""

    def __init__(self, policy: PolicyEngine) -> None:
        self.policy, self.decisions = policy, 0

    def decide(
        self, principal: Principal, action: str, resource: Resource, context: JsonObject
    ) -> Decision:
        self.decisions += 1
        return self.policy.decide(principal, action, resource, context)

    def filter(self, principal: Principal, action: str, resource_type: str) -> RowFilter:
        return self.policy.filter(principal, action, resource_type)


def test_lists_are_newest_first_and_by_state(office: Office) -> None:
    old = office.quoted(TEA)
    office.clock.instant += timedelta(days=10)
    mine, foreign = office.quoted(BOTH), office.quoted(TEA, "bo")
    office.clock.instant += timedelta(days=5)
    office.released(mine, "m1-desk", "m2-desk")

    def ids(user_id: str, state: str | None = None) -> list[str]:
        rows = office.desk.list_quotations(office.person(user_id), state=state)
        return [row["quotation_id"] for row in rows]

    first, second, third = (view["quotation_id"] for view in (old, mine, foreign))
    assert ids("ana") == [second, first]
    assert ids("m2-desk") == [second]
    assert set(ids("m1-desk")) == set(ids("office")) == {first, second, third}
    assert (ids("ana", "expired"), ids("ana", "released"), ids("ana", "draft")) == ([first], [second], [])
    assert len(office.desk.list_quotations(office.person("office"), limit=2)) == 2
    with pytest.raises(BadInput, match="'lost'"):
        ids("ana", "lost")


def test_a_list_is_one_leaf_that_names_what_it_showed(office: Office) -> None:
    view = office.quoted(TEA)
    office.desk.list_quotations(office.person("ana"))
    leaf = json.loads(office.leaves()[-1])
    assert (leaf["actor"], leaf["action"], leaf["detail"]) == (
        "ana",
        "list",
        {"quotations": [view["quotation_id"]]},
    )


def test_a_refused_account_is_told_and_recorded(office: Office) -> None:
    with pytest.raises(NotPermitted):
        office.desk.quote(TEA, office.person("audit"))
    assert json.loads(office.leaves()[-1])["decision"] == "deny"


def test_other_outcomes_are_not_stored(office: Office) -> None:
    answer: JsonObject = office.desk.quote({**TEA, "to": "Timbuktu"}, office.person("ana"))
    assert (answer["outcome"], "quotation_id" in answer) == ("unserved_lane", False)
    assert office.desk.list_quotations(office.person("ana")) == []


def test_costs_are_nowhere_in_what_is_stored(office: Office) -> None:
    stored = SqlQuotations(office.engine).get(office.quoted(BOTH)["quotation_id"])
    text = json.dumps([stored.request, stored.result, stored.inputs])
    assert "7.77" not in text
    assert "cost" not in text
