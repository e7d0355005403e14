"""The port written as a folder: importing that changes nothing, and a preview says so beforehand."""

from pathlib import Path

import pytest

from app.demo import DEMO_PORT
from app.exporting import export_folder, preview_folder
from app.importing import import_folder
from core.errors import BadInput
from core.turns import JsonObject
from llm.scripted import ScriptedBackend
from tests.app.houses import demo_house

BACKEND = ScriptedBackend({})


def differing(tables: dict[str, JsonObject]) -> list[str]:
    return [
        name
        for name, counts in tables.items()
        if any(counts[kind] for kind in counts if kind != "unchanged")
    ]


def test_importing_what_was_exported_changes_nothing(tmp_path: Path) -> None:
    with demo_house(tmp_path / "data", BACKEND) as house:
        revision = house.port.revision()
        report = export_folder(house, tmp_path / "out")
        assert (report["tables"]["prices"], report["warnings"]) == (283, [])
        assert report["tables"]["documents"] > 0
        again = import_folder(house, tmp_path / "out")
        assert differing(again["tables"]) == []
        assert again["warnings"] == []
        assert house.port.revision() == again["revision"] == revision


def test_a_preview_counts_and_writes_nothing(tmp_path: Path) -> None:
    with demo_house(tmp_path / "data", BACKEND) as house:
        export_folder(house, tmp_path / "out")
        assert differing(preview_folder(house, tmp_path / "out")["tables"]) == []
        prices = tmp_path / "out" / "prices.csv"
        lines = prices.read_text(encoding="utf-8").splitlines(keepends=True)
        prices.write_text("".join(lines[:-1]).replace(",52.79,", ",82.79,"), encoding="utf-8")
        before = house.port.revision()
        told = preview_folder(house, tmp_path / "out")
        assert told["tables"]["prices"] == {"added": 0, "changed": 1, "unchanged": 281, "missing": 1}
        assert "(+56.83 %)" in told["warnings"][0]
        assert house.port.revision() == before


def test_before_a_house_is_there_everything_would_be_added(tmp_path: Path) -> None:
    told = preview_folder(None, DEMO_PORT)
    assert told["tables"]["prices"] == {"added": 283, "changed": 0, "unchanged": 0, "missing": 0}


def test_an_export_never_writes_over_a_folder_and_tells_of_lost_documents(tmp_path: Path) -> None:
    with demo_house(tmp_path / "data", BACKEND) as house:
        export_folder(house, tmp_path / "first")
        with pytest.raises(BadInput, match="not empty"):
            export_folder(house, tmp_path / "first")
        (tmp_path / "data" / "port_folder").write_text(str(tmp_path / "gone"), encoding="utf-8")
        report = export_folder(house, tmp_path / "second")
        assert report["tables"]["documents"] == 0
        assert "which is gone" in report["warnings"][0]
