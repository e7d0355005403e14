"""`quayside quote` over a folder: no house, no model, one request or a file of them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from app.cli import run
from tests.app.conftest import opener

Capture = pytest.CaptureFixture[str]
DAY = ["--date", "2026-11-01"]
EXW = ["--term", "EXW", "--to", "CNNBG"]


def test_a_single_request_prints_one_document(port_folder: Path, capsys: Capture) -> None:
    arguments = ["quote", "--port", str(port_folder), "--as", "zola", *DAY, *EXW, "--line", "MNG=300ctn"]
    assert run([*arguments, "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert (result["outcome"], result["total"]) == ("quoted", "5400.00")


def test_without_json_the_quotation_is_read_by_people(port_folder: Path, capsys: Capture) -> None:
    assert run(["quote", "--port", str(port_folder), *DAY, *EXW, "--line", "MNG=300ctn"]) == 0
    out = capsys.readouterr().out
    assert "EXW CNNBG" in out
    assert "6000.00" in out


def test_other_outcomes_are_answers_too(port_folder: Path, capsys: Capture) -> None:
    assert run(["quote", "--port", str(port_folder), *DAY, *EXW, "--line", "MNG=3ctn"]) == 0
    assert capsys.readouterr().out.startswith("below_moq\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ["--as", "nobody", *DAY, *EXW, "--line", "MNG=300ctn"],
        [*DAY, *EXW, "--line", "MNG=0ctn"],
        [*DAY, *EXW, "--line", "MNG=300stones"],
        [*DAY, *EXW, "--line", "MNG"],
        [*DAY, "--term", "CIX", "--to", "CNNBG", "--line", "MNG=300ctn"],
        ["--date", "yesterday", *EXW, "--line", "MNG=300ctn"],
        [*DAY, *EXW],
        ["--requests", "/nowhere/requests.jsonl"],
        ["--requests", "/nowhere/requests.jsonl", "--line", "MNG=300ctn"],
    ],
)
def test_a_request_that_makes_no_sense_is_exit_2(
    port_folder: Path, arguments: list[str], capsys: Capture
) -> None:
    assert run(["quote", "--port", str(port_folder), *arguments]) == 2
    assert capsys.readouterr().err.startswith("quayside: ")


def test_a_folder_with_a_bad_row_is_exit_2_and_named(port_folder: Path, capsys: Capture) -> None:
    with (port_folder / "prices.csv").open("a") as prices:
        prices.write("M1,MNG,L3,USD,carton,ten,1.00,2026-01-01,2026-12-31,public\n")
    assert run(["quote", "--port", str(port_folder), *DAY, *EXW, "--line", "MNG=300ctn"]) == 2
    assert "prices.csv, row 4, column min_cartons" in capsys.readouterr().err


def test_every_line_of_a_file_gets_its_result(port_folder: Path, tmp_path: Path, capsys: Capture) -> None:
    request = {
        "as": None,
        "date": "2026-11-01",
        "term": "EXW",
        "to": "CNNBG",
        "lines": [{"sku": "MNG", "qty": 300, "unit": "ctn"}],
    }
    file = tmp_path / "requests.jsonl"
    lines = [json.dumps(request).encode(), b"nonsense", b"\xff\xfe", b"", json.dumps(request).encode()]
    file.write_bytes(b"\n".join(lines))
    assert run(["quote", "--port", str(port_folder), "--requests", str(file)]) == 0
    results = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [result["outcome"] for result in results] == ["quoted", None, None, "quoted"]
    assert all(result["error"] for result in results[1:3])


def test_without_a_folder_the_imported_port_is_read(capsys: Capture) -> None:
    assert run(["quote", *DAY, *EXW, "--line", "MNG=300ctn", "--json"], opener()) == 0
    assert json.loads(capsys.readouterr().out)["outcome"] == "ambiguous_product"


def test_no_model_library_is_loaded_for_a_quotation(port_folder: Path) -> None:
    arguments = ["quote", "--port", str(port_folder), *DAY, *EXW, "--line", "MNG=300ctn"]
    heavy = ["torch", "llama_cpp", "chromadb", "fastapi", "sqlalchemy", "langgraph"]
    program = (
        f"import sys; from app.cli import run; code = run({arguments!r}); "
        f"sys.exit(code or sum(name in sys.modules for name in {heavy!r}))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr.decode()
