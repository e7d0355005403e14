from collections.abc import Callable
from decimal import Decimal

import pytest

from core.trade import Term
from core.values import QuantityValue, Value

Said = Callable[[str], list[Value | Term]]


def quantities(values: list[Value | Term]) -> list[tuple[Decimal, str]]:
    return [(value.amount, value.unit.value) for value in values if isinstance(value, QuantityValue)]


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("300 ctns please", "300", "carton"),
        ("1,200 cartons", "1200", "carton"),
        ("1 200 cartons", "1200", "carton"),
        ("hw much 4 300 ctns", "300", "carton"),
        ("4 300 ctns", "4300", "carton"),
        ("5k pcs", "5000", "piece"),
        ("2t", "2", "tonne"),
        ("2.5 tons", "2.5", "tonne"),
        ("2,5 tonnes", "2.5", "tonne"),
        ("505 kg", "505", "kg"),
        ("545 kg gross", "545", "kg_gross"),
        ("gross weight 545 kg", "545", "kg_gross"),
        ("half a ton", "0.5", "tonne"),
        ("½ ton", "0.5", "tonne"),
        ("one and a half tonnes", "1.5", "tonne"),
        ("two and a half tons", "2.5", "tonne"),
        ("1 and a half tons", "1.5", "tonne"),
        ("a tonne and a half", "1.5", "tonne"),
        ("1 1/2 pallets", "1.5", "pallet"),
        ("3/4 ton", "0.75", "tonne"),
        ("tonelada y media", "1.5", "tonne"),
        ("dos toneladas y media", "2.5", "tonne"),
        ("une tonne et demie", "1.5", "tonne"),
        ("полторы тонны", "1.5", "tonne"),
        ("две с половиной тонны", "2.5", "tonne"),
        ("полтонны", "0.5", "tonne"),
        ("一吨半", "1.5", "tonne"),
        ("两吨半", "2.5", "tonne"),
        ("طن ونصف", "1.5", "tonne"),
        ("طنين ونصف", "2.5", "tonne"),
        ("quatre-vingt-dix cartons", "90", "carton"),
        ("1½ tons", "1.5", "tonne"),
        ("two pallets", "2", "pallet"),
        ("a dozen cartons", "12", "carton"),
        ("two hundred and fifty cartons", "250", "carton"),
        ("300 bags", "300", "carton"),
        ("1.200 cartones", "1200", "carton"),
        ("dos mil cajas", "2000", "carton"),
        ("1.200 kg para Lagos", "1200", "kg"),
        ("trois cents cartons", "300", "carton"),
        ("deux palettes", "2", "pallet"),
        ("пятьсот коробок", "500", "carton"),
        ("100 мешков", "100", "carton"),
        ("5 тонн брутто", "5", "tonne_gross"),
        ("三百箱", "300", "carton"),
        ("两千五百箱", "2500", "carton"),
        ("1万个", "10000", "piece"),
        ("你好，250箱", "250", "carton"),
        ("２０托盘", "20", "pallet"),
        ("٣٠٠ كرتون", "300", "carton"),
        ("5 طن", "5", "tonne"),
        ("60 cubic metres", "60", "cbm"),
        ("twelve dozen pcs", "144", "piece"),
        ("a hundred and twelve boxes", "112", "carton"),
        ("1000 lbs", "453.59237000", "kg"),
        ("28.5 m³", "28.5", "cbm"),
        ("60立方", "60", "cbm"),
        ("12,5 куб", "12.5", "cbm"),
        ("-5 cartons", "-5", "carton"),
        ("0 cartons", "0", "carton"),
    ],
)
def test_a_number_with_a_unit_is_read(said: Said, text: str, amount: str, unit: str) -> None:
    assert quantities(said(text)) == [(Decimal(amount), unit)]


def test_a_fraction_of_a_kilogram_in_english_stays_a_fraction(said: Said) -> None:
    assert quantities(said("1.200 kg please")) == [(Decimal("1.200"), "kg")]


@pytest.mark.parametrize(
    "text",
    [
        "ready in 12 days",
        "minimum 1 cbm for LCL?",
        "a carton is 0.05 cbm, right?",
        "30 куб см",
        "5000立方厘米",
        "可以做第三方检验吗",
        "in 25 lb bags",
        "20% discount",
        "all in one box",
        "my number is 0722 123 456",
        "under 1039",
        "it leaves on 2026-11-06",
        "9 dollars a carton",
        "tell me once ketchup is in",
        "有一个问题",
    ],
)
def test_a_number_that_counts_no_goods_is_no_quantity(said: Said, text: str) -> None:
    assert quantities(said(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "sorry, I mean 500",
        "make that 500",
        "rather 500",
        "а если взять 500?",
        "¿y si pido 500?",
        "et si j'en prends 500 ?",
        "如果500呢",
        "وإذا طلبت ٥٠٠؟",
        "what about 500 to Mombasa, CIF?",
        "and 500?",
        "500",
        "et pour 500 ?",
        "make it 500 then",
        "ketchup, 500",
        "500 ketchup",
    ],
)
def test_a_bare_number_that_can_only_be_goods_means_cartons(said: Said, text: str) -> None:
    assert quantities(said(text)) == [(Decimal(500), "carton")]


def test_a_bare_number_is_left_alone_in_a_sentence_about_something_else(said: Said) -> None:
    assert quantities(said("can you not just make two declarations of 90,000?")) == []


@pytest.mark.parametrize(
    "text",
    [
        "100 pallets of ketchup, sorry, I mean 150, CIF Mombasa",
        "ketchup 20 pallets, rather 150",
        "100 pallets, no, make it 150 pallets",
        "100 palettes, pardon, 150",
        "100托盘，不对，150",
    ],
)
def test_a_number_that_is_taken_back_is_the_one_meant_instead(said: Said, text: str) -> None:
    assert quantities(said(text)) == [(Decimal(150), "pallet")] * 2


def test_a_second_quantity_takes_none_back_without_a_word_of_it(said: Said) -> None:
    assert quantities(said("100 cartons of figs and make 20 pallets of ketchup")) == [
        (Decimal(100), "carton"),
        (Decimal(20), "pallet"),
    ]


def test_a_volume_of_goods_counts_beside_another_quantity(said: Said) -> None:
    found = quantities(said("2 cbm of figs and 300 kg of ketchup"))
    assert found == [(Decimal(2), "cbm"), (Decimal(300), "kg")]


def test_each_line_of_a_list_keeps_its_own_quantity(said: Said) -> None:
    assert quantities(said("lentils 20 bags, ketchup 200")) == [
        (Decimal(20), "carton"),
        (Decimal(200), "carton"),
    ]


def test_the_count_before_a_container_is_no_quantity(said: Said) -> None:
    assert quantities(said("1x40hq of tiles, 2 x 20ft container")) == []
