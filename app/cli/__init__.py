"""The command line. One place turns errors into a message, a hint and an exit code.

0 done, 1 an answer that fails the check asked for, 2 wrong usage or bad input, 3 the system itself failed.
"""

import logging
import sys
from collections.abc import Sequence

from app.cli.commands import cli
from app.cli.console import emit, note
from app.cli.house import OpenHouse
from core.errors import QuaysideError, SystemFault

_log = logging.getLogger(__name__)


def main() -> None:
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str], open_house: OpenHouse | None = None) -> int:
    """Runs one command; returns its exit code. Tests hand in a house of their own."""
    try:
        cli(args=list(arguments), prog_name="quayside", obj=open_house)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except QuaysideError as error:
        return _refuse(error, arguments)
    except Exception as error:
        _log.exception("A command broke.")
        fault = SystemFault(
            f"Quayside itself broke: {type(error).__name__}: {error}.",
            hint="Please report the lines above.",
        )
        return _refuse(fault, arguments)
    return 0


def _refuse(error: QuaysideError, arguments: Sequence[str]) -> int:
    note(f"quayside: {error.message}")
    if error.hint:
        note(f"  {error.hint}")
    if "--json" in arguments:
        emit({"error": error.message, "hint": error.hint})
    return error.exit_code
