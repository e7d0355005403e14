from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from core.trade import Mode, Term
from core.values import AmountValue, CurrencyValue, DayValue, ModeValue, ReferenceValue, Value

Said = Callable[[str], list[Value | Term]]


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("cif", "CIF"),
        ("C.I.F. price", "CIF"),
        ("价格CIF多少", "CIF"),
        ("到岸价", "CIF"),
        ("离岸价", "FOB"),
        ("出厂价", "EXW"),
        ("ex works", "EXW"),
        ("ex factory", "EXW"),
        ("CNF", "CFR"),
        ("СИФ", "CIF"),
        ("фоб", "FOB"),
        ("franco a bordo", "FOB"),
        ("départ usine", "EXW"),
        ("delivered duty paid", "DDP"),
        ("duty paid", "DDP"),
        ("import customs cleared and duty paid", "DDP"),
        ("droits acquittés", "DDP"),
        ("双清到门", "DDP"),
        ("delivered duty unpaid", "DAP"),
        ("delivered to our door", "DAP"),
        ("до двери", "DAP"),
        ("غير خالص الرسوم", "DAP"),
    ],
)
def test_terms_by_name_or_abbreviation(said: Said, text: str, term: str) -> None:
    assert said(text) == [Term(term)]


@pytest.mark.parametrize("text", ["specific", "fobia", "the capital", "all in one", "is duty paid by us?"])
def test_terms_are_not_found_inside_words(said: Said, text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("40HQ", "40HQ"),
        ("1x40hq", "40HQ"),
        ("a 40' HC", "40HQ"),
        ("40 ft high cube", "40HQ"),
        ("20ft", "20GP"),
        ("a 20 ft container", "20GP"),
        ("20尺柜", "20GP"),
        ("контейнер 40 футов", ""),
        ("40GP", "40GP"),
        ("reefer 40", "40RH"),
        ("20 foot reefer", "20RF"),
        ("lcl", "LCL"),
        ("groupage", "LCL"),
        ("拼箱", "LCL"),
    ],
)
def test_containers_and_groupage(said: Said, text: str, mode: str) -> None:
    found = [value.mode for value in said(text) if isinstance(value, ModeValue)]
    assert found == ([Mode(mode)] if mode else [])


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("in usd", "USD"),
        ("quote in euro please", "EUR"),
        ("en dólares", "USD"),
        ("用美元", "USD"),
        ("в юанях", "CNY"),
        ("AED", "AED"),
        ("price in pounds sterling", "GBP"),
        ("price in pounds", "GBP"),
        ("quote me in roubles", "RUB"),
        ("in Canadian dollars", "CAD"),
        ("in naira please", "NGN"),
        ("in Tanzanian shillings", "TZS"),
        ("in lari", "GEL"),
        ("in yen", "JPY"),
        ("en soles", "PEN"),
        ("en pesos mexicanos", "MXN"),
        ("en reales", "BRL"),
        ("en livres sterling", "GBP"),
        ("人民币报价", "CNY"),
        ("بالدرهم", "AED"),
    ],
)
def test_the_currency_wanted(said: Said, text: str, currency: str) -> None:
    assert [value.currency for value in said(text) if isinstance(value, CurrencyValue)] == [currency]


@pytest.mark.parametrize("text", ["500 pounds of lentils", "their weight in pounds", "we won", "try 200"])
def test_weights_and_words_are_no_currencies(said: Said, text: str) -> None:
    assert not any(isinstance(value, CurrencyValue | AmountValue) for value in said(text))


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("below $9 a carton", "9", "USD"),
        ("under 11 dollars", "11", "USD"),
        ("USD 180,000", "180000", "USD"),
        ("90,000 dollars", "90000", "USD"),
        ("€5.50", "5.50", "EUR"),
        ("低于11美元", "11", "USD"),
        ("ниже 12 долларов", "12", "USD"),
        ("when it drops below 14", "14", ""),
    ],
)
def test_sums_of_money(said: Said, text: str, amount: str, currency: str) -> None:
    found = [(value.amount, value.currency) for value in said(text) if isinstance(value, AmountValue)]
    assert found == [(Decimal(amount), currency)]


def test_fewer_cartons_are_no_sum_of_money(said: Said) -> None:
    assert not any(isinstance(value, AmountValue) for value in said("less than 500 cartons"))


@pytest.mark.parametrize(
    ("text", "kind", "number", "valid"),
    [
        ("where is TP-26-1001", "shipment", "TP-26-1001", True),
        ("tp 26 1001", "shipment", "TP-26-1001", True),
        ("tp261001?", "shipment", "TP-26-1001", True),
        ("XY-27-2002", "shipment", "XY-27-2002", True),
        ("container CSQU3054383", "container", "CSQU3054383", True),
        ("csqu 305438-3", "container", "CSQU3054383", True),
        ("ＣＳＱＵ３０５４３８３", "container", "CSQU3054383", True),
        ("CSQU3054384", "container", "CSQU3054384", False),
        ("CSQU305438", "container", "CSQU305438", False),
        ("booking KLB2610417", "booking", "KLB2610417", True),
        ("house bill TPH26100277", "house_bl", "TPH26100277", True),
        ("ABCDE9988776", "unknown", "ABCDE9988776", True),
    ],
)
def test_shipment_numbers_by_their_shape(
    said: Said, text: str, kind: str, number: str, valid: bool
) -> None:
    (value,) = said(text)
    assert isinstance(value, ReferenceValue)
    assert (value.type, value.number, value.valid) == (kind, number, valid)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-06", date(2026, 11, 6)),
        ("on 6 November", date(2026, 11, 6)),
        ("Dec 24, 2026", date(2026, 12, 24)),
        ("3 января", date(2027, 1, 3)),
        ("el 5 de noviembre de 2026", date(2026, 11, 5)),
        ("11月6日", date(2026, 11, 6)),
        ("06.11.2026", date(2026, 11, 6)),
        ("tomorrow", date(2026, 11, 2)),
    ],
)
def test_calendar_days(said: Said, text: str, day: date) -> None:
    assert [value.day for value in said(text) if isinstance(value, DayValue)] == [day]


def test_a_day_that_does_not_exist_is_left_alone(said: Said) -> None:
    assert said("31 February 2026") == []
