"""What a buyer of a shared container may never read: the master bill, the booking, what is others'."""

import json
from collections.abc import Sequence
from dataclasses import replace

import pytest

from core.ids import MerchantId, UserId
from core.principal import Principal, Role
from core.trade import Shipment, ShipmentKind
from core.turns import JsonObject, ToolResult
from tests.tools.shipment.messages import SHIPMENT, eta, papers, transport, until_departed, until_loaded
from tests.tools.shipment.test_tool import ANA, BEN, ask

BOX = "MSKU6011672"
MASTER, BOOKING = "KLMN26052290", "KLB2610522"
OURS = replace(
    SHIPMENT,
    reference="TP-26-1002",
    kind=ShipmentKind.CONSOLIDATED,
    container_no=BOX,
    booking_no=BOOKING,
    bl_no=MASTER,
    house_bl_no="TPH26100277",
    buyer_id=UserId("ben"),
    merchant_ids=(MerchantId("M1"),),
)
THEIRS = replace(
    OURS,
    reference="TP-26-1003",
    house_bl_no="TPH26100278",
    buyer_id=UserId("ana"),
    merchant_ids=(MerchantId("M2"),),
)
PORT = (OURS, THEIRS, SHIPMENT)
SECRETS = (MASTER, BOOKING, THEIRS.reference, THEIRS.house_bl_no, SHIPMENT.booking_no, SHIPMENT.bl_no)


def said(result: ToolResult) -> str:
    return json.dumps([result.card, [fact.value.model_dump(mode="json") for fact in result.facts]])


def told(remark: str, shipments: tuple[Shipment, ...] = PORT, principal: Principal = BEN) -> ToolResult:
    """The answer when the carrier wrote `remark` wherever it can write one."""
    messages: Sequence[JsonObject] = [
        *until_departed(),
        eta("2026-11-14T06:00:00+03:00", "2026-10-21T02:00:00Z", changeRemark=remark),
        eta("2026-11-18T06:00:00+03:00", "2026-10-28T02:00:00Z", changeRemark=remark),
        papers("HOLD", "CUS", "2026-10-29T09:00:00+08:00", remark),
    ]
    return ask(BOX, principal, messages, shipments=shipments)


@pytest.mark.parametrize("number", [BOX, OURS.reference, OURS.house_bl_no, MASTER, BOOKING])
def test_neither_card_nor_facts_hold_anything_of_others(number: str) -> None:
    result = ask(number, BEN, until_departed(), shipments=PORT)
    assert result.args == {"reference": OURS.reference}
    assert [secret for secret in SECRETS if secret in said(result)] == []
    assert OURS.house_bl_no in said(result)


def test_each_who_asks_by_the_shared_box_gets_their_own() -> None:
    assert ask(BOX, BEN, shipments=PORT).args == {"reference": OURS.reference}
    assert ask(BOX, ANA, shipments=PORT).args == {"reference": THEIRS.reference}


def test_a_merchant_sees_the_shipment_with_their_goods_only() -> None:
    first = Principal(role=Role.MERCHANT, user_id=UserId("m1"), merchant_id=MerchantId("M1"))
    third = Principal(role=Role.MERCHANT, user_id=UserId("m3"), merchant_id=MerchantId("M3"))
    assert ask(BOX, first, shipments=(OURS, THEIRS)).args == {"reference": OURS.reference}
    assert ask(BOX, third, shipments=(OURS, THEIRS)).outcome == "not_found"


def test_another_buyers_house_bill_leads_nowhere() -> None:
    foreign = ask(THEIRS.house_bl_no, BEN, shipments=PORT)
    missing = ask("TPH26109999", BEN, shipments=PORT)
    assert (foreign.outcome, foreign.card) == (missing.outcome, missing.card) == ("not_found", None)


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("wording", ["{}", "see {}.", "MBL:{}/HBL", "{} and {}", "({})"])
def test_no_remark_brings_a_number_of_others(secret: str, wording: str) -> None:
    result = told(wording.format(secret, secret))
    assert secret not in said(result)
    assert result.card is not None
    assert "…" in result.card["eta_reason"]
    assert "…" in result.card["hold_reason"]
    assert "…" in result.card["eta_history"][0]["reason"]


@pytest.mark.parametrize(
    "spelled", ["klmn 2605 2290", "KLMN-26052290", "ＫＬＭＮ２６０５２２９０", "TPH 261-00278", "tp261003"]
)
def test_another_spelling_hides_nothing(spelled: str) -> None:
    reason = told(f"cargo under {spelled} delayed").card["eta_reason"]  # type: ignore[index]
    assert reason == "cargo under … delayed"


@pytest.mark.parametrize("unknown", ["OOLU2751234567", "HBL-99887766", "COSU6341234560"])
def test_a_number_that_nobody_here_knows_is_no_safer(unknown: str) -> None:
    assert unknown not in said(told(f"joint cargo {unknown}"))


def test_what_is_the_buyers_own_and_what_is_no_number_stays() -> None:
    remark = "TPH26100277 in MSKU6011672 waits until 2026-11-20, berth 12, voyage 042W"
    assert told(remark).card["eta_reason"] == remark  # type: ignore[index]


def test_the_buyer_of_a_full_container_reads_their_own_bill_and_no_other() -> None:
    remark = f"KLMN26041731 goes with {OURS.reference}"
    messages = [
        *until_departed(),
        eta("2026-11-14T06:00:00+03:00", "2026-10-21T02:00:00Z", changeRemark=remark),
    ]
    card = ask(SHIPMENT.reference, ANA, messages, shipments=PORT).card
    assert card is not None
    assert card["bl_no"] == SHIPMENT.bl_no
    assert card["eta_reason"] == "KLMN26041731 goes with …"


def test_a_full_container_under_a_house_bill_hides_the_masters_too() -> None:
    held = replace(SHIPMENT, house_bl_no="TPH26100301")
    result = ask(held.reference, ANA, until_departed(), shipments=(held,))
    assert SHIPMENT.bl_no not in said(result)
    assert "TPH26100301" in said(result)


def test_the_reason_of_a_roll_and_of_what_was_not_loaded_is_masked() -> None:
    rolled = papers("CONF", "BKG", "2026-10-21T11:00:00+08:00", f"Rolled with {MASTER}")
    unready = papers("PENU", "VGM", "2026-10-18T11:00:00+08:00", f"VGM of {MASTER} is missing")
    left = transport("DEPA", "2026-10-20T22:00:00+08:00", "CNNBG")
    for message, key in ((rolled, "rollover_reason"), (unready, "not_loaded")):
        result = ask(BOX, BEN, [*until_loaded()[:4], message, left], shipments=PORT)
        assert result.card is not None
        assert "…" in str(result.card[key])
        assert MASTER not in said(result)


@pytest.mark.parametrize(
    ("remark", "shown"),
    [
        ("提单TPH26100278被海关扣留", "提单…被海关扣留"),
        ("Контейнер TPH26100278задержан", "Контейнер …задержан"),
        ("КонтейнерTP-26-1003 задержан", "Контейнер… задержан"),
        ("الحاويةTPH26100278محتجزة", "الحاوية…محتجزة"),
        ("提单TPH٢٦١٠٠٢٧٨被扣", "提单…被扣"),
        ("与TPH26100277同柜", "与TPH26100277同柜"),
        ("与TPH26100277同柜的OOLU2751234567被扣", "与TPH26100277同柜的…被扣"),
        ("TPH26100277/OOLU2751234567", "TPH26100277/…"),
        ("КонтейнерMSKU6011672 задержан", "КонтейнерMSKU6011672 задержан"),
    ],
)
def test_a_number_ends_where_another_script_begins(remark: str, shown: str) -> None:
    assert told(remark).card["eta_reason"] == shown  # type: ignore[index]


@pytest.mark.parametrize(
    ("remark", "shown"),
    [
        ("提单TPH26100277被海关扣留", "提单…被海关扣留"),
        ("КонтейнерMSKU6011672 задержан", "Контейнер… задержан"),
        ("الحاويةMSKU6011672محتجزة", "الحاوية…محتجزة"),
    ],
)
def test_on_a_full_container_too_a_glued_number_of_others_is_masked(remark: str, shown: str) -> None:
    messages = [
        *until_departed(),
        eta("2026-11-14T06:00:00+03:00", "2026-10-21T02:00:00Z", changeRemark=remark),
    ]
    card = ask(SHIPMENT.reference, ANA, messages, shipments=(SHIPMENT, OURS)).card
    assert card is not None
    assert card["eta_reason"] == shown


@pytest.mark.parametrize(
    ("remark", "shown"),
    [
        ("customs ref 12345678", "customs ref …"),
        ("customs ref 9988-77-6655", "customs ref …"),
        ("sailing 20261114 or 14112026", "sailing 20261114 or 14112026"),
        ("sailing 14NOV2026, 14-NOV-26 or 14.11.2026", "sailing 14NOV2026, 14-NOV-26 or 14.11.2026"),
        ("31NOV2026", "…"),
        ("gate closes 1200hrs, opens 0800-1700", "gate closes 1200hrs, opens 0800-1700"),
        ("ref 9900hrs", "ref …"),
        ("over by 24000kgs", "over by 24000kgs"),
        ("joint cargo OOLU 275 123 4567", "joint cargo OOLU …"),
        ("joint cargo 9988 7766", "joint cargo …"),
        ("until 14 11 2026, berth 12 1400", "until 14 11 2026, berth 12 1400"),
        ("box MSKU 601167 2 waits", "box MSKU 601167 2 waits"),
    ],
)
def test_of_unknown_digits_only_days_times_and_measures_are_shown(remark: str, shown: str) -> None:
    assert told(remark).card["eta_reason"] == shown  # type: ignore[index]


def test_a_longer_number_of_others_that_begins_like_the_buyers_own_is_masked_whole() -> None:
    half = replace(THEIRS, house_bl_no=f"{OURS.house_bl_no}-B")
    card = told(f"{OURS.house_bl_no} goes with {half.house_bl_no}", (OURS, half)).card
    assert card is not None
    assert card["eta_reason"] == f"{OURS.house_bl_no} goes with …"


def test_a_number_of_others_within_the_buyers_own_hides_nothing_of_it() -> None:
    other = replace(THEIRS, booking_no="261002")
    assert told("TP-26-1002 waits", (OURS, other)).card["eta_reason"] == "TP-26-1002 waits"  # type: ignore[index]
