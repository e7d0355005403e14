import io
from datetime import date

import pytest
from docx import Document
from openpyxl import Workbook

from core.errors import DocumentError
from knowledge.extraction import Block, extract

LIMIT = 1_000_000


def docx_bytes() -> bytes:
    document = Document()
    document.add_heading("Frozen range", level=1)
    paragraph = document.add_paragraph("Keep at -18 °C. ")
    paragraph.add_run("secret").font.hidden = True
    document.add_paragraph("the data sheet", style="List Bullet")
    document.add_paragraph("a photograph", style="List Bullet")
    document.add_paragraph().add_run("Packing").bold = True
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(
        [cell for row in table.rows for cell in row.cells],
        ["Product", "Glaze", "Squid", "8 %"],
        strict=True,
    ):
        cell.text = text
    return saved(document)


def xlsx_bytes() -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Loading plan"])
    sheet.append(["product", "20GP", "share", "from", "secret"])
    sheet.append(["Plum jam", 550, 0.125, date(2026, 5, 1), "x"])
    sheet.append(["Hidden", 1, 1, 1, "x"])
    sheet["C3"].number_format = "0.0%"
    sheet.column_dimensions["E"].hidden = True
    sheet.row_dimensions[4].hidden = True
    book.create_sheet("Costs").sheet_state = "hidden"
    book["Costs"].append(["do not", "show"])
    return saved(book)


def saved(thing: object) -> bytes:
    stream = io.BytesIO()
    thing.save(stream)  # type: ignore[attr-defined]  # python-docx and openpyxl agree on this much
    return stream.getvalue()


def test_docx_keeps_headings_lists_and_tables_and_drops_hidden_text() -> None:
    assert extract(docx_bytes(), "range.docx", LIMIT) == [
        Block("Keep at -18 °C.", ("Frozen range",)),
        Block("the data sheet; a photograph.", ("Frozen range",)),
        Block("Product: Squid; Glaze: 8 %", ("Frozen range", "Packing"), kind="row"),
    ]


def test_xlsx_rows_name_columns_and_show_values_as_the_sheet_does() -> None:
    assert [block.text for block in extract(xlsx_bytes(), "plan.xlsx", LIMIT)] == [
        "Loading plan",
        "product: Plum jam; 20GP: 550; share: 12.5 %; from: 2026-05-01",
    ]


@pytest.mark.parametrize("name", ["a.docx", "a.xlsx"])
@pytest.mark.parametrize(
    "content", [b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, b"text"]
)
def test_damaged_or_encrypted_office_files_are_refused_with_a_hint(name: str, content: bytes) -> None:
    with pytest.raises(DocumentError) as refused:
        extract(content, name, LIMIT)
    assert refused.value.hint


def test_a_truncated_workbook_is_refused() -> None:
    with pytest.raises(DocumentError):
        extract(xlsx_bytes()[:-200], "plan.xlsx", LIMIT)
