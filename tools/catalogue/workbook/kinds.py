"""What kind of values a column holds, read off its parser: how a workbook writes and reads its cells."""

from enum import StrEnum

from tools.catalogue.folder import cells
from tools.catalogue.folder.rows import Column


class Kind(StrEnum):
    TEXT = "text"
    CODE = "code, as text"
    HS_CODE = "digits, as text"
    NUMBER = "number"
    FRACTION = "fraction"
    WHOLE = "whole number"
    DAY = "date"
    FLAG = "true or false"
    CHOICE = "one of a list"


def kind_of(column: Column) -> Kind:
    match column.parse:
        case cells.Number(is_fraction=True):
            return Kind.FRACTION
        case cells.Number():
            return Kind.NUMBER
        case cells.WholeNumber():
            return Kind.WHOLE
        case cells.OneOf():
            return Kind.CHOICE
        case cells.day:
            return Kind.DAY
        case cells.flag:
            return Kind.FLAG
        case cells.hs_code:
            return Kind.HS_CODE
        case cells.sku | cells.merchant_id | cells.user_id | cells.code | cells.codes:
            return Kind.CODE
        case _:
            return Kind.TEXT


def words_of(column: Column) -> tuple[str, ...]:
    """The closed set that the column's cells come from; empty for all others."""
    if kind_of(column) is Kind.FLAG:
        return ("TRUE", "FALSE")
    return tuple(column.parse.words) if isinstance(column.parse, cells.OneOf) else ()
