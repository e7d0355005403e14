"""The model file that ships is the one that its card describes."""

import random
from collections.abc import Iterator

import pytest

from agent.prompts import SPECIAL_TOKENS
from app.model_registry import EMBEDDED_MODEL
from core.ports import Segment
from models.evaluate import measure_plans, measure_says
from models.playback import Playback
from models.turns import planning

_SIZE_LIMIT = 40_000_000


@pytest.fixture(scope="module")
def playback() -> Iterator[Playback]:
    player = Playback(EMBEDDED_MODEL)
    yield player
    player.close()


def test_it_is_small() -> None:
    assert EMBEDDED_MODEL.stat().st_size < _SIZE_LIMIT


def test_its_control_tokens_are_those_of_the_prompts(playback: Playback) -> None:
    ids = [playback.prompt([Segment(token, trusted=True)]) for token in SPECIAL_TOKENS]
    assert all(len(one) == 1 for one in ids)
    assert len({one[0] for one in ids}) == len(SPECIAL_TOKENS)


def test_it_plans_fresh_turns_right(playback: Playback) -> None:
    rng = random.Random(11)
    shares = measure_plans(playback, [planning(rng) for _ in range(80)])["plan_exact"]
    assert _share(shares, "all") >= 0.85
    assert _share(shares, "verb") >= 0.9


def test_it_says_what_was_found_and_writes_no_figure(playback: Playback) -> None:
    measured = measure_says(playback, random.Random(12), 40)
    assert measured["say_clean"] == 1.0
    assert float(str(measured["say_founded"])) >= 0.9
    assert _share(measured["say_complete"], "all") >= 0.85


def _share(shares: object, key: str) -> float:
    assert isinstance(shares, dict)
    return float(str(shares[key]).split(" ")[0])
