"""CSV with a header row (RFC 4180); commas, semicolons and tabs are told apart by the header."""

import csv
import io

from core.errors import DocumentError
from knowledge.extraction.block import Block
from knowledge.extraction.cleaning import decode
from knowledge.extraction.draft import Draft
from knowledge.extraction.table import named_rows


def read(content: bytes) -> list[Block]:
    text = decode(content)
    header = next((line for line in text.split("\n") if line.strip()), "")
    delimiter = max(",;\t", key=header.count)
    try:
        grid = [row for row in csv.reader(io.StringIO(text), delimiter=delimiter) if any(row)]
    except csv.Error as error:
        raise DocumentError(
            f"The CSV cannot be read: {error}.", hint="Check its quotation marks and line ends."
        ) from None
    draft = Draft()
    draft.rows(named_rows(grid))
    return draft.blocks
