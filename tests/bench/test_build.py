"""The version of llama.cpp that is built."""

from pathlib import Path

import pytest

from bench.engine.build import pinned_version


def test_the_version_is_the_pinned_one(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text("httpx==0.28.1\nllama_cpp_python==1.2.3\n")
    assert pinned_version(lock) == "1.2.3"


def test_a_lock_without_it_is_an_error(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text("httpx==0.28.1\n")
    with pytest.raises(RuntimeError, match="pins no llama-cpp-python"):
        pinned_version(lock)
