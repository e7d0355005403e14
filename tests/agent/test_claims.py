"""Words about a shipment that need a value beside them."""

import random
import re

import pytest

from agent.saying.claims import unvouched
from agent.saying.phrases import LANGUAGES, phrases
from models.sayings import saying


@pytest.mark.parametrize(
    "draft",
    [
        "The carrier rolled {reference} over: {reported_on}.",
        "{reference} is on hold: {milestone}.",
        "The arrival moved from {eta} to {eta}.",
        "All is well. {reference} is being held.",
        "{reference} is held: {milestone}. The reason is {hold_reason}.",
    ],
)
def test_a_claim_without_its_value_is_found(draft: str) -> None:
    assert unvouched(draft, phrases("en").claims)


@pytest.mark.parametrize(
    "draft",
    [
        "The carrier rolled {reference} over: {rollover_reason}. It is now expected on {eta}.",
        "{reference} is on hold: {hold_reason}.",
        "The arrival moved from {eta_before} to {eta}.",
        "{reference} is reported as {milestone} at {milestone_place} on {milestone_date}.",
    ],
)
def test_what_a_value_vouches_for_may_be_said(draft: str) -> None:
    assert unvouched(draft, phrases("en").claims) == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_writer_is_taught_claims_nothing_without_its_value(language: str) -> None:
    rng = random.Random(3)
    for _ in range(300):
        answer = saying(rng, "track", "found", language).answer
        assert unvouched(answer, phrases(language).claims) == "", answer


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_knows_the_same_claims(language: str) -> None:
    claims = phrases(language).claims
    assert claims.keys() == phrases("en").claims.keys()
    assert all(isinstance(words, re.Pattern) for words in claims.values())
