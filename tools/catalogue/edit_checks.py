"""Whether an edit may stand: rows of the editor's own merchant only, and no reference that dangles."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields

from core.errors import RowProblem
from core.row_identity import by_key
from core.trade import User
from tools.catalogue.changes import merged
from tools.catalogue.folder.cross_check import cross_check
from tools.catalogue.folder.findings import Findings, shown
from tools.catalogue.folder.references import Known
from tools.catalogue.folder.rows import Key
from tools.catalogue.folder.tables import Tables
from tools.catalogue.workbook.findings import WorkbookError
from tools.catalogue.workbook.reading import Workbook


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Ids that an edit may name beside those of its own tables, and whose edit it is. `stranger` is said of
    a user who is not among them."""

    merchant_ids: frozenset[str]
    user_ids: frozenset[str]
    editor_id: str = ""
    stranger: str = "is none of the users"


def check_scope(workbook: Workbook, merchant_id: str) -> None:
    """Every row has to be of `merchant_id`. Of other merchants nothing is told, not even whether they are
    there. Raises WorkbookError."""
    problems = [
        RowProblem(name, row.row, "merchant_id", f"{shown(owner)} is not your own merchant.")
        for name, rows in workbook.tables
        for row in rows
        if (owner := getattr(row, "merchant_id", "")) != merchant_id
    ]
    if problems:
        raise WorkbookError(problems, workbook.places)


def check_references(present: Tables, workbook: Workbook, around: Surroundings, *, remove: bool) -> None:
    """Raises WorkbookError for references that would dangle, by cell or, in rows that stay, by sheet."""
    problems = list(reference_problems(present, workbook, around, remove=remove))
    if problems:
        raise WorkbookError(problems, workbook.places)


def reference_problems(
    present: Tables, workbook: Workbook, around: Surroundings, *, remove: bool
) -> Iterator[RowProblem]:
    after = merged(present, workbook.tables, remove=remove)
    known = _known(present, after, around)
    findings = Findings()
    cross_check(workbook.tables, known, findings)
    yield from findings.problems
    staying = Findings()
    cross_check(_staying(present, workbook.tables, remove=remove), known, staying)
    for problem in staying.problems:
        message = f"In a row that stays: {problem.message}"
        yield RowProblem(problem.file, None, problem.column, message)
    if _loses(present, after, around.editor_id):
        message = f"{around.editor_id!r} is your own account, which you cannot remove."
        yield RowProblem("users", None, "user_id", message)


def _loses(present: Tables, after: Tables, user_id: str) -> bool:
    if after.users is None:
        return False
    return user_id in _ids(present.users or ()) - _ids(after.users)


def _ids(users: Iterable[User]) -> frozenset[str]:
    return frozenset(user.user_id for user in users)


def _known(present: Tables, after: Tables, around: Surroundings) -> Known:
    merchants, users = _rows(present, after, "merchants"), _rows(present, after, "users")
    products = _rows(present, after, "products") or frozenset()
    return Known(
        merchants=frozenset((id_,) for id_ in around.merchant_ids) if merchants is None else merchants,
        users=frozenset((id_,) for id_ in around.user_ids) if users is None else users,
        products=products,
        stranger=around.stranger,
    )


_KEYS = {"merchants": ("merchant_id",), "users": ("user_id",), "products": ("merchant_id", "sku")}


def _rows(present: Tables, after: Tables, name: str) -> frozenset[Key] | None:
    """The keys that a table will have; None for a table that the editor has no part in."""
    rows = after.rows(name)
    if rows is None:
        rows = present.rows(name)
    if rows is None:
        return None
    return frozenset(tuple(getattr(row, field) for field in _KEYS[name]) for row in rows)


def _staying(present: Tables, new: Tables, *, remove: bool) -> Tables:
    """Present rows that the edit neither changes nor removes."""
    staying = {}
    for field in fields(Tables):
        rows, wanted = present.rows(field.name), new.rows(field.name)
        if rows is None or (remove and wanted is not None):
            continue
        replaced = by_key(wanted or ())
        staying[field.name] = tuple(row for key, row in by_key(rows).items() if key not in replaced)
    return Tables(**staying)  # type: ignore[arg-type]  # each table's rows under its own name
