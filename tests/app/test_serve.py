"""What `quayside serve` needs before anything is loaded."""

import pytest

from app.cli import run
from app.cli.serve import listen


def test_a_port_that_is_taken_is_exit_3_and_says_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    with listen("127.0.0.1", 0) as taken:
        assert run(["serve", "--host", "127.0.0.1", "--port", str(taken.getsockname()[1])]) == 3
    assert "QUAYSIDE_WEB__PORT" in capsys.readouterr().err
