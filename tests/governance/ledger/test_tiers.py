"""What other tiers cost: the price of their tokens, or openly nothing; never this machine's hours."""

from collections.abc import Mapping
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.clock import FixedClock
from core.errors import BadInput
from core.ports import InferenceUsage
from core.records import LedgerRow
from core.settings import RateCardSettings
from governance.ledger import RateCard, TokenPrices, total
from tests.fakes_governance import NOON

CLOUD = TokenPrices(Decimal("0.50"), Decimal("2.00"))
FREE = TokenPrices(Decimal(0), Decimal(0))
USAGE = InferenceUsage(
    input_tokens=1_000_000,
    cached_tokens=400_000,
    output_tokens=500_000,
    decode_s=90.0,
    busy_s=1.5,
    cpu_s=2.5,
    thinking_tokens=100_000,
)


def card(remote: Mapping[str, TokenPrices] | None = None) -> RateCard:
    return RateCard(RateCardSettings(), FixedClock(NOON), {"cloud": CLOUD} if remote is None else remote)


def row(
    tier: str, usage: InferenceUsage = USAGE, *, outcome: str = "done", priced: RateCard | None = None
) -> LedgerRow:
    return (priced or card()).row(
        usage,
        model="m",
        purpose="say",
        turn_id="t1",
        conversation_id="c1",
        actor="zola",
        tier=tier,
        outcome=outcome,
    )


def test_a_remote_tier_costs_its_tokens_and_nothing_of_this_machine() -> None:
    remote = row("cloud")
    assert remote.marginal == remote.allocated == remote.fully_loaded == Decimal("1.5")
    assert remote.energy_wh == 0
    assert (remote.currency, remote.tier) == ("USD", "cloud")
    assert remote.is_priced


def test_how_long_a_remote_tier_took_changes_nothing() -> None:
    slow = InferenceUsage(input_tokens=1_000_000, output_tokens=500_000, decode_s=9000.0, busy_s=9000.0)
    assert row("cloud", slow).allocated == row("cloud").allocated


def test_a_tier_that_nobody_priced_shows_zero_and_says_so() -> None:
    for unpriced in (row("nearby"), row("cloud", priced=card({"cloud": FREE}))):
        assert unpriced.marginal == unpriced.allocated == unpriced.fully_loaded == 0
        assert unpriced.rate_card.endswith(f"{unpriced.tier} unpriced")
        assert not unpriced.is_priced


def test_a_local_row_is_the_same_whatever_the_other_tiers_cost() -> None:
    without, beside = row("local", priced=card({})), row("local")
    assert without.allocated == beside.allocated > 0
    assert beside.energy_wh > 0
    assert (beside.cpu_s, beside.thinking_tokens, beside.outcome) == (2.5, 100_000, "done")


def test_the_name_of_the_card_changes_with_a_tiers_price() -> None:
    dearer = card({"cloud": TokenPrices(Decimal("0.51"), Decimal("2.00"))})
    assert len({card({}).name, card().name, dearer.name}) == 3
    assert card({"cloud": FREE}).name == card({}).name
    assert card().terms()["remote"] == {"cloud": {"input_price_1m": "0.50", "output_price_1m": "2.00"}}


@pytest.mark.parametrize(
    "prices",
    [{"local": CLOUD}, {"cloud": TokenPrices(Decimal("-0.1"), Decimal(1))}],
    ids=["local", "below"],
)
def test_a_price_that_cannot_be_is_refused(prices: dict[str, TokenPrices]) -> None:
    with pytest.raises(BadInput, match="price"):
        card(prices)


_USAGES = st.builds(
    InferenceUsage,
    input_tokens=st.integers(1, 100_000),
    output_tokens=st.integers(0, 10_000),
    busy_s=st.floats(0.000001, 900.0),
)
_ROWS = st.lists(
    st.tuples(
        st.sampled_from(("local", "nearby", "cloud")), st.sampled_from(("done", "abandoned")), _USAGES
    ),
    min_size=1,
    max_size=30,
)


@given(_ROWS, st.decimals(8, 1000, places=3))
def test_done_and_abandoned_local_rows_with_the_idle_time_are_the_node_bill(
    asked: list[tuple[str, str, InferenceUsage]], hours: Decimal
) -> None:
    priced = card()
    rows = [row(tier, usage, outcome=outcome, priced=priced) for tier, outcome, usage in asked]
    local = [entry for entry in rows if entry.tier == "local"]
    done, abandoned = (
        total([entry for entry in local if entry.outcome == outcome]) for outcome in ("done", "abandoned")
    )
    busy_s = sum((Decimal(repr(entry.busy_s)) for entry in local), Decimal(0))
    accounted = done.allocated + abandoned.allocated + priced.idle(hours, busy_s)
    bill = priced.bill(hours)
    assert abs(accounted - bill) <= bill * Decimal("0.000001")


@given(_ROWS)
def test_every_row_stands_in_one_tier_and_one_outcome(
    asked: list[tuple[str, str, InferenceUsage]],
) -> None:
    rows = [row(tier, usage, outcome=outcome) for tier, outcome, usage in asked]
    for column in ("tier", "outcome"):
        keys = {getattr(entry, column) for entry in rows}
        parts = [total([entry for entry in rows if getattr(entry, column) == key]) for key in keys]
        assert sum(part.allocated for part in parts) == total(rows).allocated
        assert sum(part.inferences for part in parts) == len(rows)
