from collections.abc import Callable
from datetime import date

import pytest

from core.trade import Term
from core.values import Value
from tests.tools.reading.book import BOOK
from tools.places import find_places
from tools.reading import Lexicon, read

TODAY = date(2026, 11, 1)
Said = Callable[[str], list[Value | Term]]


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    return Lexicon.from_book(BOOK, find_places)


@pytest.fixture(scope="session")
def said(lexicon: Lexicon) -> Said:
    """The values that a message holds, in order."""
    return lambda text: [span.value for span in read(text, lexicon, TODAY).spans]
