"""An office with the quotation desks, for each test anew."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.app.desks.quotation_office import Office, quotation_office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with quotation_office(tmp_path) as opened:
        yield opened
