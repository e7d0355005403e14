"""One cell of a workbook as the text that a CSV file would hold, or why there is none."""

import re
from datetime import date, datetime, time
from decimal import Decimal

from tools.catalogue.folder.rows import Refused
from tools.catalogue.workbook.kinds import Kind

_AS_TEXT = "format the cell as text and write it again"
_DIGITS = 15
"""Excel keeps and shows 15 significant digits of a number; more are the noise of binary fractions."""
_QUOTED = re.compile(r'"[^"]*"|\\.')
"""What a number format shows as it stands (ECMA-376 part 1, 18.8.31)."""


def text_of(value: object, data_type: str, kind: Kind, number_format: str = "General") -> str | Refused:
    """`value`, `data_type` and `number_format` as openpyxl gives them. Formulas are refused: what they were
    last computed to may be old, and a price has to be the one that a person sees in the cell."""
    if data_type == "f":
        return Refused("The cell holds a formula; copy it and paste its value.")
    if data_type == "e":
        return Refused(f"The cell holds the error {value!s:.20}.")
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case int() | float():
            return _number(value, kind, number_format)
        case datetime():
            return _day(value.date(), kind) if value.time() == time() else _no_day(value)
        case date():
            return _day(value, kind)
        case _:
            return _no_day(value)


def _number(value: int | float, kind: Kind, number_format: str) -> str | Refused:
    shown = plain(value)
    if shown is None:
        return Refused(f"{value!r} is not a number that a cell can show.")
    if kind is not Kind.FRACTION and "%" in _QUOTED.sub("", number_format):
        # 0.2 % is 0.002 to Excel, and no column but a fraction's means that by what it shows.
        return Refused(
            f"The cell is formatted as a percentage: it shows {_percent(shown)} % and holds {shown}; "
            "format it as a number and write it again."
        )
    if kind in {Kind.TEXT, Kind.CODE, Kind.HS_CODE} and len(shown.strip("-").replace(".", "")) > _DIGITS:
        return Refused(f"{shown!r} has more digits than Excel keeps of a number; {_AS_TEXT}.")
    if kind is Kind.CODE:
        return Refused(
            f"{shown!r} is a number, and Excel drops the zeros that a code begins with; {_AS_TEXT}."
        )
    if kind is Kind.HS_CODE and len(shown) % 2:
        # Codes of the Harmonized System have pairs of digits: with a zero in front, one is missing here.
        return Refused(f"{shown!r} is a number, and Excel drops its leading zero; {_AS_TEXT}.")
    if kind is Kind.DAY:
        return Refused(f"{shown!r} is a number, not a date; write it YYYY-MM-DD.")
    return shown


def _percent(shown: str) -> str:
    return f"{(Decimal(shown) * 100).normalize():f}"


def plain(value: int | float) -> str | None:
    """The number that a person sees, without an exponent: 12.5, 902103, 0.3 for what is computed from
    0.1 + 0.2. None for what is not finite."""
    exact = Decimal(value) if isinstance(value, int) else Decimal(f"{value:.{_DIGITS}g}")
    return f"{exact:f}" if exact.is_finite() else None


def _day(value: date, kind: Kind) -> str | Refused:
    if kind is Kind.DAY or kind is Kind.CHOICE:
        return value.isoformat()
    return Refused(f"Excel made the date {value.isoformat()} of this; {_AS_TEXT}.")


def _no_day(value: object) -> Refused:
    return Refused(f"'{value}' is a time of day, which no column holds.")
