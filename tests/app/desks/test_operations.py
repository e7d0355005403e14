"""/metrics: one document that a real parser takes."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from decimal import Decimal
from pathlib import Path

import pytest
from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import Engine

from app.desks.operations import OperationsDesk
from core.telemetry import About, EngineLoad, NoTelemetry, Telemetry
from governance.telemetry import OpenTelemetry, names, open_telemetry
from llm.runner import Load
from store.database import connect
from store.ledger import SqlLedger
from store.migrations import migrate
from tests.books import FakePort
from tests.fakes_telemetry import GENERATION, row
from tests.store.rows import ledger_row

LOAD: Mapping[str, float] = {
    "running": 2,
    "waiting": 1,
    "kept": 7,
    "cells": 8192,
    "cells_used": 512,
    "busy_s": 12.5,
    "idle_s": 3600.0,
    "abandoned_s": 0.25,
    "steps": 900,
    "cached_tokens": 4000,
}


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Engine]:
    engine = connect(f"sqlite:///{tmp_path / 'quayside.db'}")
    migrate(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def telemetry() -> Iterator[OpenTelemetry]:
    opened = open_telemetry({})
    yield opened
    opened.close()


def desk(
    database: Engine, telemetry: Telemetry | None = None, load: EngineLoad = lambda: LOAD
) -> OperationsDesk:
    return OperationsDesk(
        FakePort(),
        SqlLedger(database),
        lambda: "small",
        lambda: True,
        engine_load=load,
        telemetry=telemetry,
    )


def families(text: str) -> dict[str, Metric]:
    """By name; each may stand in the document once."""
    found = list(text_string_to_metric_families(text))
    assert len({family.name for family in found}) == len(found)
    return {family.name: family for family in found}


def value(found: Mapping[str, Metric], family: str, **labels: str) -> float:
    (sample,) = [s for s in found[family].samples if s.labels == labels]
    return sample.value


def test_the_ledger_the_turns_and_the_engine_are_one_document(
    database: Engine, telemetry: OpenTelemetry
) -> None:
    SqlLedger(database).add([ledger_row(), ledger_row(outcome="abandoned")])
    operations = desk(database, telemetry)
    with telemetry.inference("small", About("c-1")) as inferred:
        inferred(GENERATION, row())
    found = families(operations.metrics())
    assert value(found, "quayside_inferences", model="small") == 2
    assert value(found, "quayside_output_tokens", model="small") == 14
    assert value(found, "quayside_thinking_tokens", model="small") == 4
    assert value(found, "quayside_cpu_seconds", model="small") == 1.0
    assert value(found, "quayside_energy_wh", model="small") == pytest.approx(0.0202)
    assert {"gen_ai_client_token_usage", "gen_ai_client_operation_duration_seconds"} <= found.keys()


def test_every_figure_of_the_engine_has_its_name(database: Engine, telemetry: OpenTelemetry) -> None:
    found = families(desk(database, telemetry).metrics())
    gauges = {name: value(found, f"quayside_engine_{name}") for name in ("running", "waiting", "kept")}
    assert gauges == {"running": 2, "waiting": 1, "kept": 7}
    assert value(found, "quayside_engine_cells") == 8192
    assert value(found, "quayside_engine_cells_used") == 512
    samples = {sample.name: sample.value for family in found.values() for sample in family.samples}
    assert samples["quayside_engine_busy_seconds_total"] == 12.5
    assert samples["quayside_engine_idle_seconds_total"] == 3600
    assert samples["quayside_engine_abandoned_seconds_total"] == 0.25
    assert samples["quayside_engine_steps_total"] == 900
    assert samples["quayside_engine_cached_tokens_total"] == 4000


def test_every_figure_of_an_engines_load_is_shown() -> None:
    assert {field.name for field in fields(Load)} <= names.ENGINE.keys()


def test_without_an_engine_its_figures_are_not_there(database: Engine, telemetry: OpenTelemetry) -> None:
    assert "quayside_engine" not in desk(database, telemetry, lambda: None).metrics()


def test_without_telemetry_the_ledger_is_still_shown(database: Engine) -> None:
    assert "quayside_inferences" in families(desk(database, NoTelemetry()).metrics())
    assert desk(database).metrics() == desk(database, NoTelemetry()).metrics()


def test_a_model_paid_for_in_two_currencies_is_one_series(database: Engine) -> None:
    SqlLedger(database).add([ledger_row(), ledger_row(currency="CNY", energy_wh=Decimal("1"))])
    found = families(desk(database).metrics())
    assert value(found, "quayside_inferences", model="small") == 2
    assert value(found, "quayside_energy_wh", model="small") == pytest.approx(1.0101)


def test_a_models_name_breaks_no_line(database: Engine) -> None:
    strange = 'a "model"\\of\nmine'
    SqlLedger(database).add([ledger_row(model=strange)])
    assert value(families(desk(database).metrics()), "quayside_inferences", model=strange) == 1
