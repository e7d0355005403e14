"""The language models of a house, on the embedded model and a server that is not there."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.backends import Backends
from app.desks.abandoned import AbandonedDesk
from app.model_registry import registry_of
from core.clock import SystemClock
from core.errors import BadInput, ModelUnavailable
from core.ports import Asker, Inference, Segment
from core.records import LedgerRow
from core.settings import ModelSettings, RemoteSettings, Settings
from tests.fakes import FakePricing

SAY = Inference("say", (Segment("hello", trusted=True),), 4, "root ::= [a-z]{4}", asker=Asker("anna", "c1"))
NOWHERE = "http://127.0.0.1:9/v1"


class Ledger:
    def __init__(self) -> None:
        self.rows: list[LedgerRow] = []

    def add(self, rows: object) -> None:
        self.rows += rows  # type: ignore[arg-type]  # a sequence of rows


@contextmanager
def backends(folder: Path, *, money: bool = True, **groups: object) -> Iterator[tuple[Backends, Ledger]]:
    """Made from settings with `groups`; what was opened is closed."""
    small = ModelSettings(threads=1, context_tokens=1024, sequences=2)
    settings = Settings(data_folder=folder, **({"model": small} | groups))  # type: ignore[arg-type]
    ledger = Ledger()
    desk = AbandonedDesk(FakePricing(), ledger, lambda flush: flush())
    made = Backends(settings, registry_of(settings, SystemClock()), desk, lambda inference: money)
    try:
        yield made, ledger
    finally:
        if "local" in made.__dict__:
            asyncio.run(made.local.close())


def test_the_embedded_model_answers_first(tmp_path: Path) -> None:
    with backends(tmp_path, nearby=RemoteSettings(url=NOWHERE, model="big")) as (made, _):
        generation = asyncio.run(made.router.generate(SAY))
        assert (generation.model, generation.route and generation.route.tier) == (
            "Quayside embedded",
            "local",
        )
        load = made.engine_load()
        assert load is not None
        assert load["busy_s"] > 0


def test_when_it_is_down_what_may_go_goes_to_the_next_and_the_rest_is_told_why(tmp_path: Path) -> None:
    cloud = RemoteSettings(url="https://models.invalid/v1", model="big")
    with backends(tmp_path, cloud=cloud) as (made, _):
        router = made.router
        asyncio.run(made.local.close())
        with pytest.raises(ModelUnavailable, match="confidential"):
            asyncio.run(router.generate(SAY))


def test_without_money_a_server_that_costs_some_is_not_asked(tmp_path: Path) -> None:
    cloud = RemoteSettings(url="https://models.invalid/v1", model="big")
    with backends(tmp_path, money=False, cloud=cloud) as (made, _):
        router = made.router
        asyncio.run(made.local.close())
        open_to_all = Inference("say", SAY.prompt, 4, confidential=False)
        with pytest.raises(ModelUnavailable, match="budget"):
            asyncio.run(router.generate(open_to_all))


def test_a_server_without_a_model_is_bad_input_at_the_start(tmp_path: Path) -> None:
    with backends(tmp_path, nearby=RemoteSettings(url=NOWHERE)) as (made, _), pytest.raises(BadInput):
        _ = made.router


def test_what_was_measured_is_charged_by_at_the_next_start(tmp_path: Path) -> None:
    with backends(tmp_path) as (made, _):
        weights = made.calibrate()
    assert set(weights) == {"prefill", "decode"}
    assert min(weights.values()) > 0
    assert (tmp_path / "calibration.json").is_file()
    with backends(tmp_path) as (made, _):
        asyncio.run(made.router.generate(SAY))


def test_an_abandoned_inference_is_a_row_of_the_model_that_did_it(tmp_path: Path) -> None:
    async def leave(made: Backends) -> None:
        begun = asyncio.Event()
        endless = Inference("say", SAY.prompt, 500, "root ::= [a-z]+")
        task = asyncio.create_task(made.router.generate(endless, lambda piece: begun.set()))
        await asyncio.wait_for(begun.wait(), 10)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await made.router.forget("a round of the engine")

    with backends(tmp_path) as (made, ledger):
        asyncio.run(leave(made))
    [row] = ledger.rows
    assert row.model == "Quayside embedded"
    assert row.busy_s > 0
