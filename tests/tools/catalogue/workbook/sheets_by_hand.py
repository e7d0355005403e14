"""Workbooks as other programs write them, for tests: sheets of plain values, and packages spoilt."""

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from openpyxl import Workbook

PRICE_COLUMNS = (
    "merchant_id",
    "sku",
    "price_list",
    "currency",
    "price_unit",
    "min_cartons",
    "unit_price",
    "valid_from",
    "valid_until",
    "audience",
    "note",
)


def price_cells(**changed: object) -> list[Any]:
    values: dict[str, object] = {
        "merchant_id": "M1",
        "sku": "A-1",
        "price_list": "L1",
        "currency": "USD",
        "price_unit": "carton",
        "min_cartons": 10,
        "unit_price": 12.5,
        "valid_from": date(2026, 1, 1),
        "valid_until": date(2026, 12, 31),
        "audience": "public",
        "note": None,
    } | changed
    return list(values.values())


def workbook(
    sheets: Mapping[str, Iterable[Iterable[Any]]],
    hidden: tuple[str, ...] = (),
    formats: Mapping[str, str] = MappingProxyType({}),
) -> bytes:
    """`formats` are number formats by the cells of the last sheet."""
    book = Workbook()
    del book["Sheet"]
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        if name in hidden:
            sheet.sheet_state = "hidden"
    for cell, number_format in formats.items():
        sheet[cell].number_format = number_format
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def prices(*rows: list[Any]) -> bytes:
    return workbook({"prices": [PRICE_COLUMNS, *rows]})


def spoilt(content: bytes, part: str, replaced: bytes) -> bytes:
    """The package with `part` put in its place or added."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
        new.writestr(part, replaced)
    return out.getvalue()


def part_of(content: bytes, part: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return package.read(part)


def with_shared_strings(content: bytes) -> bytes:
    """The same workbook as Excel writes it: texts in a table of their own (ECMA-376 part 1, 18.4)."""
    texts: list[bytes] = []

    def moved(match: re.Match[bytes]) -> bytes:
        texts.append(match[2])
        return b'<c%s t="s"><v>%d</v></c>' % (match[1], len(texts) - 1)

    sheet = part_of(content, "xl/worksheets/sheet1.xml")
    pattern = rb"<c([^>]*?) t=\"inlineStr\"><is>(.*?)</is></c>"
    sheet = re.sub(pattern, moved, sheet)
    assert texts
    items = b"".join(b"<si>%s</si>" % text for text in texts)
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    override = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'.encode()
    types = part_of(content, "[Content_Types].xml").replace(b"</Types>", override)
    content = spoilt(content, "xl/worksheets/sheet1.xml", sheet)
    content = spoilt(content, "xl/sharedStrings.xml", f'<sst xmlns="{main}">'.encode() + items + b"</sst>")
    return spoilt(content, "[Content_Types].xml", types)
