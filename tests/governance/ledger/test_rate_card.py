from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.clock import FixedClock
from core.errors import BadInput
from core.ports import InferenceUsage
from core.records import LedgerRow
from core.settings import RateCardSettings
from governance.ledger import RateCard, total
from tests.fakes_governance import NOON

MILLIONTH = Decimal("0.000001")
# 8766 h of life at a loss of 876.60: 0.10 an hour. Idle 100 W and busy 300 W at PUE 1.5 and 0.20 a kWh.
ROUND = RateCardSettings(
    name="round",
    currency="EUR",
    capex=Decimal("976.60"),
    salvage=Decimal("100"),
    life_years=Decimal(1),
    busy_watts=Decimal(300),
    idle_watts=Decimal(100),
    pue=Decimal("1.5"),
    tariff_kwh=Decimal("0.20"),
    rack_hour=Decimal("0.03"),
    operations_hour=Decimal("0.02"),
    utilisation=Decimal("0.5"),
)


def card(settings: RateCardSettings = ROUND) -> RateCard:
    return RateCard(settings, FixedClock(NOON))


def row_of(
    busy_s: float, settings: RateCardSettings = ROUND, *, prefill_s: float = 0.0, decode_s: float = 0.0
) -> LedgerRow:
    usage = InferenceUsage(120, 40, 9, 0.5, prefill_s, decode_s, busy_s)
    return card(settings).row(
        usage, model="m", purpose="plan", turn_id="t1", conversation_id="c1", actor="zola"
    )


def test_an_hour_of_the_machine_is_hardware_energy_floor_and_operations() -> None:
    # 0.10 + (100 W + half of 200 W) x 1.5 x 0.20 = 0.06, + 0.03 + 0.02
    assert card().node_hour == Decimal("0.21")


def test_an_hour_busy_has_its_three_prices() -> None:
    row = row_of(3600.0)
    assert row.marginal == Decimal("0.06")
    assert row.allocated == Decimal("0.21")
    assert row.fully_loaded == Decimal("0.42")
    assert row.energy_wh == Decimal(450)
    assert row.currency == "EUR"


def test_a_row_keeps_what_was_used_and_for_whom() -> None:
    row = row_of(0.25)
    assert (row.input_tokens, row.cached_tokens, row.output_tokens, row.queue_s) == (120, 40, 9, 0.5)
    assert (row.at, row.turn_id, row.conversation_id, row.actor, row.model) == (
        NOON,
        "t1",
        "c1",
        "zola",
        "m",
    )
    assert (row.purpose, row.busy_s) == ("plan", 0.25)


@pytest.mark.parametrize("busy_s", [1e-7, 0.0001, 0.02, 3.5])
def test_no_real_inference_is_free(busy_s: float) -> None:
    row = row_of(busy_s, RateCardSettings())
    assert min(row.marginal, row.allocated, row.fully_loaded, row.energy_wh) > 0


def test_without_a_busy_share_the_time_of_the_call_is_charged() -> None:
    assert row_of(0.0, prefill_s=1.5, decode_s=0.5).allocated == row_of(2.0).allocated
    assert row_of(0.0).allocated > 0


def test_the_card_is_named_by_all_its_figures() -> None:
    dearer = ROUND.model_copy(update={"tariff_kwh": Decimal("0.21")})
    assert card().name.startswith("round#")
    assert card().name == card().name != card(dearer).name
    assert row_of(1.0).rate_card == card().name


def test_the_terms_say_what_the_amounts_were_made_from() -> None:
    terms = card().terms()
    assert terms["capex"] == "976.60"
    assert Decimal(terms["node_hour"]) == Decimal("0.21")
    assert terms["rate_card"] == card().name
    assert terms["energy"] == "estimate"


_WATTS = st.decimals(1, 5000, places=1)
_PRICES = st.decimals("0.001", 100, places=3)
_CARDS = st.builds(
    lambda capex, salvage, life, idle, above, pue, tariff, rack, utilisation: RateCardSettings(
        capex=capex,
        salvage=capex * salvage,
        life_years=life,
        idle_watts=idle,
        busy_watts=idle + above,
        pue=pue,
        tariff_kwh=tariff,
        rack_hour=rack,
        utilisation=utilisation,
    ),
    st.decimals(1, 500_000, places=2),
    st.decimals(0, 1, places=2),
    st.decimals("0.5", 10, places=1),
    _WATTS,
    _WATTS,
    st.decimals(1, 3, places=2),
    _PRICES,
    _PRICES,
    st.decimals("0.01", 1, places=2),
)
_SHARES = st.lists(st.floats(0.000001, 900.0, allow_nan=False), min_size=1, max_size=30)


@given(_CARDS, _SHARES, st.decimals(8, 1000, places=3))
def test_rows_and_idle_time_add_up_to_the_node_bill(
    settings: RateCardSettings, shares: list[float], hours: Decimal
) -> None:
    priced = card(settings)
    rows = [row_of(share, settings) for share in shares]
    busy_s = sum((Decimal(repr(row.busy_s)) for row in rows), Decimal(0))
    accounted = total(rows).allocated + priced.idle(hours, busy_s)
    assert abs(accounted - priced.bill(hours)) <= priced.bill(hours) * MILLIONTH


@given(_CARDS, _SHARES)
def test_at_the_assumed_utilisation_fully_loaded_rows_alone_are_the_node_bill(
    settings: RateCardSettings, shares: list[float]
) -> None:
    rows = [row_of(share, settings) for share in shares]
    busy_hours = sum((Decimal(repr(row.busy_s)) for row in rows), Decimal(0)) / 3600
    bill = card(settings).bill(busy_hours / settings.utilisation)
    assert abs(total(rows).fully_loaded - bill) <= bill * MILLIONTH


@pytest.mark.parametrize(
    "figures",
    [
        {"life_years": "0"},
        {"salvage": "2000"},
        {"salvage": "-1"},
        {"busy_watts": "10"},
        {"idle_watts": "-5"},
        {"pue": "0.9"},
        {"tariff_kwh": "-0.1"},
        {"rack_hour": "-1"},
        {"operations_hour": "-1"},
    ],
)
def test_a_card_that_no_machine_can_have_is_refused(figures: dict[str, str]) -> None:
    (name,) = figures
    with pytest.raises(BadInput, match=name):
        card(RateCardSettings.model_validate(figures))


def test_a_card_in_no_known_currency_is_refused() -> None:
    with pytest.raises(BadInput, match="XQX"):
        card(RateCardSettings(currency="XQX"))


def test_a_card_that_makes_everything_free_is_refused() -> None:
    zero = dict.fromkeys(("capex", "salvage", "tariff_kwh", "rack_hour", "operations_hour"), Decimal(0))
    with pytest.raises(BadInput, match="free"):
        card(RateCardSettings.model_validate(zero))


def test_the_sum_of_rows_in_two_currencies_is_refused() -> None:
    with pytest.raises(BadInput, match="EUR, USD"):
        total([row_of(1.0), row_of(1.0, RateCardSettings())])


def test_the_sum_counts_every_row() -> None:
    summed = total([row_of(1.0), row_of(2.0)])
    assert (summed.inferences, summed.input_tokens, summed.cached_tokens) == (2, 240, 80)
    assert (summed.output_tokens, summed.busy_s, summed.currency) == (18, 3.0, "EUR")
    assert summed.marginal == row_of(1.0).marginal + row_of(2.0).marginal
    assert total([]).allocated == 0
