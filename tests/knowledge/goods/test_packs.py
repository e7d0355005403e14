"""Pack sizes in words: units folded, counts, and what is no pack."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.folding import folded
from knowledge.goods.packs import packs, without_packs


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("500 g", "500 g"),
        ("500gr", "500 g"),
        ("0.5 kg", "500 g"),
        ("0,5 kg", "500 g"),
        ("½ kg", "500 g"),
        ("half a kilo", "500 g"),
        ("500克", "500 g"),
        ("500公克".replace("公", ""), "500 g"),
        ("半公斤", "500 g"),
        ("500 г", "500 g"),
        ("٥٠٠ غ", "500 g"),
        ("1.8 L", "1800 ml"),
        ("1.8升", "1800 ml"),
        ("33 cl", "330 ml"),
        ("32 cm", "320 mm"),
        ("5,000 mAh", "5000 mah"),
        ("70x140 cm", "70x140 area"),
        ("70×140", "70x140 area"),
        ("12件套", "12 pc"),
    ],
)
def test_one_size_has_one_key(text: str, key: str) -> None:
    assert [pack.key for pack in packs(folded(text))] == [key]


@pytest.mark.parametrize("text", ["12x500ml", "12 x 500 ml", "12×500毫升", "500ml x 12"])
def test_a_count_of_packs_is_read_with_the_pack(text: str) -> None:
    (pack,) = packs(folded(text))
    assert (pack.key, pack.pieces) == ("500 ml", 12)


@pytest.mark.parametrize("text", ["mango", "2 tons", "a5", "500 kg", "3 wishes"])
def test_what_is_no_pack_is_none(text: str) -> None:
    assert packs(text) == []


def test_a_name_is_left_without_its_sizes() -> None:
    assert without_packs("dried mango 400 g strips") == "dried mango strips"


@given(st.text(max_size=40))
def test_any_text_is_read(text: str) -> None:
    said = folded(text)
    for pack in packs(said):
        assert 0 <= pack.start < pack.end <= len(said)
