"""The check of what a model writes: words, roles and handles only, verified piece by piece as they stream.

A Checker lets text through only when no later text could turn it into a figure: it holds back the
last two words and any handle that is not closed. What it has let through is never taken back.
"""

import re
import unicodedata
from collections.abc import Callable

from agent.saying.figures import find_figure
from core.errors import QuaysideError
from core.trade import Term

_OPEN_SLOT = re.compile(r"[{\[][A-Za-z0-9_]{0,40}$")
_SLOT = re.compile(r"\{([A-RT-Z]\d{1,4}|[a-z][a-z0-9_]{0,40})\}|\[(S\d{1,4})\]")
_TERM = re.compile(rf"\b(?:{'|'.join(Term)})\b")
_FORBIDDEN = re.compile(r"[{}\[\]<>|`\\]|https?:|www\.|\.(?:com|example|org|net)\b|!\(", re.IGNORECASE)
_HOLD = re.compile(r"\s*\S+(?:\s+\S+)?\s*$")
MAX_CHARS = 1200


class Unsayable(QuaysideError):
    """The text breaks the rules of saying; none of the offending part was shown."""


class Checker:
    """Feed it raw text; it gives back what may be shown. Raises Unsayable at the first violation.

    `allowed` tells whether a role or handle stands for a value that the reader may see.
    """

    def __init__(self, allowed: Callable[[str], bool]) -> None:
        self._allowed = allowed
        self._held = ""
        self._said = ""

    def feed(self, piece: str) -> str:
        """The next part that may be shown; empty when nothing is certain yet."""
        self._held += piece
        if len(self._said) + len(self._held) > MAX_CHARS:
            raise Unsayable(f"The answer is longer than {MAX_CHARS} characters.")
        keep = _HOLD.search(self._held)
        cut = keep.start() if keep else len(self._held)
        self._verify(_OPEN_SLOT.sub("", self._held))
        return self._release(cut)

    def finish(self) -> str:
        """The rest, once the text has ended."""
        self._verify(self._held)
        return self._release(len(self._held))

    def _release(self, cut: int) -> str:
        shown, self._held = self._held[:cut], self._held[cut:]
        self._said += shown
        return shown

    def _verify(self, held: str) -> None:
        for match in _SLOT.finditer(held):
            slot = match[1] or match[2]
            if not self._allowed(slot):
                raise Unsayable(f"The answer points at {slot!r}, which is not evidence for this reader.")
        words = _SLOT.sub(" ", self._said[-60:] + held)
        forbidden = _FORBIDDEN.search(words)
        if forbidden:
            raise Unsayable(f"The answer holds {forbidden.group()!r}.")
        hidden = next((char for char in words if _is_hidden(char)), None)
        if hidden:
            raise Unsayable(f"The answer holds the invisible character {hidden!r}.")
        term = _TERM.search(words)
        if term:
            raise Unsayable(f"The answer names the delivery term {term.group()!r} itself.")
        figure = find_figure(words)
        if figure:
            raise Unsayable(f"The answer writes the figure {figure!r} itself.")


def _is_hidden(char: str) -> bool:
    return unicodedata.category(char) in {"Cc", "Cf", "Co", "Cn", "Cs"} and char not in "\n\t"
