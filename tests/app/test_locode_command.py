"""`quayside import-locode`: folders as UNECE and others publish the release."""

import json
from pathlib import Path

import pytest
from sqlalchemy import Engine

from app.cli import run
from app.gazetteer import import_release
from core.errors import BadInput
from store.database import connect
from store.gazetteer import SqlGazetteer
from store.migrations import migrate

UNECE = (
    '"","SE","",".SWEDEN","","","","","","","",""\r\n'
    '"","SE","GOT","G\xf6teborg","Goteborg","O","AF","12345---","9601","","5743N 01158E",""\r\n'
    '"X","SE","OLD","Gone","Gone","","AF","1-------","9601","","",""\r\n'
    '"=","SE","","Gothenburg = G\xf6teborg","Gothenburg = Goteborg","","","","","","",""\r\n'
    '"+","SE","QUO","Quorhamn","Quorhamn","","RL","1-3-----","2301","","",""\r\n'
    '"","SE","INL","Inlanda","Inlanda","","RL","--3-----","2301","","",""\r\n'
    '"","SE","BAD"\r\n'
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    release = tmp_path / "loc232csv"
    release.mkdir()
    (release / "2023-2 UNLOCODE CodeListPart1.csv").write_bytes(UNECE.encode("latin-1"))
    (release / "2023-2 SubdivisionCodes.csv").write_text("SE,O,Vastra Gotaland,County\n")
    return release


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    engine = connect(f"sqlite:///{tmp_path / 'quayside.db'}")
    migrate(engine)
    return engine


def test_the_layout_of_unece_is_read(engine: Engine, folder: Path) -> None:
    report = import_release(engine, folder)
    assert report["tables"]["places"] == {"added": 3, "changed": 0, "unchanged": 0, "removed": 0}
    assert report["ports"] == 2
    assert report["warnings"] == ["row 7: 3 cells, not 12"]
    gazetteer = SqlGazetteer(engine)
    names = ("goteborg", "gothenburg", "segot")
    assert [place.name for name in names for place in gazetteer.places(name)] == ["Göteborg"] * 3
    assert gazetteer.places("inlanda") == gazetteer.places("gone") == ()


def test_the_layout_of_a_file_for_each_country_in_utf_8_is_read(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "locodes").mkdir()
    file = tmp_path / "locodes" / "SE.csv"
    file.write_text(',"SE","GOT","Göteborg","Goteborg","O","12345---","AF","9601",,"5743N 01158E",\n')
    assert import_release(engine, tmp_path)["ports"] == 1
    assert SqlGazetteer(engine).places("goteborg")[0].name == "Göteborg"


def test_a_folder_without_a_release_is_refused_and_changes_nothing(engine: Engine, folder: Path) -> None:
    import_release(engine, folder)
    (folder / "empty").mkdir()
    for wrong in (folder / "empty", folder / "nowhere"):
        with pytest.raises(BadInput) as raised:
            import_release(engine, wrong)
        assert "UNECE" in raised.value.hint
    assert len(SqlGazetteer(engine).places("quorhamn")) == 1


def test_the_command_reports_what_changed(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("QUAYSIDE_DATA_FOLDER", str(tmp_path / "data"))
    assert run(["import-locode", str(folder), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["tables"]["places"]["added"] == 3
    assert run(["import-locode", str(folder)]) == 0
    out = capsys.readouterr().out
    assert "2 of them are ports." in out
    assert "warning: row 7" in out
    assert run(["import-locode", str(folder / "nowhere")]) == 2
