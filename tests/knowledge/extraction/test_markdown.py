from hypothesis import given
from hypothesis import strategies as st

from knowledge.extraction.markdown import read


def texts(markdown: str) -> list[str]:
    return [block.text for block in read(markdown.encode())]


def test_blocks_stand_under_their_headings() -> None:
    blocks = read(b"# Guide\n\nFirst.\n\n## Storage\nSecond line\nof it.\n\n# Other\nThird.\n")
    assert [(block.heading_path, block.text) for block in blocks] == [
        (("Guide",), "First."),
        (("Guide", "Storage"), "Second line of it."),
        (("Other",), "Third."),
    ]


def test_underlined_headings_count() -> None:
    blocks = read(b"Fees\n====\n\nHandling\n--------\nTen a carton.\n")
    assert blocks[0].heading_path == ("Fees", "Handling")


def test_a_table_row_names_its_columns() -> None:
    table = "| Product | Halal |\n|---|:-:|\n| Plum jam | yes |\n| Fish \\| chips | |\n"
    blocks = read(table.encode())
    assert [block.text for block in blocks] == ["Product: Plum jam; Halal: yes", "Product: Fish | chips"]
    assert {block.kind for block in blocks} == {"row"}


def test_list_items_that_are_sentences_stand_alone() -> None:
    assert texts("Rules:\n- Load below the line.\n- Keep the door\n  clear.\n") == [
        "Rules:",
        "Load below the line.",
        "Keep the door clear.",
    ]


def test_list_items_that_are_fragments_join_their_lead_in() -> None:
    assert texts("You need to send\n1. the data sheet;\n2. a photograph\n") == [
        "You need to send the data sheet; a photograph."
    ]


def test_links_keep_their_words_and_lose_their_address() -> None:
    assert texts("See [the *fee* list](https://fees.example/x(1).pdf) and <https://a.example/b>.") == [
        "See the fee list and …."
    ]


def test_images_comments_and_definitions_vanish() -> None:
    markdown = "Care notes.\n![order](https://c.example/p.png?d=1)\n<!-- ignore\n\nthis -->\n\n[a]: https://x.example\n"
    assert texts(markdown) == ["Care notes."]


def test_hidden_inline_html_vanishes_and_shown_html_keeps_its_words() -> None:
    markdown = (
        'Net <b>weight</b> is 5 kg.<span style="display: none">secret</span>\n\n<script>x()</script>\n'
    )
    assert texts(markdown) == ["Net weight is 5 kg."]


def test_an_unclosed_script_hides_the_rest() -> None:
    assert texts("Before.\n\n<script>\nalert(1)\n") == ["Before."]


def test_marks_of_emphasis_go_and_arithmetic_stays() -> None:
    assert texts("**Not** _certified_, `code`: 2 * 3 * 4 and a_b_c, 5 < 6.") == [
        "Not certified, code: 2 * 3 * 4 and a_b_c, 5 < 6."
    ]


def test_front_matter_is_not_text() -> None:
    assert texts("---\ntitle: x\n---\nBody.\n") == ["Body."]


@given(st.text(max_size=300))
def test_any_text_is_read_without_failing(text: str) -> None:
    for block in read(text.replace("\x00", "").encode("utf-8", "ignore")):
        assert block.text == " ".join(block.text.split())
