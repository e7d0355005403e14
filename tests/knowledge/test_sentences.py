import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.sentences import MAX_WORDS, sentences, word_count


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three.", ["One.", "Two!", "Three."]),
        ("It weighs 10.5 kg approx. 3 cartons. Next.", ["It weighs 10.5 kg approx. 3 cartons.", "Next."]),
        ("Ask Mr. Smith. He knows.", ["Ask Mr. Smith.", "He knows."]),
        (
            "Is it free? Yes, for five days. After that not.",
            ["Is it free? Yes, for five days.", "After that not."],
        ),
        ("仓库几点收货？ 八点。周日休息。", ["仓库几点收货？ 八点。", "周日休息。"]),
        ("Склад открыт. Приходите до 17.00.", ["Склад открыт.", "Приходите до 17.00."]),
        ("هل هو مجاني؟ نعم.", ["هل هو مجاني؟ نعم."]),
        ('He said "stop." Then left.', ['He said "stop."', "Then left."]),
        ("no stop at all", ["no stop at all"]),
        ("", []),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_a_wall_of_text_is_cut() -> None:
    assert all(word_count(part) <= MAX_WORDS for part in sentences("word " * 500))
    assert len(sentences("x" * 5000)) > 1


@given(st.text(alphabet="aB .。?!;7\"'）中", max_size=400))
def test_nothing_is_lost_or_added(text: str) -> None:
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())
