from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.relative import multiplied, related, sends_in_two
from core.trade import QuantityUnit
from core.values import ProductValue, QuantityValue
from tests.agent.following import FIGS, quoted, seen_after
from tools.reading import Span


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("100 cartons more", 400),
        ("100 cartons less, please", 200),
        ("100 cartons fewer than before", 200),
        ("100 cartons more to Lagos", 400),
        ("100 cajas más", 400),
        ("100 cartons de moins", 200),
        ("100 коробок больше", 400),
        ("再加100箱", 400),
        ("少要100箱", 200),
        ("减少100箱", 200),
    ],
)
def test_a_change_is_counted_from_the_last_quantity(text: str, amount: int) -> None:
    assert _quantity(text) == amount


@pytest.mark.parametrize(
    "text",
    [
        "至少100箱",
        "最少要100箱",
        "不少于100箱",
        "最多100箱",
        "差不多100箱",
        "更多100箱",
        "那么多100箱",
        "100 cartons more or less",
        "100 cartons less 2% discount",
        "100 cartons more expensive",
        "100 cajas más o menos",
        "100 cartons plus ou moins",
        "не менее 100 коробок",
        "не более 100 коробок",
        "at least 100 cartons",
        "at most 100 cartons",
    ],
)
def test_a_limit_or_an_estimate_is_no_change(text: str) -> None:
    assert _quantity(text) == 100


@pytest.mark.parametrize(("text", "amount"), [("500 cartons less", 500), ("300 cartons less", 300)])
def test_no_change_leaves_nothing_to_order(text: str, amount: int) -> None:
    assert _quantity(text) == amount


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("double the quantity", 600),
        ("what if I take twice as much?", 600),
        ("three times that", 900),
        ("only half of it, please", 150),
        ("数量翻倍", 600),
        ("要一半", 150),
        ("y el doble?", 600),
        ("la moitié seulement", 150),
        ("а в два раза больше?", 600),
        ("نصف الكمية فقط", 150),
    ],
)
def test_a_multiple_is_counted_from_the_last_quantity(text: str, amount: int) -> None:
    assert _quantity(text) == amount


@pytest.mark.parametrize(
    "text",
    [
        "double bed sheets",
        "half a year of credit?",
        "is the price double checked?",
        "can I pay half of the amount in advance?",
        "half the payment as deposit",
        "is twice the price normal?",
        "double the time",
        "half my cartons were damaged",
        "I asked three times that question",
        "¿puedo pagar la mitad por adelantado?",
        "可以先付一半定金吗？",
        "Оплатим половину сразу",
        "je paie la moitié à la commande",
    ],
)
def test_no_other_double_is_a_multiple(text: str) -> None:
    assert _quantity(text) == 300


def test_goods_whose_name_says_double_are_not_meant_by_a_multiple() -> None:
    teapot = ProductValue(asked="double the", candidates=(FIGS,))
    (told,) = multiplied("double the quantity", [Span(0, 10, teapot)], quoted())
    assert isinstance(told.value, QuantityValue)
    assert told.value.amount == 600


def test_other_goods_are_not_counted_from_the_last_quantity() -> None:
    assert _quantity("再加100箱番茄沙司") == 100


@given(
    before=st.text(max_size=20),
    amount=st.integers(min_value=1, max_value=2000),
    after=st.sampled_from(["", " less", " more", " more or less", " de menos", " menos", " أقل"]),
)
def test_a_quantity_stays_positive(before: str, amount: int, after: str) -> None:
    text = f"{before}{amount}{after}"
    value = QuantityValue(amount=Decimal(amount), unit=QuantityUnit.CARTON, asked=str(amount))
    told = related(text, Span(len(before), len(text) - len(after), value), quoted()).value
    assert isinstance(told, QuantityValue)
    assert told.amount > 0


def _quantity(text: str) -> Decimal:
    value = seen_after(quoted(), text).evidence.get("N0").value
    assert isinstance(value, QuantityValue)
    return value.amount


@pytest.mark.parametrize(
    "text",
    [
        "send half now, half later",
        "please ship it in two shipments",
        "分两批发运",
        "en dos embarques",
        "en deux expéditions",
        "двумя партиями",
        "على دفعتين",
        "300 cartons CIF Mombasa, half now half later, what is the price?",
        "half now half later please, payment by L/C",
        "分两批发，付款方式信用证",
        "ship in two shipments, no advance payment",
    ],
)
def test_goods_in_two_shipments(text: str) -> None:
    assert sends_in_two(text)


@pytest.mark.parametrize(
    "text",
    [
        "can I pay half now and half later?",
        "half now, half against documents",
        "付款分两次可以吗",
        "付款分两批可以吗",
        "le paiement en deux fois",
        "answer in two parts please: price and lead time",
        "la mitad ahora como anticipo",
    ],
)
def test_a_payment_in_two_is_no_shipment_in_two(text: str) -> None:
    assert not sends_in_two(text)
