"""Who may have an inference, in which order, and the reason that goes into the audit log."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from core.ports import BackendState, Capability
from llm.routing.tiers import Choice, Standing, Tier, TierName, choose
from tests.llm.fakes import ASKED, FakeBackend

SECRET = replace(ASKED, confidential=True)
AWAY = BackendState(available=False, reason="no answer")


def standing(
    name: TierName,
    state: BackendState = BackendState(),
    *capabilities: Capability,
    stays_here: bool | None = None,
) -> Standing:
    here = name == "local" if stays_here is None else stays_here
    return Standing(Tier(name, FakeBackend(), here), state, frozenset(capabilities))


def told(choice: Choice) -> list[tuple[str, str]]:
    return [(candidate.tier.name, candidate.reason()) for candidate in choice.candidates]


def test_the_order_is_local_nearby_cloud_whatever_the_order_given() -> None:
    choice = choose(ASKED, [standing("cloud"), standing("nearby"), standing("local")])
    assert told(choice) == [(name, "first in order") for name in ("local", "nearby", "cloud")]
    assert choice.struck == ()


def test_what_is_confidential_stays_on_this_machine() -> None:
    choice = choose(SECRET, [standing("local"), standing("nearby", stays_here=True), standing("cloud")])
    reason = "confidential: stays on this machine"
    assert told(choice) == [("local", reason), ("nearby", reason)]
    assert [why for _, why in choice.struck] == [
        "cloud is not on this machine and the request is confidential"
    ]


def test_with_nowhere_else_to_go_being_confidential_is_no_reason() -> None:
    assert told(choose(SECRET, [standing("local")])) == [("local", "first in order")]


def test_an_unavailable_tier_is_struck_out_with_its_reason() -> None:
    choice = choose(ASKED, [standing("local", AWAY), standing("nearby")])
    assert told(choice) == [("nearby", "local is unavailable (no answer)")]


def test_a_spent_budget_strikes_out_what_costs_money() -> None:
    tiers = [standing("local"), standing("nearby"), standing("cloud")]
    choice = choose(ASKED, tiers, remote_allowed=False)
    assert told(choice) == [("local", "first in order")]
    assert {tier.name for tier, _ in choice.struck} == {"nearby", "cloud"}


@pytest.mark.parametrize(
    ("local_s", "cloud_s", "first", "reason"),
    [
        (5.0, 0.0, "local", "first in order"),
        (6.0, 0.0, "cloud", "local would begin in 6 s"),
        (6.0, 5.5, "cloud", "local would begin in 6 s"),
        (6.0, 7.0, "local", "first in order"),
        (6.0, 6.0, "local", "first in order"),
    ],
)
def test_who_would_begin_late_goes_behind_who_begins_sooner(
    local_s: float, cloud_s: float, first: str, reason: str
) -> None:
    local = standing("local", BackendState(wait_s=local_s))
    choice = choose(ASKED, [local, standing("cloud", BackendState(wait_s=cloud_s))], patience_s=5.0)
    assert told(choice)[0] == (first, reason)
    assert len(choice.candidates) == 2


@pytest.mark.parametrize(
    ("grammar", "thinking", "able"),
    [("root ::= [a-z]", False, "grammar"), (None, True, "thinking")],
)
def test_a_capability_decides_between_tiers_of_one_place_only(
    grammar: str | None, thinking: bool, able: Capability
) -> None:
    asked = replace(ASKED, grammar=grammar, thinking=thinking)
    plain, good = standing("nearby"), standing("nearby", BackendState(), able)
    local, cloud = standing("local"), standing("cloud", BackendState(), able)
    order = [c.tier for c in choose(asked, [cloud, plain, good, local]).candidates]
    assert order == [local.tier, good.tier, plain.tier, cloud.tier]
    assert [c.tier for c in choose(ASKED, [plain, good]).candidates] == [plain.tier, good.tier]


def test_a_reason_names_everything_that_was_passed_over() -> None:
    tiers: Sequence[Standing] = (
        standing("local", AWAY),
        standing("nearby", BackendState(wait_s=30)),
        standing("cloud"),
    )
    cloud, nearby = choose(ASKED, tiers).candidates
    assert cloud.reason() == "local is unavailable (no answer); nearby would begin in 30 s"
    assert (
        nearby.reason(["cloud is busy (try again in 3 s)"])
        == "local is unavailable (no answer); cloud is busy (try again in 3 s)"
    )
