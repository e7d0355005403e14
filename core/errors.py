"""One tree of errors. Each says what happened in a sentence and, in `hint`, what to do next.

QuaysideError
|-- BadInput            the caller's request makes no sense as it stands   (exit 2)
|   |-- PortFolderError  rows of a port folder that cannot be taken
|   `-- DocumentError    a document that cannot be read
|-- NotFound            nothing by that name for this caller               (exit 2)
|-- NotPermitted        the policy says no                                 (exit 2)
|-- Busy                try again later                                    (exit 3)
|-- BudgetSpent         the conversation's money or tokens are used up     (exit 3)
`-- SystemFault         ours to mend                                       (exit 3)
    |-- ModelUnavailable  no usable model
    |-- GenerationFailed  the model ran and gave nothing usable
    |-- StoreUnavailable  the database or the disk refused
    `-- DataFolderInUse   another process holds the data folder
"""

from collections.abc import Sequence
from dataclasses import dataclass


class QuaysideError(Exception):
    """Base of all errors that Quayside raises on purpose."""

    exit_code = 3

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class BadInput(QuaysideError):
    exit_code = 2


@dataclass(frozen=True)
class RowProblem:
    """One refused cell. `row` is the line in the file, the header being line 1."""

    file: str
    row: int | None
    column: str | None
    message: str

    def __str__(self) -> str:
        where = ", ".join(
            part
            for part in (
                self.file,
                f"row {self.row}" if self.row is not None else "",
                f"column {self.column}" if self.column else "",
            )
            if part
        )
        return f"{where}: {self.message}"


class PortFolderError(BadInput):
    """A port folder with rows that cannot be taken; nothing was imported."""

    def __init__(self, problems: Sequence[RowProblem]) -> None:
        shown = "\n".join(f"  {problem}" for problem in problems[:20])
        more = f"\n  and {len(problems) - 20} more" if len(problems) > 20 else ""
        super().__init__(
            f"The port folder has {len(problems)} problem(s); nothing was imported.\n{shown}{more}\n",
            hint="Mend these cells and import the folder again.",
        )
        self.problems = tuple(problems)


class DocumentError(BadInput):
    """A document that cannot be read."""


class NotFound(QuaysideError):
    exit_code = 2


class NotPermitted(QuaysideError):
    exit_code = 2


class Busy(QuaysideError):
    """The queue is full; `retry_after_s` says when to come back."""

    def __init__(self, message: str, *, retry_after_s: int, hint: str = "") -> None:
        super().__init__(message, hint=hint or f"Try again in {retry_after_s} s.")
        self.retry_after_s = retry_after_s


class BudgetSpent(QuaysideError):
    pass


class SystemFault(QuaysideError):
    pass


class ModelUnavailable(SystemFault):
    pass


class GenerationFailed(SystemFault):
    pass


class StoreUnavailable(SystemFault):
    pass


class DataFolderInUse(SystemFault):
    pass
