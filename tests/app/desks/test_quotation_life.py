"""Moves of quotations: bound to what was looked at, one at a time, and each with its leaf."""

import json
from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread

import pytest

from core.errors import BadInput, NotFound, NotPermitted, QuaysideError
from core.turns import JsonObject
from store.quotations import SqlQuotations
from tests.app.desks.quotation_office import BOTH, TEA, Office, tamper
from tools.quotation.life import MoveRefused


def test_a_quotation_is_indicative_until_its_merchant_releases_it(office: Office) -> None:
    view = office.quoted(TEA)
    assert (view["state"], view["number"], view["revision"]) == ("indicative", view["quotation_id"], 1)
    assert office.released(view, "m1-desk")["state"] == "released"
    seen = office.seen(view, "ana")
    assert (seen["state"], [move["move"] for move in seen["moves"]]) == ("released", ["release"])
    assert [approval["merchant_id"] for approval in seen["approvals"]] == ["M1"]


def test_a_shared_quotation_waits_for_every_merchant(office: Office) -> None:
    view = office.quoted(BOTH)
    assert office.released(view, "m1-desk")["state"] == "indicative"
    with pytest.raises(MoveRefused, match="indicative"):
        office.accepted(view)
    with pytest.raises(MoveRefused, match="approved"):
        office.released(view, "m1-desk")
    assert office.released(view, "m2-desk")["state"] == "released"
    assert office.accepted(view)["state"] == "accepted"


def test_a_row_changed_under_its_approvals_is_not_released_any_more(office: Office) -> None:
    view = office.released(office.quoted(TEA), "m1-desk")
    tamper(office, view["quotation_id"], total="1.00")
    changed = office.seen(view, "ana")
    assert (changed["state"], changed["approvals"]) == ("indicative", [])
    with pytest.raises(MoveRefused):
        office.accepted(changed)


def test_staff_who_looked_at_another_content_release_nothing(office: Office) -> None:
    view = office.quoted(TEA)
    with pytest.raises(MoveRefused, match="look at it again"):
        office.released(view | {"content_hash": "0" * 64}, "m1-desk")
    assert office.seen(view, "m1-desk")["moves"] == []
    assert not any('"action":"release"' in leaf for leaf in office.leaves())


def test_a_buyer_who_looked_at_another_content_accepts_nothing(office: Office) -> None:
    view = office.released(office.quoted(TEA), "m1-desk")
    with pytest.raises(MoveRefused, match="look at it again"):
        office.accepted(view | {"content_hash": "0" * 64})
    assert office.seen(view, "ana")["state"] == "released"


def test_the_hash_of_the_former_revision_does_not_release_the_new_one(office: Office) -> None:
    first = office.quoted(TEA)
    second = office.life.revise(first["quotation_id"], office.person("ana"))
    with pytest.raises(MoveRefused, match="look at it again"):
        office.released(second | {"content_hash": first["content_hash"]}, "m1-desk")
    with pytest.raises(MoveRefused, match="superseded"):
        office.released(first, "m1-desk")


def test_after_its_last_day_nothing_is_accepted_or_released(office: Office) -> None:
    offer, other = office.released(office.quoted(TEA), "m1-desk"), office.quoted(TEA)
    office.clock.instant += timedelta(days=14)
    assert office.seen(offer, "ana")["state"] == "released"
    office.clock.instant += timedelta(days=1)
    assert {office.seen(view, "ana")["state"] for view in (offer, other)} == {"expired"}
    with pytest.raises(MoveRefused, match="expired"):
        office.accepted(offer)
    with pytest.raises(MoveRefused, match="expired"):
        office.released(other, "m1-desk")


def test_the_last_day_ends_at_midnight_of_the_port(office: Office) -> None:
    """NOON is 12:00 in Shanghai; the last day is the 15th."""
    offer = office.released(office.quoted(TEA), "m1-desk")
    office.clock.instant += timedelta(days=14, hours=11, minutes=59)
    assert office.seen(offer, "ana")["state"] == "released"
    office.clock.instant += timedelta(minutes=1)
    assert office.seen(offer, "ana")["state"] == "expired"


def test_what_was_accepted_in_time_stays_accepted(office: Office) -> None:
    offer = office.accepted(office.released(office.quoted(TEA), "m1-desk"))
    office.clock.instant += timedelta(days=99)
    assert office.seen(offer, "ana")["state"] == "accepted"
    with pytest.raises(MoveRefused, match="accepted"):
        office.life.revise(offer["quotation_id"], office.person("ana"))


def race(*moves: Callable[[], JsonObject]) -> tuple[list[JsonObject], list[QuaysideError]]:
    """What calls at the same time gave, and what they raised."""
    barrier, done, refused = Barrier(len(moves), timeout=20), list[JsonObject](), list[QuaysideError]()

    def run(move: Callable[[], JsonObject]) -> None:
        barrier.wait()
        try:
            done.append(move())
        except QuaysideError as error:
            refused.append(error)

    threads = [Thread(target=run, args=(move,)) for move in moves]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    return done, refused


def test_of_two_accepts_at_once_one_wins(office: Office) -> None:
    """That the second one cannot even look before the first is done: tests/store/test_quotations.py."""
    offer = office.released(office.quoted(TEA), "m1-desk")
    (won,), (lost,) = race(lambda: office.accepted(offer), lambda: office.accepted(offer))
    assert won["state"] == "accepted"
    assert isinstance(lost, MoveRefused)
    assert "'accepted'" in lost.message
    assert [move["move"] for move in office.seen(offer, "ana")["moves"]] == ["release", "accept"]
    assert sum('"action":"accept"' in leaf for leaf in office.leaves()) == 1


def test_of_two_revisions_at_once_one_is_made(office: Office) -> None:
    view, ana = office.quoted(TEA), office.person("ana")

    def revise() -> JsonObject:
        return office.life.revise(view["quotation_id"], ana)

    (won,), (lost,) = race(revise, revise)
    assert (won["number"], won["revision"]) == (view["number"], 2)
    assert "superseded" in str(lost)
    assert len(office.desk.list_quotations(ana)) == 2


def test_a_move_and_its_leaf_come_together(office: Office) -> None:
    view = office.quoted(TEA)
    office.released(view, "m1-desk")
    leaf = json.loads(office.leaves()[-1])
    assert (leaf["actor"], leaf["action"], leaf["resource"], leaf["decision"]) == (
        "m1-desk",
        "release",
        f"Quotation/{view['quotation_id']}",
        "allow",
    )
    assert leaf["detail"] == {"content_hash": view["content_hash"], "state": "released"}
    assert leaf["rule"] == "quotation-of-this-merchant"


def test_what_the_other_side_decides_is_not_ones_own_to_decide(office: Office) -> None:
    view = office.quoted(TEA)
    for move in (office.life.release, office.life.issue):
        with pytest.raises(NotPermitted):
            move(view["quotation_id"], office.person("ana"), content_hash=view["content_hash"])
    office.released(view, "m1-desk")
    for user_id in ("m1-desk", "office"):
        with pytest.raises(NotPermitted):
            office.accepted(view, user_id)
    denied = [json.loads(leaf) for leaf in office.leaves() if '"decision":"deny"' in leaf]
    assert [(leaf["actor"], leaf["action"]) for leaf in denied] == [
        ("ana", "release"),
        ("ana", "issue"),
        ("m1-desk", "accept"),
        ("office", "accept"),
    ]


@pytest.mark.parametrize("user_id", ["bo", "m2-desk", "audit", "visitor"])
def test_for_strangers_there_is_nothing_to_move(office: Office, user_id: str) -> None:
    view, stranger = office.released(office.quoted(TEA), "m1-desk"), office.person(user_id)
    with pytest.raises(NotFound):
        office.accepted(view, user_id)
    with pytest.raises(NotFound):
        office.released(view, user_id)
    with pytest.raises(NotFound):
        office.life.decline(view["quotation_id"], stranger)
    with pytest.raises(NotFound):
        office.life.revise(view["quotation_id"], stranger)


def test_both_sides_may_decline_and_say_why(office: Office) -> None:
    early, late = office.quoted(TEA), office.released(office.quoted(TEA), "m1-desk")
    office.life.decline(early["quotation_id"], office.person("m1-desk"), note="Sold out.")
    assert office.seen(early, "ana")["moves"][-1]["note"] == "Sold out."
    office.life.decline(late["quotation_id"], office.person("ana"))
    assert {office.seen(view, "ana")["state"] for view in (early, late)} == {"declined"}
    with pytest.raises(MoveRefused, match="declined"):
        office.accepted(late)


def test_a_revision_is_on_todays_rows_and_the_former_stays_what_it_was(office: Office) -> None:
    first = office.quoted(TEA)
    office.reprice("2")
    office.clock.instant += timedelta(days=1)
    second = office.life.revise(first["quotation_id"], office.person("ana"))
    assert (second["goods"], second["revision"], second["state"]) == ("7400.00", 2, "indicative")
    assert (second["valid_until"], first["valid_until"]) == ("2026-11-16", "2026-11-15")
    former = office.seen(first, "ana")
    assert (former["goods"], former["state"]) == ("3700.00", "superseded")
    assert former["content_hash"] == first["content_hash"]


def test_an_expired_quotation_is_renewed_by_a_revision(office: Office) -> None:
    view = office.quoted(TEA)
    office.clock.instant += timedelta(days=20)
    renewed = office.life.revise(view["quotation_id"], office.person("ana"))
    assert (renewed["state"], office.seen(view, "ana")["state"]) == ("indicative", "superseded")


def test_a_revision_may_change_the_request(office: Office) -> None:
    view = office.quoted(TEA)
    changed = office.life.revise(
        view["quotation_id"], office.person("ana"), request={**BOTH, "term": "CFR"}
    )
    assert (changed["term"], len(changed["lines"])) == ("CFR", 2)
    assert SqlQuotations(office.engine).get(changed["quotation_id"]).merchant_ids == ("M1", "M2")


def test_a_request_that_cannot_be_quoted_leaves_the_former_as_it_is(office: Office) -> None:
    view = office.quoted(TEA)
    answer = office.life.revise(
        view["quotation_id"], office.person("ana"), request={**TEA, "to": "Timbuktu"}
    )
    assert (answer["outcome"], "quotation_id" in answer) == ("unserved_lane", False)
    assert office.seen(view, "ana")["state"] == "indicative"


def test_staff_revise_for_the_buyer_and_at_the_buyers_prices(office: Office) -> None:
    view = office.quoted(TEA)
    revised = office.life.revise(view["quotation_id"], office.person("m1-desk"))
    assert (revised["goods"], office.seen(revised, "ana")["revision"]) == ("3700.00", 2)


def test_staff_do_not_revise_what_others_sell_in_too(office: Office) -> None:
    shared, own = office.quoted(BOTH), office.quoted(TEA)
    with pytest.raises(NotPermitted):
        office.life.revise(shared["quotation_id"], office.person("m1-desk"))
    answer = office.life.revise(own["quotation_id"], office.person("m1-desk"), request=BOTH)
    assert answer == {"outcome": "not_permitted", "reason": "another merchant's goods"}


def test_a_draft_is_its_merchants_until_it_is_issued(office: Office) -> None:
    draft = office.quoted(TEA, "m1-desk", buyer="ana", draft=True)
    assert (draft["state"], draft["goods"]) == ("draft", "3700.00")
    with pytest.raises(NotFound):
        office.seen(draft, "ana")
    assert office.desk.list_quotations(office.person("ana")) == []
    with pytest.raises(NotFound):
        office.life.revise(draft["quotation_id"], office.person("ana"))
    issued = office.life.issue(draft["quotation_id"], office.person("m1-desk"))
    assert issued["state"] == office.seen(draft, "ana")["state"] == "indicative"


def test_a_draft_can_be_released_at_once(office: Office) -> None:
    draft = office.quoted(TEA, "m1-desk", buyer="ana", draft=True)
    office.released(draft, "m1-desk")
    assert office.accepted(draft)["state"] == "accepted"


def test_no_revision_of_a_draft_nor_its_end_shows_it_to_the_buyer(office: Office) -> None:
    draft = office.quoted(TEA, "m1-desk", buyer="ana", draft=True)
    second = office.life.revise(draft["quotation_id"], office.person("m1-desk"))
    assert second["state"] == "draft"
    office.life.decline(second["quotation_id"], office.person("m1-desk"))
    for view in (draft, second):
        with pytest.raises(NotFound):
            office.seen(view, "ana")


@pytest.mark.parametrize("user_id", ["ana", "office"])
def test_only_staff_make_quotations_for_others(office: Office, user_id: str) -> None:
    with pytest.raises(NotPermitted):
        office.desk.quote(TEA, office.person(user_id), buyer="bo")


@pytest.mark.parametrize("buyer", ["nobody", "m2-desk", "office"])
def test_a_quotation_is_for_a_buyer_of_this_port(office: Office, buyer: str) -> None:
    with pytest.raises(BadInput, match=buyer):
        office.desk.quote(TEA, office.person("m1-desk"), buyer=buyer)
    with pytest.raises(BadInput, match="draft"):
        office.desk.quote(TEA, office.person("m1-desk"), draft=True)


def test_staff_learn_nothing_of_other_merchants_prices_for_a_buyer(office: Office) -> None:
    """Too little for the other merchant's minimum: that refusal would tell its price for this buyer."""
    for lines in (BOTH["lines"], [{"sku": "RICE", "qty": "1", "unit": "ctn"}]):
        answer = office.desk.quote({**TEA, "lines": lines}, office.person("m1-desk"), buyer="ana")
        assert answer == {"outcome": "not_permitted", "reason": "another merchant's goods"}
