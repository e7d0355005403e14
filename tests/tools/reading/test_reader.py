from hypothesis import given, settings
from hypothesis import strategies as st

from core.trade import Term
from tests.tools.reading.book import BOOK
from tests.tools.reading.conftest import TODAY
from tools.places import find_places
from tools.reading import Lexicon, read
from tools.reading.folding import fold
from tools.reading.glossary import spellings

LEXICON = Lexicon.from_book(BOOK, find_places)
SCRAPS = st.sampled_from(
    [
        "300",
        " ctn",
        "，",
        "三百箱",
        "dried figs ",
        "500 g",
        "CIF",
        " to ",
        "Tripoli",
        "٣٠٠",
        "ё",
        "́",
        "½",
        "40HQ",
        "\u202e",
        "ﬀ",
        "$",
    ]
)
MESSAGES = st.one_of(st.text(max_size=80), st.lists(SCRAPS, max_size=14).map("".join))


@given(MESSAGES)
@settings(max_examples=150, deadline=None)
def test_spans_are_in_order_apart_and_inside_the_text(text: str) -> None:
    spans = read(text, LEXICON, TODAY).spans
    edges = [edge for span in spans for edge in (span.start, span.end)]
    assert edges == sorted(edges)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)


@given(MESSAGES)
@settings(max_examples=150, deadline=None)
def test_what_was_asked_is_cut_from_the_text(text: str) -> None:
    for span in read(text, LEXICON, TODAY).spans:
        if not isinstance(span.value, Term):
            assert getattr(span.value, "asked", "").strip() in text[span.start : span.end]


@given(st.text(max_size=60))
@settings(deadline=None)
def test_folded_characters_know_where_they_came_from(text: str) -> None:
    folded = fold(text)
    assert len(folded.text) == len(folded.starts)
    assert list(folded.starts) == sorted(folded.starts)


def test_a_whole_order_is_read_in_the_order_of_its_words() -> None:
    text = "300 ctn dried figs 500 g CIF Mombasa in one 40HQ, in usd"
    reading = read(text, LEXICON, TODAY)
    cut = [text[span.start : span.end] for span in reading.spans]
    assert cut == ["300 ctn", "dried figs 500 g", "CIF", "Mombasa", "40HQ", "usd"]
    assert reading.terms == (Term.CIF,)


def test_chinese_without_a_space_or_a_comma_is_read_piece_by_piece() -> None:
    text = "我要洋葱片三百箱和番茄沙司两百箱到蒙巴萨到岸价"
    cut = [text[span.start : span.end] for span in read(text, LEXICON, TODAY).spans]
    assert cut == ["洋葱片", "三百箱", "番茄沙司", "两百箱", "蒙巴萨", "到岸价"]


def test_a_term_said_twice_is_named_once() -> None:
    assert read("cif or fob? ok cif", LEXICON, TODAY).terms == (Term.CIF, Term.FOB)


def test_a_very_long_message_is_read_at_its_head_only() -> None:
    text = "300 ctn " + "x " * 50_000 + "CIF"
    assert [text[span.start : span.end] for span in read(text, LEXICON, TODAY).spans] == ["300 ctn"]


def test_every_table_of_words_is_there() -> None:
    for table in ("units", "numbers", "terms", "currencies", "months", "ordinals"):
        assert spellings(table)
