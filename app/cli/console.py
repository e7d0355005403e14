"""What commands print: results on standard output, everything else on standard error."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

Progress = Callable[[str], None]


def emit(document: Any) -> None:
    """The one JSON document of `--json`."""
    print(json.dumps(document, ensure_ascii=False))


def note(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


@contextmanager
def working(task: str) -> Iterator[Progress]:
    """Shows that a long task goes on: a moving line in a terminal, else a line for each step."""
    from rich.console import Console

    console = Console(stderr=True)
    if not console.is_terminal:
        note(f"{task} ...")
        yield note
        return
    with console.status(task) as status:
        yield lambda step: status.update(f"{task}: {step}")


def table(columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> str:
    """Plain columns; numbers and what looks like them to the right."""
    cells = [[str(row.get(column, "")) for column in columns] for row in rows]
    widths = [max(len(line[n]) for line in [list(columns), *cells]) for n in range(len(columns))]
    return "\n".join(_line(line, widths) for line in [list(columns), *cells])


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (
        cell.rjust(width) if cell.replace(".", "", 1).isdigit() else cell.ljust(width)
        for cell, width in zip(cells, widths, strict=True)
    )
    return "  ".join(padded).rstrip()
