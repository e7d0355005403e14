"""The check of what a model writes: words, roles and handles only, verified piece by piece as they stream.

A Checker lets text through only when no later text could turn it into a figure: it holds back the
last two words and any slot that is not closed. What it has let through is never taken back.
"""

import re
import unicodedata
from collections.abc import Callable

from agent.saying.figures import find_figure
from core.errors import QuaysideError
from core.trade import Term

_OPEN_SLOT = re.compile(r"[{\[][A-Za-z0-9_]{0,40}$")
_SLOT = re.compile(r"\{([A-RT-Z]\d{1,4}|[a-z][a-z0-9_]{0,40})\}|\[(S\d{1,4})\]")
_TERM = re.compile(rf"(?<![A-Za-z])(?:{'|'.join(Term)})(?![A-Za-z])", re.IGNORECASE)
_FORBIDDEN = re.compile(r"[{}\[\]<>|`\\@]|://|!\(|\w\.\w{2,}")
_UNFINISHED = re.compile(r"[^\W\d_]+$")  # `ten` may become `tengo`
_HOLD = re.compile(r"\s*\S+(?:\s+\S+)?\s*$")
# A slot stands alone: digits of two values, a sign or a unit beside it would make another figure.
_BEFORE_SLOT = re.compile(r"(?:^|[\s(“\"'’«¿¡，。；：、（：:]|[\u4e00-\u9fff])$")
_AFTER_SLOT = re.compile(r"(?:$|[\s.,;:!?)”\"'’»…，。；：！？、）،؛؟]|[\u4e00-\u9fff])")
_TAIL_WORDS = 3
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
        self._shown_chars = 0
        self._last_char = ""
        self._tail = ""

    def feed(self, piece: str) -> str:
        """The next part that may be shown; empty when nothing is certain yet."""
        self._held += piece
        if self._shown_chars + len(self._held) > MAX_CHARS:
            raise Unsayable(f"The answer is longer than {MAX_CHARS} characters.")
        keep = _HOLD.search(self._held)
        self._verify(_UNFINISHED.sub("", _OPEN_SLOT.sub("", self._held)))
        return self._release(keep.start() if keep else len(self._held))

    def finish(self) -> str:
        """The rest, once the text has ended."""
        self._verify(self._held)
        return self._release(len(self._held))

    def _release(self, cut: int) -> str:
        shown, self._held = self._held[:cut], self._held[cut:]
        if shown:
            self._shown_chars += len(shown)
            self._last_char = shown[-1]
            self._tail = " ".join((self._tail + _SLOT.sub(" ", shown)).split()[-_TAIL_WORDS:])
        return shown

    def _verify(self, held: str) -> None:
        for match in _SLOT.finditer(held):
            self._verify_slot(match, held)
        words = self._tail + _SLOT.sub(" ", held)
        for pattern, what in ((_FORBIDDEN, "holds"), (_TERM, "names the delivery term")):
            found = pattern.search(words)
            if found:
                raise Unsayable(f"The answer {what} {found.group()!r}.")
        hidden = next((char for char in words if _is_hidden(char)), None)
        if hidden:
            raise Unsayable(f"The answer holds the invisible character {hidden!r}.")
        figure = find_figure(words)
        if figure:
            raise Unsayable(f"The answer writes the figure {figure!r} itself.")

    def _verify_slot(self, match: re.Match[str], held: str) -> None:
        slot = match[1] or match[2]
        if not self._allowed(slot):
            raise Unsayable(f"The answer points at {slot!r}, which is not evidence for this reader.")
        before = self._last_char + held[: match.start()]
        if not _BEFORE_SLOT.search(before) or not _AFTER_SLOT.match(held[match.end() :]):
            raise Unsayable(f"Something touches the value {match.group()!r}.")


def _is_hidden(char: str) -> bool:
    return unicodedata.category(char) in {"Cc", "Cf", "Co", "Cn", "Cs"} and char not in "\n\t"
