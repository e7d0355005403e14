"""What the page of a quotation is told beyond its result: names, explanation, revisions, open actions."""

from datetime import timedelta

import pytest

from core.turns import JsonObject
from tests.app.desks.quotation_office import BOTH, TEA, Office, tamper


def test_whoever_may_see_all_of_it_is_told_names_and_why(office: Office) -> None:
    view = office.quoted(BOTH)
    seen = office.seen(view, "ana")
    assert [line["name"] for line in seen["lines"]] == ["Product TEA", "Product RICE"]
    assert (seen["place_name"], seen["place_country"]) == ("Mombasa", "Kenya")
    shares = seen["explanation"]["merchants"]
    assert [share["merchant_id"] for share in shares] == ["M1", "M2"]
    assert office.seen(view, "office")["explanation"] == seen["explanation"]


def test_the_explanation_is_of_the_day_it_was_made(office: Office) -> None:
    view = office.quoted(TEA)
    office.reprice("2")
    office.clock.instant += timedelta(days=3)
    assert office.seen(view, "ana")["explanation"] == view["explanation"]


def test_a_part_is_shown_with_its_names_and_without_shares(office: Office) -> None:
    seen = office.seen(office.quoted(BOTH), "m1-desk")
    assert [line["name"] for line in seen["lines"]] == ["Product TEA"]
    assert "explanation" not in seen


@pytest.mark.parametrize("user_id", ["ana", "m1-desk"])
def test_what_no_longer_comes_out_is_shown_without_an_explanation(office: Office, user_id: str) -> None:
    view = office.quoted(BOTH)
    tamper(office, view["quotation_id"], total="1.00")
    seen = office.seen(view, user_id)
    assert ("explanation" in seen, "name" in seen["lines"][0]) == (False, False)
    assert seen.get("total", "1.00") == "1.00"


def actions(office: Office, view: JsonObject, *user_ids: str) -> list[list[str]]:
    return [office.seen(view, user_id)["actions"] for user_id in user_ids]


def test_what_is_open_depends_on_the_side_and_the_state(office: Office) -> None:
    view = office.quoted(BOTH)
    assert actions(office, view, "ana", "m1-desk") == [["revise", "decline"], ["release", "decline"]]
    office.released(view, "m1-desk")
    assert actions(office, view, "m1-desk", "m2-desk") == [["decline"], ["release", "decline"]]
    office.released(view, "m2-desk")
    assert actions(office, view, "ana", "m1-desk") == [["accept", "revise", "decline"], ["decline"]]
    office.accepted(view)
    assert actions(office, view, "ana", "m1-desk", "office") == [[], [], []]


def test_a_draft_can_be_issued_by_its_merchant(office: Office) -> None:
    draft = office.quoted(TEA, "m1-desk", buyer="ana", draft=True)
    assert actions(office, draft, "m1-desk") == [["release", "issue", "revise", "decline"]]


def test_an_expired_one_can_be_revised_only(office: Office) -> None:
    view = office.quoted(TEA)
    office.clock.instant += timedelta(days=15)
    assert actions(office, view, "ana", "m1-desk") == [["revise"], ["revise"]]


def test_revisions_name_the_ones_before_and_after_them(office: Office) -> None:
    first = office.quoted(TEA)
    ids = [first["quotation_id"]]
    for _ in range(2):
        ids.append(office.life.revise(ids[-1], office.person("ana"))["quotation_id"])
    seen = [office.desk.quotation(found, office.person("ana")) for found in ids]
    assert [view.get("former") for view in seen] == [None, ids[0], ids[1]]
    assert [view.get("successor") for view in seen] == [ids[1], ids[2], None]


def test_asking_what_is_open_puts_no_refusal_into_the_audit_log(office: Office) -> None:
    view = office.quoted(TEA)
    before = len(office.leaves())
    office.seen(view, "m1-desk")
    assert [leaf for leaf in office.leaves()[before:] if '"deny"' in leaf] == []
    assert len(office.leaves()) == before + 1


def test_lists_name_the_place_and_what_was_approved_and_explain_nothing(office: Office) -> None:
    view = office.released(office.quoted(BOTH), "m1-desk")
    [row] = office.desk.list_quotations(office.person("m1-desk"))
    assert (row["place_name"], row["partial"], "total" in row) == ("Mombasa", True, False)
    assert [approval["merchant_id"] for approval in row["approvals"]] == ["M1"]
    assert not row.keys() & {"explanation", "lines", "actions"}
    assert view["quotation_id"] == row["quotation_id"]


def test_a_draft_that_its_buyer_never_saw_is_not_named_to_them(office: Office) -> None:
    first = office.quoted(TEA, "m1-desk", buyer="ana", draft=True)
    second = office.life.revise(first["quotation_id"], office.person("m1-desk"))
    office.life.issue(second["quotation_id"], office.person("m1-desk"))
    assert office.seen(second, "m1-desk")["former"] == first["quotation_id"]
    assert office.seen(first, "m1-desk")["successor"] == second["quotation_id"]
    assert not office.seen(second, "ana").keys() & {"former", "successor"}
