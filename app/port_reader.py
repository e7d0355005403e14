"""The readers bound to the imported port; its lexicon is made once for each import."""

from collections.abc import Sequence
from datetime import date

from core.ports import PortData
from core.values import ProductRef, ProductValue
from tools.places import find_places
from tools.reading import Lexicon, Reading, read, resolve_choice


class PortReader:
    """Implements agent.parts.Reader."""

    def __init__(self, port: PortData) -> None:
        self._port = port
        self._kept: tuple[str, Lexicon] | None = None

    def read(self, text: str, today: date) -> Reading:
        """Raises NotFound before the first import."""
        return read(text, self._lexicon(), today)

    def choose(self, text: str, candidates: Sequence[ProductRef]) -> ProductValue | None:
        return resolve_choice(text, candidates, self._lexicon())

    def _lexicon(self) -> Lexicon:
        """Two threads may both make it, to the same end."""
        revision = self._port.revision()
        if self._kept is None or self._kept[0] != revision:
            self._kept = (revision, Lexicon.from_book(self._port.book(), find_places))
        return self._kept[1]
