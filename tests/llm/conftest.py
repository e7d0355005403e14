"""A tiny random model, written once for the session, and what runs on it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.prompts import SPECIAL_TOKENS
from llm.model import Model
from tests.llm.tiny_gguf import write_tiny_gguf


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_gguf(tmp_path_factory.mktemp("model") / "tiny.gguf", SPECIAL_TOKENS)


@pytest.fixture(scope="session")
def model(tiny: Path) -> Iterator[Model]:
    model = Model(tiny, trial=False)
    yield model
    model.close()
