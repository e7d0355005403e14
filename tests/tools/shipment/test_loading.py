"""Left ashore: bumped by the carrier (a roll, book again) or not ready (put it right first)."""

from datetime import date

import pytest

from core.turns import JsonObject
from tests.tools.shipment.messages import DAWN, SHIPMENT, equipment, papers, transport, until_loaded
from tools.shipment import ShipmentView, follow
from tools.shipment.facts import view_facts

ASHORE = until_loaded()[:4]
LEFT = transport("DEPA", "2026-10-20T22:00:00+08:00", "CNNBG", DAWN)


def view(*messages: JsonObject) -> ShipmentView:
    return follow(SHIPMENT, [*ASHORE, *messages], date(2026, 10, 22))


def vgm(code: str, at: str = "2026-10-18T09:00:00+08:00", reason: str = "") -> JsonObject:
    return papers(code, "VGM", at, reason)


@pytest.mark.parametrize(
    ("blocking", "to_fix"),
    [
        (papers("HOLD", "CUS", "2026-10-18T09:00:00+08:00"), "customs"),
        (vgm("PENU"), "vgm"),
        (vgm("REJE"), "vgm"),
        (papers("REJE", "SHI", "2026-10-18T09:00:00+08:00"), "documents"),
        (papers("HOLD", "DGD", "2026-10-18T09:00:00+08:00"), "dangerous_goods"),
        (equipment("RMVD", "2026-10-18T09:00:00+08:00", "CNNBG"), "seal"),
        (equipment("CUSI", "2026-10-18T09:00:00+08:00", "CNNBG"), "customs"),
    ],
)
def test_what_was_not_in_order_when_the_vessel_left_has_to_be_put_right(
    blocking: JsonObject, to_fix: str
) -> None:
    found = view(blocking, LEFT)
    assert found.rollover is None
    assert found.not_loaded is not None
    assert (found.not_loaded.to_fix, found.not_loaded.vessel) == (to_fix, DAWN[0])


@pytest.mark.parametrize(
    "settled",
    [
        [vgm("PENU"), vgm("APPR", "2026-10-19T09:00:00+08:00")],
        [
            papers("HOLD", "CUS", "2026-10-17T09:00:00+08:00"),
            papers("RELS", "CUS", "2026-10-18T09:00:00+08:00"),
        ],
        [
            equipment("RMVD", "2026-10-18T09:00:00+08:00", "CNNBG"),
            equipment("RSEA", "2026-10-18T10:00:00+08:00", "CNNBG"),
        ],
        [vgm("HOLD", "2026-10-21T09:00:00+08:00")],
        [],
    ],
)
def test_what_was_in_order_by_then_leaves_a_suspected_roll(settled: list[JsonObject]) -> None:
    found = view(*settled, LEFT)
    assert found.not_loaded is None
    assert found.rollover is not None
    assert not found.rollover.stated


def test_a_roll_that_the_carrier_states_stays_one() -> None:
    stated = papers("CONF", "BKG", "2026-10-21T11:00:00+08:00", "Rolled to the next sailing: no space")
    found = view(vgm("PENU"), LEFT, stated)
    assert found.rollover is not None
    assert found.rollover.stated
    assert found.not_loaded is None


def test_the_vessel_has_to_have_left() -> None:
    found = view(vgm("PENU"))
    assert (found.not_loaded, found.rollover) == (None, None)


def test_the_facts_name_what_to_fix_and_keep_the_carriers_words_apart() -> None:
    facts = view_facts(SHIPMENT, view(vgm("PENU", reason="Weight certificate unsigned"), LEFT))
    said = {fact.value.model_dump()["role"]: fact for fact in facts}
    assert said["not_loaded"].value.model_dump()["text"] == "vgm"
    assert said["not_loaded"].label.integrity != said["not_loaded_reason"].label.integrity
    assert "rollover_reason" not in said


def test_another_voyage_of_the_same_vessel_is_a_suspected_roll() -> None:
    first = planned(("KELPWICK DAWN", "042W"), "2026-10-20", "2026-10-01")
    second = planned(("KELPWICK DAWN", "046W"), "2026-11-20", "2026-10-19")
    found = follow(SHIPMENT, [first, second], date(2026, 10, 22))
    assert found.rollover is not None
    assert "KELPWICK DAWN 046W" in found.rollover.reason


def test_a_voyage_that_was_left_out_is_no_other_one() -> None:
    first = planned(("KELPWICK DAWN", ""), "2026-10-20", "2026-10-01")
    second = planned(("KELPWICK DAWN", "042W"), "2026-10-21", "2026-10-19")
    assert follow(SHIPMENT, [first, second], date(2026, 10, 20)).rollover is None


def planned(leg: tuple[str, str], day: str, created: str) -> JsonObject:
    return transport(
        "DEPA", f"{day}T22:00:00+08:00", "CNNBG", leg, classifier="PLN", created=f"{created}T00:00:00Z"
    )
