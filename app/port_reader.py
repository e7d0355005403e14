"""The readers bound to the imported port; its lexicon is made once for each import."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from core.ports import Gazetteer, PortData
from core.values import PlaceRef, PlaceValue, ProductRef, ProductValue
from tools.places import country_codes_of, find_places, fold_name
from tools.reading import Lexicon, Reading, Span, read, resolve_choice

_MOST_CANDIDATES = 8  # more than that is no question to ask
_GAP = re.compile(r"\s*[,(/]\s*|\s+(?:in|en|au|в)\s+|\s+")  # what may stand before the country


class PortReader:
    """Implements agent.parts.Reader. `gazetteer` is asked for places that neither the table nor the lanes
    know."""

    def __init__(self, port: PortData, gazetteer: Gazetteer | None = None) -> None:
        self._port = port
        self._gazetteer = gazetteer
        self._kept: tuple[str, Lexicon] | None = None

    def read(self, text: str, today: date) -> Reading:
        """Raises NotFound before the first import."""
        reading = read(text, self._lexicon(), today)
        if self._gazetteer is None:
            return reading
        return replace(reading, spans=tuple(map(self._looked_up, reading.spans)))

    def choose(self, text: str, candidates: Sequence[ProductRef]) -> ProductValue | None:
        return resolve_choice(text, candidates, self._lexicon())

    def _looked_up(self, span: Span) -> Span:
        value = span.value
        if not isinstance(value, PlaceValue) or value.candidates or country_codes_of(value.asked):
            return span
        found = self._beyond(value.asked)
        return replace(span, value=value.model_copy(update={"candidates": found})) if found else span

    def _beyond(self, asked: str) -> tuple[PlaceRef, ...]:
        """The ports of the gazetteer that `asked` names, those of the country beside the name when there is
        one; none when they are too many to choose from."""
        assert self._gazetteer is not None
        found = self._gazetteer.places(fold_name(asked))
        for gap in () if found else _GAP.finditer(asked):
            if codes := country_codes_of(asked[gap.end() :]):
                named = self._gazetteer.places(fold_name(asked[: gap.start()]))
                found = tuple(place for place in named if place.locode[:2] in codes)
                break
        return found if len(found) <= _MOST_CANDIDATES else ()

    def _lexicon(self) -> Lexicon:
        """Two threads may both make it, to the same end."""
        revision = self._port.revision()
        if self._kept is None or self._kept[0] != revision:
            self._kept = (revision, Lexicon.from_book(self._port.book(), find_places))
        return self._kept[1]
