import pytest

from core.errors import DocumentError
from knowledge.extraction import READERS, extract


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"", "a.md", "empty"),
        (b"x" * 101, "a.md", "above the limit"),
        (b"\x89PNG\r\n\x1a\n", "a.png", "picture"),
        (b"\xff\xd8\xff\xe0", "named.txt", "picture"),
        (b"text", "a.exe", "no reader"),
        (b"text", "noextension", "no reader"),
        (b"\xff\xfa\xfb", "a.txt", "not UTF-8"),
        (b"a\x00b", "a.csv", "binary"),
        (b"   \n", "a.txt", "no text"),
        (b"<script>x</script>", "a.html", "no text"),
        (b"not a pdf", "a.pdf", "PDF"),
    ],
)
@pytest.mark.filterwarnings("ignore")
def test_what_cannot_be_read_says_why_and_what_to_do(content: bytes, name: str, message: str) -> None:
    with pytest.raises(DocumentError, match=message) as refused:
        extract(content, name, max_bytes=100)
    assert refused.value.hint


def test_every_format_of_the_contract_has_a_reader() -> None:
    assert {".pdf", ".docx", ".xlsx", ".csv", ".html", ".md", ".txt"} <= READERS.keys()


def test_plain_text_is_cut_at_blank_lines_and_loses_addresses_and_invisible_signs() -> None:
    text = "One\u200b line\nof text.\n\nSee www.shop.example/a?b=1, or\u202e mail us.\n- an item\n"
    assert [block.text for block in extract(text.encode(), "a.txt", 1000)] == [
        "One line of text.",
        "See …, or mail us.",
        "an item.",
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_rows_name_their_columns(delimiter: str) -> None:
    lines = ["sku,in_stock,remark", 'A-1,600,"two\nlines"', "A-2,,"]
    content = "\n".join(lines).replace(",", delimiter).encode()
    assert [block.text for block in extract(content, "a.csv", 1000)] == [
        "sku: A-1; in stock: 600; remark: two lines",
        "sku: A-2",
    ]


def test_utf16_text_with_its_mark_is_read() -> None:
    assert extract("Größe: 5".encode("utf-16"), "a.txt", 1000)[0].text == "Größe: 5"
