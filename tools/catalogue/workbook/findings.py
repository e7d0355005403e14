"""What is wrong in a workbook, each problem by its sheet and cell."""

from collections.abc import Mapping, Sequence

from core.errors import BadInput, RowProblem

Places = Mapping[tuple[str, str], str]
"""(sheet, column name) to the letters of the sheet's column."""


class WorkbookError(BadInput):
    """A workbook with cells that cannot be taken; nothing was changed."""

    def __init__(self, problems: Sequence[RowProblem], places: Places) -> None:
        self.problems = tuple(told(problem, places) for problem in problems)
        shown = "\n".join(f"  {problem}" for problem in self.problems[:20])
        more = f"\n  and {len(problems) - 20} more" if len(problems) > 20 else ""
        super().__init__(
            f"The workbook has {len(problems)} problem(s); nothing was changed.\n{shown}{more}\n",
            hint="Mend these cells and hand the workbook in again.",
        )


def told(problem: RowProblem, places: Places) -> str:
    """`prices!F14: ...`. Sheets have the names of the port folder's files without `.csv`."""
    sheet = problem.file.removesuffix(".csv")
    letters = places.get((sheet, problem.column or ""), "")
    if problem.row is None:
        place = f"{sheet}, column {problem.column}" if problem.column else sheet
    elif letters or not problem.column:
        place = f"{sheet}!{letters}{problem.row}" if letters else f"{sheet}, row {problem.row}"
    else:
        place = f"{sheet}, row {problem.row}, column {problem.column}"
    return f"{place}: {problem.message}"
