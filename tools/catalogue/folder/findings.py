"""What a reading of a port folder found wrong, collected until the end so that one run shows it all."""

from core.errors import PortFolderError, RowProblem

MOST_SHOWN = 60


def shown(text: str) -> str:
    """Quoted, as messages name a value: its first 60 characters, since a cell may hold megabytes."""
    return repr(text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…")


class Findings:
    """Problems stop the import; warnings do not."""

    def __init__(self) -> None:
        self.problems: list[RowProblem] = []
        self.warned: list[RowProblem] = []

    def problem(
        self, file: str, message: str, *, row: int | None = None, column: str | None = None
    ) -> None:
        self.problems.append(RowProblem(file, row, column, message))

    def warn(self, file: str, message: str, *, row: int | None = None, column: str | None = None) -> None:
        self.warned.append(RowProblem(file, row, column, message))

    def settle(self) -> tuple[str, ...]:
        """The warnings. Raises PortFolderError when there was any problem."""
        if self.problems:
            raise PortFolderError(sorted(self.problems, key=lambda found: (found.file, found.row or 0)))
        return tuple(str(warning) for warning in self.warned)
