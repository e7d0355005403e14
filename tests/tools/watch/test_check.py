"""When an alert fires: the list fell and the price is below its sum. Nothing else does it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.ids import MerchantId, UserId
from core.principal import Principal, Role
from core.trade import PortBook, PriceRow, PriceUnit, Term
from core.values import PlaceRef
from tests.books import BUYER, TODAY, book, fx, lane, price, product
from tests.tools.watch.alerts import LAST_DAY, SEEN, alert, listed, look
from tools.watch import Ends, Fires, Waits, check
from tools.watch.price import list_row

MOMBASA = PlaceRef(locode="KEMBA", name="Mombasa", country="Kenya")
YUAN = price(unit_price="60", currency="CNY")


def test_a_list_that_falls_below_the_sum_fires() -> None:
    verdict = look(alert(), listed(price(unit_price="7.50")))
    assert isinstance(verdict, Fires)
    assert (verdict.priced.amount, verdict.priced.fx) == (Decimal("7.50"), ())


@pytest.mark.parametrize("unit_price", ["8.00", "8.01", "12.00"])
def test_a_list_that_moves_and_is_not_below_is_remembered(unit_price: str) -> None:
    moved = price(unit_price=unit_price)
    verdict = look(alert(), listed(moved))
    assert isinstance(verdict, Waits)
    assert (verdict.seen, verdict.is_news) == (list_row(moved), True)


def test_a_move_of_the_exchange_rate_alone_does_not_fire() -> None:
    """9.00 dollars are below 8.00 euros at 0.85, and the list is what it was."""
    held = alert(currency="EUR")
    verdict = look(held, listed(SEEN, fx=(fx("USD", "EUR", "0.85"),)))
    assert isinstance(verdict, Waits)
    assert not verdict.is_news


def test_a_rate_that_moves_after_the_list_did_not_fire_does_not_fire_later() -> None:
    """The list falls to 8.60 while a dollar is 0.95 euros; a day later it is 0.90 euros."""
    moved = price(unit_price="8.60")
    before = look(alert(currency="EUR"), listed(moved, fx=(fx("USD", "EUR", "0.95"),)))
    assert isinstance(before, Waits)
    assert before.seen == list_row(moved)
    after = look(replace(before.alert, seen=before.seen), listed(moved, fx=(fx("USD", "EUR", "0.90"),)))
    assert isinstance(after, Waits)


def test_a_list_that_falls_is_converted_by_the_rate_of_the_day() -> None:
    rate = fx("USD", "EUR", "0.9")
    verdict = look(alert(currency="EUR"), listed(price(unit_price="8.50"), fx=(rate,)))
    assert isinstance(verdict, Fires)
    assert (verdict.priced.amount, verdict.priced.fx) == (Decimal("7.6500"), (rate,))


def test_a_converted_price_that_shows_as_the_sum_is_not_below_it() -> None:
    port = listed(price(unit_price="8.00001"), fx=(fx("USD", "EUR", "0.999998"),))
    assert isinstance(look(alert(currency="EUR"), port), Waits)


@pytest.mark.parametrize(
    "again",
    [
        SEEN,
        replace(SEEN, row=90),
        replace(SEEN, unit_price=Decimal("9.0")),
        replace(SEEN, valid_from=date(2026, 10, 20), valid_until=date(2026, 12, 31), note="new"),
    ],
)
def test_the_same_figures_again_do_not_fire(again: object) -> None:
    held = alert(below=Decimal(10))
    port = book(prices=(again,))
    verdict = look(held, port)
    assert isinstance(verdict, Waits)
    assert not verdict.is_news


@pytest.mark.parametrize(
    "taking_over",
    [
        price(unit_price="8.99", price_list="L2", row=3),
        price(unit_price="7.00", audience="buyer:ana", row=3),
        price(unit_price="7.00", audience="registered", row=3),
    ],
)
def test_another_row_that_takes_over_and_is_lower_fires(taking_over: object) -> None:
    port = book(prices=(taking_over,))
    assert isinstance(look(alert(below=Decimal("9.50")), port), Fires)


@pytest.mark.parametrize("audience", ["buyer:ben", "registered"])
def test_a_row_that_the_owner_may_not_see_never_fires_or_appears(audience: str) -> None:
    port = listed(SEEN, price(unit_price="1.00", audience=audience, row=3))
    visitor = Principal(Role.VISITOR, UserId("ana"))
    (verdict,) = check([alert()], {"ana": visitor if audience == "registered" else BUYER}, port, TODAY)
    assert isinstance(verdict, Waits)
    assert verdict.seen == list_row(SEEN)


def test_the_last_day_counts_and_the_next_one_ends_the_alert() -> None:
    falling = listed(price(unit_price="7.00", valid_until=date(2027, 12, 31)))
    assert isinstance(look(alert(), falling, LAST_DAY), Fires)
    assert isinstance(look(alert(), falling, date(2027, 5, 1)), Ends)


@pytest.mark.parametrize(
    ("port", "reason"),
    [
        (book(prices=()), "no_price"),
        (book(products=(), prices=()), "not_listed"),
        (listed(price(unit_price="7.00", valid_until=date(2026, 10, 31))), "price_expired"),
        (listed(price(unit_price="7.00", valid_from=date(2026, 11, 2))), "no_price"),
        (listed(price(unit_price="7.00", currency="EUR")), "no_exchange_rate"),
    ],
)
def test_without_a_valid_price_nothing_fires_and_the_alert_says_so(port: PortBook, reason: str) -> None:
    verdict = look(alert(), port)
    assert isinstance(verdict, Waits)
    assert (verdict.trouble, verdict.seen) == (reason, list_row(SEEN))


def test_an_owner_who_left_the_port_is_told_nothing() -> None:
    (verdict,) = check([alert()], {}, listed(price(unit_price="1.00")), TODAY)
    assert isinstance(verdict, Waits)
    assert verdict.trouble == "unknown_owner"


def test_a_price_that_becomes_valid_fires_on_its_day() -> None:
    port = listed(SEEN, price(unit_price="7.00", price_list="L2", valid_from=date(2026, 11, 5), row=3))
    assert isinstance(look(alert(), port, date(2026, 11, 4)), Waits)
    assert isinstance(look(alert(), port, date(2026, 11, 5)), Fires)


def test_an_alert_that_was_set_without_a_price_fires_at_the_first_one_below() -> None:
    held = alert(None, trouble="no_price", unit=None)
    verdict = look(held, listed(price(unit_price="7.00", price_unit=PriceUnit.KG)))
    assert isinstance(verdict, Fires)
    assert verdict.priced.unit is PriceUnit.KG


def test_an_alert_from_before_rows_were_remembered_begins_with_what_it_sees() -> None:
    low = price(unit_price="7.00")
    verdict = look(alert(None, unit=None), listed(low))
    assert isinstance(verdict, Waits)
    assert (verdict.seen, verdict.unit) == (list_row(low), PriceUnit.CARTON)


def test_the_tier_decides_which_row_counts() -> None:
    seen = price(unit_price="9.00", min_cartons=100, row=3)
    port = listed(price(unit_price="7.00"), seen)
    assert isinstance(look(alert(seen, tier=100), port), Waits)
    cheaper = listed(price(unit_price="9.90"), price(unit_price="7.90", min_cartons=100, row=3))
    verdict = look(alert(seen, tier=100), cheaper)
    assert isinstance(verdict, Fires)
    assert verdict.priced.cartons == 100


def test_without_a_tier_the_lowest_one_that_can_be_had_counts() -> None:
    goods = product(moq_cartons=60)
    rows = (price(unit_price="9.00", min_cartons=10), price(unit_price="7.00", min_cartons=50, row=3))
    verdict = look(alert(), listed(*rows, products=(goods,)))
    assert isinstance(verdict, Fires)
    assert (verdict.priced.cartons, verdict.priced.row.min_cartons) == (60, 50)


def test_a_list_in_another_unit_is_compared_in_the_alerts_own() -> None:
    """10 kg a carton: 0.70 a kg are 7.00 a carton."""
    verdict = look(alert(), listed(price(unit_price="0.70", price_unit=PriceUnit.KG)))
    assert isinstance(verdict, Fires)
    assert verdict.priced.amount == Decimal(7)
    dear = look(alert(), listed(price(unit_price="0.90", price_unit=PriceUnit.PIECE)))
    assert isinstance(dear, Waits)


def test_a_term_is_about_the_delivered_price_of_a_carton() -> None:
    """100 cartons of 0.05 CBM: 5 W/M at 98.00 are 4.90 a carton."""
    held = alert(tier=100, term=Term.CFR, place=MOMBASA, below=Decimal("12.00"))
    dear = look(held, listed(price(unit_price="7.50")))
    assert isinstance(dear, Waits)
    verdict = look(held, listed(price(unit_price="7.00")))
    assert isinstance(verdict, Fires)
    assert verdict.priced.amount == Decimal("11.90")


def test_cheaper_freight_alone_does_not_fire() -> None:
    held = alert(tier=100, term=Term.CFR, place=MOMBASA, below=Decimal("12.00"))
    assert isinstance(look(held, listed(SEEN, lanes=(lane(rate="1.00"),))), Waits)


def test_a_place_that_is_no_longer_served_is_told() -> None:
    held = alert(term=Term.CFR, place=MOMBASA)
    verdict = look(held, listed(price(unit_price="1.00"), lanes=()))
    assert isinstance(verdict, Waits)
    assert verdict.trouble == "unserved_lane"


def test_alerts_are_judged_each_for_its_owner() -> None:
    ben = Principal(Role.BUYER, UserId("ben"))
    desk = Principal(Role.MERCHANT, UserId("m1-desk"), MerchantId("M1"))
    port = listed(SEEN, price(unit_price="7.00", audience="buyer:ben", row=3))
    alerts = [alert(), alert(owner="ben"), alert(owner="m1-desk")]
    verdicts = check(alerts, {"ana": BUYER, "ben": ben, "m1-desk": desk}, port, TODAY)
    assert [type(verdict) for verdict in verdicts] == [Waits, Fires, Waits]


@pytest.mark.parametrize(
    "now",
    [
        replace(YUAN, price_list="L2"),
        replace(YUAN, unit_price=Decimal("60.50")),
        replace(YUAN, min_cartons=5, audience="buyer:ana"),
    ],
)
def test_a_rate_that_moves_together_with_the_list_does_not_fire_unless_the_list_fell(now: PriceRow) -> None:
    """60 yuan are 8.57 dollars at 7.0 and 7.89 at 7.6."""
    port = listed(now, fx=(fx("USD", "CNY", "7.6"),))
    verdict = look(alert(YUAN), port)
    assert isinstance(verdict, Waits)
    assert verdict.seen == list_row(now)
    assert isinstance(
        look(alert(YUAN), listed(replace(now, unit_price=Decimal("59.99")), fx=port.fx)), Fires
    )


def test_a_list_that_rises_where_the_price_was_below_already_does_not_fire() -> None:
    held = alert(YUAN, below=Decimal(10))
    rate = fx("USD", "CNY", "7.0")
    assert isinstance(look(held, listed(replace(YUAN, unit_price=Decimal(65)), fx=(rate,))), Waits)
    assert isinstance(look(held, listed(replace(YUAN, unit_price=Decimal(59)), fx=(rate,))), Fires)


@pytest.mark.parametrize(("unit_price", "fired"), [("8.57", False), ("7.89", False), ("7.88", True)])
def test_a_list_in_new_money_is_compared_at_the_rate_of_the_day(unit_price: str, fired: bool) -> None:
    """60 yuan were 8.57 dollars when they were seen; today, when the list is in dollars, they are 7.89."""
    port = listed(price(unit_price=unit_price), fx=(fx("USD", "CNY", "7.6"),))
    assert isinstance(look(alert(YUAN, below=Decimal(9)), port), Fires) is fired


def test_a_list_in_new_money_without_a_rate_to_the_old_is_remembered() -> None:
    verdict = look(alert(YUAN), listed(price(unit_price="7.00")))
    assert isinstance(verdict, Waits)
    assert verdict.seen == list_row(price(unit_price="7.00"))


@pytest.mark.parametrize(("unit_price", "fired"), [("1.2857", False), ("1.286", False), ("1.28", True)])
def test_a_list_in_a_new_unit_is_compared_by_the_carton(unit_price: str, fired: bool) -> None:
    """9.00 a carton of 7 kg are 1.2857 a kg, but for the rounding."""
    goods = product(carton_nw_kg=Decimal(7))
    port = listed(price(unit_price=unit_price, price_unit=PriceUnit.KG), products=(goods,))
    assert isinstance(look(alert(below=Decimal(10)), port), Fires) is fired


def test_a_delivered_price_that_freight_lowers_while_the_list_rises_does_not_fire() -> None:
    held = alert(tier=100, term=Term.CFR, place=MOMBASA, below=Decimal("12.00"))
    port = listed(price(unit_price="9.10"), lanes=(lane(rate="1.00"),))
    assert isinstance(look(held, port), Waits)
    assert isinstance(look(held, listed(price(unit_price="8.90"), lanes=port.lanes)), Fires)


def test_a_delivered_price_may_be_watched_by_the_kg() -> None:
    """11.90 a carton of 10 kg, CFR."""
    held = alert(tier=100, term=Term.CFR, place=MOMBASA, unit=PriceUnit.KG, below=Decimal("1.20"))
    assert isinstance(look(held, listed(price(unit_price="7.50"))), Waits)
    verdict = look(held, listed(price(unit_price="7.00")))
    assert isinstance(verdict, Fires)
    assert (verdict.priced.amount, verdict.priced.unit) == (Decimal("1.1900"), PriceUnit.KG)


@given(
    st.decimals("0.01", "99", places=2),
    st.decimals("0", "99", places=2),
    st.decimals("5", "9", places=3),
    st.sampled_from(["L1", "L2"]),
)
def test_a_list_that_did_not_fall_never_fires_at_any_rate(
    seen: Decimal, more: Decimal, rate: Decimal, name: str
) -> None:
    now = replace(YUAN, unit_price=seen + more, price_list=name)
    port = listed(now, fx=(fx("USD", "CNY", str(rate)),))
    assert isinstance(look(alert(replace(YUAN, unit_price=seen)), port), Waits)


@given(st.decimals("0.01", "20", places=2), st.decimals("0.5", "2", places=3))
def test_what_was_seen_never_fires_at_any_rate(unit_price: Decimal, rate: Decimal) -> None:
    row = price(unit_price=str(unit_price))
    held = alert(row, currency="EUR")
    assert isinstance(look(held, listed(row, fx=(fx("USD", "EUR", str(rate)),))), Waits)
