import re
from dataclasses import fields

import pytest

from agent.saying.figures import find_figure
from agent.saying.phrases import LANGUAGES, Reply, phrases


@pytest.mark.parametrize(
    "text",
    [
        "the price is 5",
        "it costs ٥ only",
        "价格是５元",
        "costs twelve dollars",
        "half of it",
        "one hundred cartons",
        "doscientos no, cien cajas",
        "двадцать коробок",
        "deux cartons",
        "بخمسة دولارات",
        "总共三百箱",
        "about € or so",
        "in euros",
        "Ⅻ boxes",
        "½ of it",
        "㋀ 出货",
        "ｔｗｅｌｖｅ boxes",
        "twe\ufe0flve boxes",
        "twеlve boxes",
        "一箱多少",
        "两箱",
        "廿箱",
        "doscientas cajas",
        "veinticinco cajas",
        "пятнадцать коробок",
        "двухсот коробок",
        "خمسين كرتون",
        "مائتان",
        "fifteenth day",
        "XII boxes",
        "fivehundred boxes",
        "one USD",
    ],
)
def test_figures_of_any_script_or_spelling_are_found(text: str) -> None:
    assert find_figure(text)


@pytest.mark.parametrize(
    "text",
    [
        "Which one do you mean?",
        "I can help with that.",
        "哪一种产品？",
        "un producto, por favor",
        "ни один из них",
    ],
)
def test_words_without_a_figure_pass(text: str) -> None:
    assert find_figure(text) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_phrase_writes_a_figure_itself(language: str) -> None:
    book = phrases(language)
    texts = [field.name for field in fields(Reply) if field.name != "for_model"]
    said = [getattr(reply, name) for reply in book.replies.values() for name in texts]
    clauses = [clause for each in said for clause in ([each] if isinstance(each, str) else each)]
    written = {clause: find_figure(re.sub(r"\{\w+\}", " ", clause)) for clause in clauses}
    assert {clause: figure for clause, figure in written.items() if figure} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_replies_of_english(language: str) -> None:
    english, other = phrases("en"), phrases(language)
    assert set(other.replies) == set(english.replies)
    assert set(other.units) == set(english.units)
    assert {role: set(names) for role, names in other.names.items()} == {
        role: set(names) for role, names in english.names.items()
    }
