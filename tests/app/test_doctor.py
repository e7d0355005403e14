"""The doctor's calibration, on a house that can time its model's steps."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from app.cli import run
from app.cli.house import OpenHouse
from core.errors import GenerationFailed
from core.settings import Settings
from tests.app.conftest import FakeHouse
from tests.fakes_api import fake_services

Capture = pytest.CaptureFixture[str]


@dataclass
class TimedHouse(FakeHouse):
    weights: Mapping[str, float] | Exception = field(default_factory=dict)

    def calibrate(self) -> Mapping[str, float]:
        if isinstance(self.weights, Exception):
            raise self.weights
        return self.weights


def timed(weights: Mapping[str, float] | Exception) -> OpenHouse:
    @contextmanager
    def opened(settings: Settings, *, exclusive: bool = True, model: bool = True) -> Iterator[FakeHouse]:
        yield TimedHouse(fake_services(), weights=weights)

    return opened


def calibration(capsys: Capture) -> dict[str, Any] | None:
    checks = json.loads(capsys.readouterr().out)["checks"]
    return next((check for check in checks if check["name"] == "calibration"), None)


def test_doctor_times_the_models_steps_and_shows_the_weights(capsys: Capture) -> None:
    assert run(["doctor", "--json"], timed({"prefill": 12.04, "decode": 60.2})) == 0
    check = calibration(capsys)
    assert check
    assert check["ok"]
    assert check["found"] == "prefill 12.0 µs and decode 60.2 µs a token; saved as 1 : 5.00"


def test_steps_that_cannot_be_timed_are_exit_1_with_the_reason(capsys: Capture) -> None:
    failed = GenerationFailed("The model gave no step.", hint="Try another model.")
    assert run(["doctor", "--json"], timed(failed)) == 1
    check = calibration(capsys)
    assert check
    assert (check["ok"], check["found"], check["hint"]) == (
        False,
        "The model gave no step.",
        "Try another model.",
    )


def test_a_house_without_a_model_of_its_own_is_not_timed(capsys: Capture) -> None:
    assert run(["doctor", "--json"], timed({})) == 0
    check = calibration(capsys)
    assert check
    assert check["found"] == "no model runs in this process"
