"""Rules of the house that no linter knows: sizes of files and functions, words that stay out."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = (
    "app",
    "core",
    "llm",
    "agent",
    "knowledge",
    "tools",
    "governance",
    "store",
    "api",
    "models",
    "bench",
)
LONGEST_FILE, LONGEST_FUNCTION = 400, 50
UNFINISHED = re.compile(r"\bTODO\b|\bFIXME\b|NotImplementedError")


def sources() -> Iterator[Path]:
    """Every source file; models/runs is scratch that is never committed."""
    for room in (*ROOMS, "tests"):
        yield from (path for path in sorted((ROOT / room).rglob("*.py")) if "runs" not in path.parts)


def test_no_file_is_too_long() -> None:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in sources()}
    assert {name: n for name, n in lengths.items() if n > LONGEST_FILE} == {}


def test_no_function_is_too_long() -> None:
    long = {}
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno
                if lines > LONGEST_FUNCTION:
                    long[f"{path.relative_to(ROOT)}:{node.name}"] = lines
    assert long == {}


def test_nothing_is_left_unfinished() -> None:
    this = Path(__file__)
    found = [str(path) for path in sources() if path != this and UNFINISHED.search(path.read_text())]
    assert found == []


def test_every_package_says_what_lives_in_it() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in sources()
        if path.relative_to(ROOT).parts[0] != "tests"
        and path.read_text().strip()
        and ast.get_docstring(ast.parse(path.read_text())) is None
    ]
    assert silent == []
