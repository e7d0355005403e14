"""Tables as rows that can be quoted alone: each row names its columns ("product: X; halal: yes")."""

import re
from collections.abc import Sequence

from knowledge.extraction.cleaning import clean

Grid = Sequence[Sequence[str]]

_NUMBER = re.compile(r"^[-+−]?\d[\d\s.,]*%?$")


def row_texts(grid: Grid, header: Sequence[str] | None = None) -> tuple[list[str], list[str]]:
    """(what stands above the table, its rows). `header` is given when the format marks it.

    Without one, the first row of two or more cells is the header if it looks like names (`_is_header`).
    Rows of a table without header join their cells as they stand.
    """
    rows = [[clean(cell) for cell in row] for row in grid]
    rows = [row for row in rows if any(row)]
    above: list[str] = []
    while rows and header is None and _filled(rows[0]) == 1 and any(_filled(row) > 1 for row in rows):
        above.append(next(cell for cell in rows.pop(0) if cell))
    if header is None and len(rows) > 1 and _is_header(rows[0], rows[1:]):
        header = rows.pop(0)
    names = [_readable(name) for name in header or ()]
    return above, [text for row in rows if (text := _row_text(names, row))]


def named_rows(grid: Grid) -> list[str]:
    """The rows under a header row that the format promises (RFC 4180: the first one)."""
    if not grid:
        return []
    return row_texts(grid[1:], header=grid[0])[1]


def _row_text(names: Sequence[str], row: Sequence[str]) -> str:
    if not names:
        return (": " if len(row) == 2 else "; ").join(cell for cell in row if cell)
    cells = []
    for index, cell in enumerate(row):
        name = names[index] if index < len(names) else ""
        if cell:
            cells.append(f"{name}: {cell}" if name else cell)
    return "; ".join(cells)


def _is_header(row: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Names stand over values: every cell but the corner is filled and none is a number; and none begins
    with a digit ("10 kg"), unless numbers stand under the row ("20GP" over 550)."""
    if not all(row[1:]) or any(_NUMBER.match(cell) for cell in row):
        return False
    over_numbers = any(_NUMBER.match(cell) for line in below for cell in line[1:])
    return over_numbers or not any(cell[:1].isdigit() for cell in row)


def _readable(name: str) -> str:
    """A column's name as words: in_stock_cartons -> in stock cartons."""
    return clean(name).replace("_", " ").rstrip(": ")


def _filled(row: Sequence[str]) -> int:
    return sum(1 for cell in row if cell)
