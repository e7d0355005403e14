import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.folding import folded
from core.words import PART, is_cjk, stem


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("ＣＩＦ  Côte d’Ivoire ", "cif cote d'ivoire"),
        ("٣٠٠ كرتونة", "300 كرتونه"),
        ("ещё чай", "еще чай"),
        ("еще чаи\u0306", "еще чай"),
        ("Straße\n½ — 한국어", "strasse .5 - 한국어"),
    ],
)
def test_what_is_written_differently_and_means_the_same_is_equal(written: str, plain: str) -> None:
    assert folded(written) == plain


@given(st.text(max_size=40))
def test_spaces_around_and_between_do_not_count(text: str) -> None:
    assert folded(f"  {text} \n") == folded(text) == " ".join(folded(text).split())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("berries", "berry"),
        ("tomatoes", "tomato"),
        ("shoes", "shoe"),
        ("мешков", "мешок"),
        ("свежий", "свежая"),
        ("والتمور", "تمور"),
    ],
)
def test_forms_of_a_word_have_one_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


def test_chinese_ends_where_other_letters_begin() -> None:
    assert PART.findall("300箱cif到蒙巴萨") == ["300", "箱", "cif", "到蒙巴萨"]
    assert is_cjk("箱3")
    assert not is_cjk("3箱")
