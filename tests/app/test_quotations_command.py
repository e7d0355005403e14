"""`quayside quote show ID` and its sisters on a real house: what they print and write, and how they end."""

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap import House, open_house
from app.cli import run
from app.importing import import_folder
from core.clock import FixedClock
from core.settings import Settings
from llm.scripted import ScriptedBackend
from store.database import writing
from store.tables.quotations import quotations
from tests.app.houses import NOON
from tests.fakes_knowledge import HashEmbedder

Capture = pytest.CaptureFixture[str]
REQUEST = {"term": "EXW", "to": "CNNBG", "lines": [{"sku": "MNG", "qty": "300", "unit": "ctn"}]}


@contextmanager
def small_house(settings: Settings, *, exclusive: bool = True, model: bool = True) -> Iterator[House]:
    backend = ScriptedBackend({})
    with open_house(
        settings, clock=FixedClock(NOON), exclusive=exclusive, backend=backend, embedder=HashEmbedder()
    ) as house:
        yield house


@dataclass
class Desk:
    """The command line over one data folder; `quotation` is a buyer's, made before."""

    folder: Path
    quotation: dict[str, Any]

    def run(self, *arguments: str) -> int:
        return run(["quote", *arguments], small_house)

    def house(self) -> AbstractContextManager[House]:
        return small_house(Settings())


@pytest.fixture
def desk(port_folder: Path) -> Desk:
    users = port_folder / "users.csv"
    people = ("zola,Zola,buyer,", "harrow,Harrow desk,merchant,M1", "bram,Bram,buyer,")
    users.write_text("\n".join(["user_id,name,role,merchant_id", *people]), encoding="utf-8")
    with small_house(Settings()) as house:
        import_folder(house, port_folder)
        view = house.services.quoting.quote(REQUEST, house.principal("zola"))
    return Desk(port_folder, view)


def printed(capsys: Capture) -> Any:
    return json.loads(capsys.readouterr().out)


def test_a_quotation_goes_its_way_from_the_command_line(desk: Desk, capsys: Capture) -> None:
    number, digest = desk.quotation["quotation_id"], desk.quotation["content_hash"]
    assert desk.run("release", number, "--as", "harrow", "--hash", digest, "--json") == 0
    assert printed(capsys)["state"] == "released"
    assert desk.run("accept", number, "--as", "zola", "--hash", digest) == 0
    out = capsys.readouterr().out
    assert out.startswith(f"{number}, revision 1 of {number}: accepted\nEXW CNNBG")
    assert "5400.00" in out
    assert desk.run("list", "--as", "zola", "--state", "accepted", "--json") == 0
    assert [row["quotation_id"] for row in printed(capsys)["quotations"]] == [number]


def test_a_move_that_is_refused_is_exit_2_and_says_why(desk: Desk, capsys: Capture) -> None:
    number, digest = desk.quotation["quotation_id"], desk.quotation["content_hash"]
    assert desk.run("accept", number, "--as", "zola", "--hash", digest) == 2
    assert "indicative" in capsys.readouterr().err
    assert desk.run("release", number, "--as", "harrow", "--hash", "wrong") == 2
    assert "look at it again" in capsys.readouterr().err
    assert desk.run("decline", number, "--as", "zola", "--note", "Too dear.") == 0
    assert "decline  Too dear." in capsys.readouterr().out


def test_a_quotation_is_shown_to_its_own_people_only(desk: Desk, capsys: Capture) -> None:
    number = desk.quotation["quotation_id"]
    assert desk.run("show", number, "--as", "zola", "--json") == 0
    assert printed(capsys) == desk.quotation
    assert desk.run("show", number, "--as", "bram") == 2
    assert desk.run("show", "Q-9", "--as", "bram") == 2
    foreign, missing = (
        line for line in capsys.readouterr().err.splitlines() if number in line or "Q-9" in line
    )
    assert foreign.replace(number, "Q-9") == missing
    assert desk.run("list", "--as", "harrow") == 0
    assert number in capsys.readouterr().out


def test_a_replay_gives_the_same_bytes_after_another_import(desk: Desk, capsys: Capture) -> None:
    prices = desk.folder / "prices.csv"
    prices.write_text(prices.read_text(encoding="utf-8").replace("18.00", "21.00"), encoding="utf-8")
    with desk.house() as house:
        import_folder(house, desk.folder)
        dearer = house.services.quoting.quote(REQUEST, house.principal("zola"))
    assert (dearer["total"], desk.quotation["total"]) == ("6300.00", "5400.00")
    assert desk.run("replay", desk.quotation["quotation_id"], "--json") == 0
    again = capsys.readouterr().out
    with desk.house() as house, house.database.connect() as connection:
        this = quotations.c.quotation_id == desk.quotation["quotation_id"]
        stored = connection.execute(quotations.select().where(this)).one().result
    assert again.encode() == (json.dumps(stored, ensure_ascii=False) + "\n").encode()
    assert desk.run("replay", dearer["quotation_id"]) == 0
    assert "same" in capsys.readouterr().out


def test_a_quotation_that_was_changed_does_not_replay(desk: Desk, capsys: Capture) -> None:
    number = desk.quotation["quotation_id"]
    with desk.house() as house, writing(house.database) as connection:
        row = connection.execute(quotations.select()).one()
        connection.execute(quotations.update().values(result={**row.result, "total": "1.00"}))
    assert desk.run("replay", number) == 1
    assert f"{number} does not come out as it was stored; differing: total." in capsys.readouterr().err
    assert desk.run("replay", "Q-9") == 2


@pytest.mark.parametrize(("kind", "begins"), [("pdf", b"%PDF"), ("xlsx", b"PK"), ("xml", b"<?xml")])
def test_a_quotation_becomes_a_file(desk: Desk, tmp_path: Path, kind: str, begins: bytes) -> None:
    out, number = tmp_path / f"quotation.{kind}", desk.quotation["quotation_id"]
    assert desk.run("file", number, "--as", "zola", "--kind", kind, "--out", str(out)) == 0
    assert out.read_bytes().startswith(begins)


def test_a_file_that_cannot_be_is_exit_2(desk: Desk, tmp_path: Path, capsys: Capture) -> None:
    number, out = desk.quotation["quotation_id"], str(tmp_path / "q")
    assert desk.run("file", number, "--as", "zola", "--kind", "doc", "--out", out) == 2
    assert desk.run("file", number, "--as", "bram", "--out", out) == 2
    assert desk.run("file", number, "--as", "zola", "--out", "/nowhere/quotation.pdf") == 2
    assert "'/nowhere/quotation.pdf'" in capsys.readouterr().err
