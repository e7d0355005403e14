"""What an alert is set on beside goods and sum, and what the answer tells of it."""

from datetime import date
from decimal import Decimal

import pytest

from core.records import SaveWatch
from core.trade import PortBook, PriceUnit, QuantityUnit, Term
from core.turns import ToolResult, WatchArgs
from core.values import AmountValue, DateFact, NumberFact, PlaceRef, PlaceValue, QuantityValue, TextFact
from tests.books import book, price, product
from tests.tools.watch.test_tool import amount, call, goods

KENYA = PlaceRef(locode="KEMBA", name="Mombasa", country="Kenya")
OTHER = PlaceRef(locode="XXMBA", name="Mombasa", country="Elsewhere")
MOMBASA = PlaceValue(asked="mombasa", candidates=(KENYA,))
TEN = AmountValue(amount=Decimal(10), currency="USD", asked="$10")


def set_on(port: PortBook | None = None, **said: object) -> ToolResult:
    args = WatchArgs.model_validate({"product": goods("TEA"), "below": amount(), **said})
    return call(args, port=port)


def saved(result: ToolResult) -> SaveWatch:
    return SaveWatch.model_validate(result.effects[0])


def fact(result: ToolResult, role: str) -> object:
    values = [item.value for item in result.facts]
    found = [v for v in values if isinstance(v, NumberFact | DateFact | TextFact) and v.role == role]
    return found[0] if found else None


def cartons(count: str, unit: QuantityUnit = QuantityUnit.CARTON) -> QuantityValue:
    return QuantityValue(amount=Decimal(count), unit=unit, asked=count)


def test_an_alert_ends_after_180_days_and_says_so() -> None:
    result = set_on()
    assert saved(result).expires == date(2027, 4, 30)
    assert fact(result, "expires_on") == DateFact(role="expires_on", day=date(2027, 4, 30))


@pytest.mark.parametrize(
    ("until", "expires"),
    [
        (date(2026, 12, 24), date(2026, 12, 24)),
        (date(2026, 11, 1), date(2026, 11, 1)),
        (date(2026, 10, 31), date(2027, 4, 30)),
    ],
)
def test_a_day_that_has_not_passed_is_its_last(until: date, expires: date) -> None:
    assert saved(set_on(until=until)).expires == expires


def test_the_row_of_today_is_remembered_and_its_price_told() -> None:
    result = set_on(book(prices=(price(unit_price="40.00", price_unit=PriceUnit.KG),)))
    seen = saved(result).seen
    assert seen is not None
    assert (seen.unit_price, saved(result).unit, saved(result).trouble) == (Decimal(40), PriceUnit.KG, "")
    assert fact(result, "list_price") == NumberFact(role="list_price", amount=Decimal(40), unit="USD")
    assert fact(result, "price_unit") == TextFact(role="price_unit", text="kg")
    assert fact(result, "tier") is None


def test_a_list_that_expired_is_told_and_the_alert_waits() -> None:
    result = set_on(book(prices=(price(valid_until=date(2026, 10, 31)),)))
    assert result.outcome == "watching"
    assert (saved(result).seen, saved(result).trouble) == (None, "price_expired")
    assert fact(result, "no_price") == TextFact(role="no_price", text="price_expired")
    assert fact(result, "list_price") is None


def test_the_quantity_decides_the_tier() -> None:
    lists = book(prices=(price(), price(unit_price="30.00", min_cartons=100, row=3)))
    result = set_on(lists, quantity=cartons("1.2", QuantityUnit.TONNE))
    seen = saved(result).seen
    assert seen is not None
    assert (saved(result).tier, seen.min_cartons) == (120, 100)
    assert fact(result, "tier") == NumberFact(role="tier", amount=Decimal(120), unit="carton")


def test_pallets_of_unknown_size_are_asked_for() -> None:
    port = book(products=(product(cartons_per_pallet=None),))
    result = set_on(port, quantity=cartons("2", QuantityUnit.PALLET))
    assert (result.outcome, result.ask, fact(result, "missing")) == (
        "incomplete",
        True,
        TextFact(role="missing", text="pallet_size"),
    )


def test_a_term_and_place_are_about_the_delivered_price() -> None:
    result = set_on(term=Term.CFR, place=MOMBASA, quantity=cartons("100"))
    watch = saved(result)
    assert (watch.term, watch.place, watch.unit) == (Term.CFR, KENYA, PriceUnit.CARTON)
    assert fact(result, "delivered_price") == NumberFact(
        role="delivered_price", amount=Decimal("44.90"), unit="USD"
    )


def test_a_term_without_its_place_asks_for_one() -> None:
    result = set_on(term=Term.CIF)
    assert (result.outcome, result.ask, result.effects) == ("incomplete", True, ())
    assert fact(result, "missing") == TextFact(role="missing", text="place")


def test_a_term_that_ends_at_the_port_of_loading_needs_no_place() -> None:
    place = saved(set_on(term=Term.FOB)).place
    assert place is not None
    assert place.locode == "CNNBG"


@pytest.mark.parametrize("candidates", [(), (KENYA, OTHER)])
def test_a_place_that_is_not_clear_is_asked_for(candidates: tuple[PlaceRef, ...]) -> None:
    result = set_on(term=Term.CIF, place=PlaceValue(asked="mombasa", candidates=candidates))
    assert (result.outcome, result.ask, len(result.facts)) == ("ambiguous_place", True, len(candidates))


def test_a_place_without_a_term_is_about_the_list_price() -> None:
    watch = saved(set_on(place=MOMBASA))
    assert (watch.term, watch.place) == (None, None)


@pytest.mark.parametrize(
    ("unit", "list_price", "below"),
    [(PriceUnit.CARTON, "120.00", "80"), (PriceUnit.PIECE, "6.0000", "5"), (None, "12.00", "11")],
)
def test_the_sum_is_for_the_unit_that_was_said_or_the_lists(
    unit: PriceUnit | None, list_price: str, below: str
) -> None:
    """12.00 a kg, 10 kg and 20 pieces a carton."""
    kg_list = book(prices=(price(unit_price="12.00", price_unit=PriceUnit.KG),))
    sum_said = AmountValue(amount=Decimal(below), currency="USD", asked=below, unit=unit)
    result = set_on(kg_list, below=sum_said)
    assert (saved(result).unit, saved(result).below) == (unit or PriceUnit.KG, Decimal(below))
    assert fact(result, "list_price") == NumberFact(
        role="list_price", amount=Decimal(list_price), unit="USD"
    )
    assert fact(result, "price_unit") == TextFact(role="price_unit", text=(unit or PriceUnit.KG).value)
    assert result.args == {"sku": "TEA", "below": below, "currency": "USD"}


def test_a_unit_that_was_said_is_kept_and_told_while_there_is_no_price() -> None:
    result = set_on(book(prices=()), below=TEN.model_copy(update={"unit": PriceUnit.PIECE}))
    assert saved(result).unit is PriceUnit.PIECE
    assert fact(result, "price_unit") == TextFact(role="price_unit", text="piece")


def test_a_delivered_price_is_watched_in_the_unit_that_was_said() -> None:
    by_kg = TEN.model_copy(update={"unit": PriceUnit.KG})
    result = set_on(term=Term.CFR, place=MOMBASA, quantity=cartons("100"), below=by_kg)
    assert (saved(result).unit, fact(result, "delivered_price")) == (
        PriceUnit.KG,
        NumberFact(role="delivered_price", amount=Decimal("4.4900"), unit="USD"),
    )


def test_a_unit_that_no_list_has_is_asked_about_and_nothing_is_set() -> None:
    result = set_on(below=TEN.model_copy(update={"other_unit": "lb"}))
    assert (result.outcome, result.ask, result.effects) == ("incomplete", True, ())
    assert fact(result, "missing") == TextFact(role="missing", text="below_unit")


def test_the_arguments_stay_product_sum_and_currency() -> None:
    result = set_on(term=Term.CFR, place=MOMBASA, quantity=cartons("100"), below=TEN)
    assert result.args == {"sku": "TEA", "below": "10", "currency": "USD"}
