"""`quayside workbook`, `import --preview` and `export` on the command line."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.cli import run
from app.cli.edits import row_line
from app.cli.house import OpenHouse
from core.ids import UserId
from core.principal import Role
from core.settings import Settings
from core.trade import User
from tests.app.conftest import BOOK, FakeHouse
from tests.books import FakePort, book
from tests.fakes_api import FakeCatalogue, fake_services
from tools.catalogue.folder.tables import OFFICE_TABLES, STAFF_TABLES
from tools.catalogue.workbook import read_workbook

Capture = pytest.CaptureFixture[str]
ADMIN = User(row=3, user_id=UserId("harbour"), name="Harbour office", role=Role.ADMIN)
PORT = FakePort(book(users=(*BOOK.users, ADMIN)))
AS_OFFICE = ["--as", "harbour"]


def opener(catalogue: FakeCatalogue) -> OpenHouse:
    @contextmanager
    def opened(settings: Settings, *, exclusive: bool = True, model: bool = True) -> Iterator[FakeHouse]:
        assert not exclusive  # a server may be running
        yield FakeHouse(fake_services(catalogue=catalogue), port=PORT)

    return opened


@pytest.fixture
def file(tmp_path: Path) -> str:
    (tmp_path / "book.xlsx").write_bytes(b"PK edited")
    return str(tmp_path / "book.xlsx")


def test_an_export_is_a_new_file_and_never_written_over(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "mine.xlsx"
    assert run(["workbook", "export", str(path), *AS_OFFICE], opener(FakeCatalogue())) == 0
    assert path.read_bytes().startswith(b"PK")
    assert run(["workbook", "export", str(path), *AS_OFFICE], opener(FakeCatalogue())) == 2
    assert "cannot be written" in capsys.readouterr().err


def test_a_preview_shows_rows_warnings_and_how_to_apply(file: str, capsys: Capture) -> None:
    assert run(["workbook", "preview", file, *AS_OFFICE], opener(FakeCatalogue())) == 0
    out = capsys.readouterr().out
    assert "added prices M1 TEA" in out
    assert "warning: M1 TEA: a carton sells at 1.00 USD and costs 2.00." in out
    assert f"--token {FakeCatalogue.TOKEN}" in out
    assert run(["workbook", "preview", file, *AS_OFFICE, "--json"], opener(FakeCatalogue())) == 0
    assert json.loads(capsys.readouterr().out)["token"] == FakeCatalogue.TOKEN


def test_applying_needs_the_token_and_removes_only_when_told(file: str, capsys: Capture) -> None:
    catalogue = FakeCatalogue()
    apply = ["workbook", "apply", file, *AS_OFFICE]
    assert run(apply, opener(catalogue)) == 2
    assert run([*apply, "--token", "1" * 64], opener(catalogue)) == 2
    assert "Preview again." in capsys.readouterr().err
    assert run([*apply, "--token", FakeCatalogue.TOKEN], opener(catalogue)) == 0
    assert run([*apply, "--token", FakeCatalogue.TOKEN, "--remove", "--json"], opener(catalogue)) == 0
    assert catalogue.applied == [(b"PK edited", False), (b"PK edited", True)]


@pytest.mark.parametrize("arguments", [["--as", "zola"], ["--as", "nobody"], []])
def test_others_are_refused(file: str, arguments: list[str]) -> None:
    assert run(["workbook", "preview", file, *arguments], opener(FakeCatalogue())) == 2


def test_a_file_that_is_not_there_is_bad_input(tmp_path: Path, capsys: Capture) -> None:
    missing = str(tmp_path / "gone.xlsx")
    assert run(["workbook", "preview", missing, *AS_OFFICE], opener(FakeCatalogue())) == 2
    assert "cannot be read" in capsys.readouterr().err


@pytest.mark.parametrize(("arguments", "tables"), [([], STAFF_TABLES), (["--for", "admin"], OFFICE_TABLES)])
def test_a_template_needs_no_house(tmp_path: Path, arguments: list[str], tables: tuple[str, ...]) -> None:
    path = tmp_path / "empty.xlsx"
    assert run(["workbook", "template", str(path), *arguments]) == 0
    assert dict(read_workbook(path.read_bytes()).tables) == dict.fromkeys(tables, ())


def test_rows_are_told_in_a_line() -> None:
    field = {"name": "unit_price", "old": "40.00", "new": "44.00"}
    row = {"table": "prices", "kind": "changed", "row": "M1 TEA", "fields": [field], "percent": "+10.00"}
    assert row_line(row) == "changed prices M1 TEA: unit_price 40.00 -> 44.00 (+10.00 %)"
    assert row_line({"table": "fx", "kind": "missing", "row": "USD CNY"}) == "missing fx USD CNY"


def test_a_preview_of_an_import_makes_no_data_folder(
    port_folder: Path, tmp_path: Path, capsys: Capture
) -> None:
    assert run(["import", str(port_folder), "--preview", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["tables"]["prices"]["added"] == 2
    assert not (tmp_path / "data").exists()
