"""What phrases say of a shipment that nobody has reported on, or that was not ready, in every language."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from agent.calls import Call
from agent.saying.compose import lead, required, rest
from agent.saying.phrases import LANGUAGES, phrases
from agent.saying.roles import Roles, roles_of
from agent.saying.speech import Speech
from core.evidence import Evidence
from core.trade import Shipment
from core.turns import JsonObject
from tests.tools.shipment.messages import (
    DAWN,
    SHIPMENT,
    eta,
    papers,
    transport,
    until_departed,
    until_discharged,
    until_loaded,
)
from tools.shipment import follow
from tools.shipment.facts import view_facts

ETA = eta("2026-11-14T06:00:00+03:00", "2026-10-21T02:00:00Z")
NOT_READY = [
    *until_loaded()[:4],
    papers("PENU", "VGM", "2026-10-18T09:00:00+08:00", "Certificate unsigned"),
    transport("DEPA", "2026-10-20T22:00:00+08:00", "CNNBG", DAWN),
]


def known(messages: list[JsonObject], today: date, shipment: Shipment = SHIPMENT) -> tuple[Evidence, Roles]:
    facts = view_facts(shipment, follow(shipment, messages, today))
    evidence, handles = Evidence().add_all(facts)
    return evidence, roles_of(Call("track", ()), handles, evidence)


def said(
    language: str, messages: list[JsonObject], today: date, shipment: Shipment = SHIPMENT
) -> tuple[str, list[str]]:
    """The lead and the clauses after it, as the buyer reads them."""
    evidence, roles = known(messages, today, shipment)
    words = phrases(language)
    reply = words.reply("track", "found")
    first = lead(reply, roles)
    clauses = rest(reply, roles, words, first)
    speech = Speech(evidence, roles, words)
    return speech.say(first), [speech.say(clause) for clause in clauses]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_silence_is_said_with_the_last_event_and_its_day(language: str) -> None:
    first, clauses = said(language, [*until_departed(), ETA], date(2026, 11, 9))
    whole = " ".join(clauses)
    assert not any(char.isdigit() for char in first)
    assert "2026-10-20" in clauses[0]
    assert SHIPMENT.reference in clauses[0]
    assert "2026-10-21" in clauses[1]
    assert "2026-11-14" in whole
    assert phrases(language).names["milestone"]["departed"] in clauses[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_old_date_is_never_said_like_an_expectation(language: str) -> None:
    _, stale = said(language, [*until_departed(), ETA], date(2026, 11, 9))
    _, fresh = said(language, [*until_departed(), ETA], date(2026, 10, 25))
    expected = [clause for clause in fresh if "2026-11-14" in clause]
    assert len(expected) == 1
    assert expected[0] not in stale


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_silence_is_not_left_to_a_model_to_word(language: str) -> None:
    _, stale = known([*until_departed(), ETA], date(2026, 11, 9))
    _, fresh = known([*until_departed(), ETA], date(2026, 10, 25))
    reply = phrases(language).reply("track", "found")
    assert required(reply, stale) == set()
    assert required(reply, fresh)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_has_to_be_put_right_before_loading_is_said_with_the_carriers_words(language: str) -> None:
    _, clauses = said(language, NOT_READY, date(2026, 10, 22))
    assert any("VGM" in clause and "Certificate unsigned" in clause for clause in clauses)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_setpoint_a_delay_and_days_over_are_said(language: str) -> None:
    reefer = replace(SHIPMENT, setpoint_c=Decimal("-18.0"))
    moved = eta("2026-11-17T06:00:00+03:00", "2026-10-24T02:00:00Z")
    _, on_the_way = said(language, [*until_departed(), ETA, moved], date(2026, 10, 25), reefer)
    _, landed = said(language, until_discharged(), date(2026, 11, 23))
    assert any("18 °C" in clause for clause in on_the_way)
    assert any(phrases(language).unit("3", "day", Decimal(3)) in clause for clause in on_the_way)
    assert any(phrases(language).unit("5", "day", Decimal(5)) in clause for clause in landed)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_names_what_is_to_be_settled(language: str) -> None:
    names, english = phrases(language).names["not_loaded"], phrases("en").names["not_loaded"]
    assert set(names) == set(english)
    assert set(english) >= {"vgm", "customs", "seal", "documents", "dangerous_goods", "out_of_gauge"}
