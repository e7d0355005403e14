"""Files, replay and margin: computed from the stored inputs alone, for whoever may see all of it."""

import json
from dataclasses import replace
from datetime import date

import pytest

from core.errors import NotFound, SystemFault
from core.turns import JsonObject
from store.quotations import SqlQuotations
from tests.app.desks.quotation_office import BOTH, M1, TEA, Office, tamper
from tools.quotation import Paper


def paper_of(office: Office, view: JsonObject, user_id: str, base_url: str = "") -> Paper:
    office.papers.file(
        view["quotation_id"], office.person(user_id), kind="pdf", language="en", base_url=base_url
    )
    return office.printer.papers[-1]


def test_a_file_is_of_the_stored_figures_and_the_state_of_today(office: Office) -> None:
    view = office.released(office.quoted(BOTH), "m1-desk", "m2-desk")
    office.reprice("3")
    paper = paper_of(office, view, "ana", "https://port.example")
    assert (f"{paper.result.goods}", paper.state, paper.issued) == (
        "4150.00",
        "released",
        date(2026, 11, 1),
    )
    assert (paper.number, paper.revision) == (view["quotation_id"], 1)
    assert [seller.merchant_id for seller in paper.sellers] == ["M1", "M2"]
    assert paper.buyer is not None
    assert paper.buyer.user_id == "ana"
    assert paper.url == f"https://port.example/quotes/{view['quotation_id']}"


def test_a_file_is_named_after_number_and_revision(office: Office) -> None:
    first = office.quoted(TEA)
    second = office.life.revise(first["quotation_id"], office.person("ana"))
    file = office.papers.file(
        second["quotation_id"], office.person("ana"), kind="xlsx", language="sw", base_url=""
    )
    assert file.name == f"quotation-{first['number']}-r2.xlsx"
    assert file.content.startswith(b"xlsx sw ")
    assert office.printer.papers[-1].url == ""
    assert json.loads(office.leaves()[-1])["resource"] == f"Quotation/{second['quotation_id']}.xlsx"


def test_a_visitors_paper_has_no_buyer(office: Office) -> None:
    assert paper_of(office, office.quoted(TEA, "visitor"), "m1-desk").buyer is None


@pytest.mark.parametrize("user_id", ["m1-desk", "m2-desk", "bo", "audit", "visitor"])
def test_whoever_may_not_see_all_of_it_gets_no_file(office: Office, user_id: str) -> None:
    view = office.quoted(BOTH)
    with pytest.raises(NotFound):
        paper_of(office, view, user_id)
    assert office.printer.papers == []


def test_staff_get_the_file_of_what_they_sell_alone(office: Office) -> None:
    assert paper_of(office, office.quoted(TEA), "m1-desk").result.total > 0


def test_no_file_shows_other_figures_than_were_stored(office: Office) -> None:
    view = office.quoted(TEA)
    tamper(office, view["quotation_id"], total="1.00")
    with pytest.raises(SystemFault, match="no longer give its result"):
        paper_of(office, view, "ana")


def test_a_replay_after_another_import_gives_the_same_bytes(office: Office) -> None:
    view = office.quoted(BOTH)
    before = SqlQuotations(office.engine).get(view["quotation_id"])
    office.reprice("1.5")
    assert office.quoted(BOTH)["goods"] != view["goods"]
    stored, again = office.papers.replay(view["quotation_id"])
    assert json.dumps(stored) == json.dumps(again) == json.dumps(before.result)


MARGIN_LINE = {"sku": "TEA", "unit_cost": "30.00", "margin": "700.00", "percent": "18.92"}


def test_staff_see_what_they_earn_and_nothing_of_others(office: Office) -> None:
    view = office.quoted(BOTH)
    margin = office.papers.margin(view["quotation_id"], office.person("m1-desk"))
    (line,) = margin["lines"]
    assert line.items() >= MARGIN_LINE.items()
    assert margin["sum"]["margin"] == "700.00"
    assert "RICE" not in json.dumps(margin)
    assert json.loads(office.leaves()[-1])["resource"] == f"Costs/M1 in Quotation/{view['quotation_id']}"


def test_costs_need_more_than_a_merchants_id(office: Office) -> None:
    """The policy is a wall of its own: a caller whose fields contradict each other gets no further."""
    odd = replace(office.person("ana"), merchant_id=M1)
    with pytest.raises(NotFound):
        office.papers.margin(office.quoted(TEA)["quotation_id"], odd)


@pytest.mark.parametrize("user_id", ["ana", "bo", "m2-desk", "office", "audit", "visitor"])
def test_for_everyone_else_there_is_no_margin(office: Office, user_id: str) -> None:
    view = office.quoted(TEA)
    with pytest.raises(NotFound, match="There is no quotation"):
        office.papers.margin(view["quotation_id"], office.person(user_id))
