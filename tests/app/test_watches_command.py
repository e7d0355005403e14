"""`quayside watches check` looks at the alerts of the data folder and says what it found."""

import json
from pathlib import Path

import pytest

from app.cli import run
from core.clock import SettableClock
from tests.app.alert_houses import NOW, alert_house

Capture = pytest.CaptureFixture[str]


def test_without_a_port_it_says_what_to_do(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "data").mkdir()
    assert run(["watches", "check"]) == 2
    assert "quayside import" in capsys.readouterr().err


def test_it_prints_what_a_look_found(port_folder: Path, capsys: Capture) -> None:
    with alert_house(port_folder, SettableClock(NOW)):
        pass
    assert run(["watches", "check", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report.keys() == {"checked", "fired", "expired", "without_price"}
    assert (report["checked"], report["fired"]) == (1, 0)
    assert run(["watches", "check"]) == 0
    assert "alerts looked at" in capsys.readouterr().out
