"""Rendering a checked draft: roles and handles become text, figures and numbered citations."""

import re
from dataclasses import dataclass, field

from agent.saying.phrases import Phrases
from agent.saying.render import render
from agent.saying.roles import Roles
from core.evidence import Evidence
from core.turns import Citation, FigureShown
from core.values import PassageValue

_SLOT = re.compile(r"\{(\w+)\}|\[(S\d+)\]")


@dataclass
class Speech:
    """One answer in the making. `say` renders the next piece of draft and remembers what it showed."""

    evidence: Evidence
    roles: Roles
    phrases: Phrases
    figures: list[FigureShown] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    text: str = ""

    def say(self, draft: str) -> str:
        """The rendered piece, also added to `text`."""
        piece = _SLOT.sub(lambda match: self._slot(match[1] or match[2]), draft)
        self.text += piece
        return piece

    def _slot(self, slot: str) -> str:
        if slot == "term":
            return self.roles.term
        return self.phrases.listing([self._value(handle) for handle in self.roles.behind(slot)])

    def _value(self, handle: str) -> str:
        item = self.evidence.get(handle)
        if isinstance(item.value, PassageValue):
            return self._quote(item.value)
        rendered = render(item, self.phrases)
        if rendered.figure and rendered.figure not in self.figures:
            self.figures.append(rendered.figure)
        return rendered.text

    def _quote(self, passage: PassageValue) -> str:
        source = (passage.text, passage.file_name, passage.version)
        known = next((c for c in self.citations if (c.quote, c.file_name, c.version) == source), None)
        if known is None:
            known = Citation(
                marker=len(self.citations) + 1,
                file_name=passage.file_name,
                title=passage.title,
                heading=passage.heading,
                page=passage.page,
                version=passage.version,
                quote=passage.text,
            )
            self.citations.append(known)
        return f"“{passage.text}” [{known.marker}]"
