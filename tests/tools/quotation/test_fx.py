"""Exchange rates: newest row, direct before inverse before a cross."""

from datetime import date
from decimal import Decimal

import pytest

from core.trade import FxRate
from tests.books import TODAY, book, charge, fx, price
from tests.tools.quotation.asking import answer
from tools.quotation.fx import Exchange, NoExchangeRate
from tools.quotation.tariff import index_book


def exchange(*rows: FxRate) -> Exchange:
    return Exchange(index_book(book(fx=rows)).fx, TODAY)


def test_the_newest_row_up_to_today_counts() -> None:
    rates = exchange(
        fx("USD", "CNY", "7.00", date(2026, 10, 30)),
        fx("USD", "CNY", "7.10", date(2026, 10, 31)),
        fx("USD", "CNY", "9.99", date(2026, 11, 2)),
    )
    assert rates.convert(Decimal(100), "USD", "CNY") == Decimal("710.00")


def test_a_direct_row_beats_a_newer_inverse() -> None:
    rates = exchange(
        fx("USD", "CNY", "7.00", date(2026, 10, 1)), fx("CNY", "USD", "0.2", date(2026, 10, 31))
    )
    assert rates.convert(Decimal(100), "USD", "CNY") == Decimal("700.00")


def test_an_inverse_divides() -> None:
    assert exchange(fx("USD", "CNY", "7.0866")).convert(Decimal(320), "CNY", "USD") == Decimal("45.16")


def test_a_cross_takes_the_pair_whose_older_leg_is_newest() -> None:
    stale = (fx("EUR", "USD", "1.20", date(2026, 10, 1)), fx("USD", "CNY", "7.00", date(2026, 10, 31)))
    fresh = (fx("EUR", "KES", "150", date(2026, 10, 20)), fx("KES", "CNY", "0.05", date(2026, 10, 20)))
    assert exchange(*stale, *fresh).convert(Decimal(100), "EUR", "CNY") == Decimal("750.00")


def test_equally_old_crosses_go_by_the_alphabet() -> None:
    via_usd = (fx("EUR", "USD", "1.20"), fx("USD", "CNY", "7.00"))
    via_aed = (fx("EUR", "AED", "4.00"), fx("AED", "CNY", "2.00"))
    assert exchange(*via_usd, *via_aed).convert(Decimal(100), "EUR", "CNY") == Decimal("800.00")


def test_a_missing_rate_names_both_currencies() -> None:
    with pytest.raises(NoExchangeRate, match=r"'USD' to 'XOF'"):
        exchange(fx("USD", "CNY", "7")).rate("USD", "XOF")


def test_a_quotation_without_a_rate_needs_review() -> None:
    result = answer(book(), currency="KES")
    assert (result["outcome"], result["reason"]) == ("needs_review", "no_exchange_rate")


def test_amounts_are_rounded_in_the_list_currency_and_again_after_conversion() -> None:
    yen = price(unit_price="1033.4", currency="JPY")
    result = answer(book(prices=(yen,), fx=(fx("USD", "JPY", "150.00"),)), "TEA=1carton")
    assert result["goods"] == "6.89"


def test_rows_are_listed_once_in_the_order_of_their_use() -> None:
    rows = (fx("USD", "CNY", "7.0866", row=2), fx("EUR", "USD", "1.1625", row=3))
    euro = book(
        prices=(price(currency="EUR"),),
        charges=(charge(currency="CNY", amount="320"), charge("ODOC", "70", currency="CNY")),
        fx=rows,
    )
    used = answer(euro, term="FOB")["fx"]
    assert [(row["base"], row["quote"], row["rate"]) for row in used] == [
        ("EUR", "USD", "1.1625"),
        ("USD", "CNY", "7.0866"),
    ]


@pytest.mark.parametrize(("currency", "goods"), [("JPY", "600000"), ("KWD", "1228.501")])
def test_amounts_show_the_currencys_minor_unit(currency: str, goods: str) -> None:
    rates = (fx("USD", "JPY", "150"), fx("KWD", "USD", "3.256"))
    assert answer(book(fx=rates), currency=currency)["goods"] == goods
