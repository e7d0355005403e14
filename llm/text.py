"""Text as it comes out of tokens: whole characters only, and nothing that a stop string may take back."""

import codecs

from core.errors import BadInput
from llm.thinking import ThinkingFilter


class TextStream:
    """Token pieces in, text out. A token may end inside a character, a stop string span tokens.

    Bytes that are no UTF-8 become U+FFFD. Text that `thinking` hides is not looked at further; text from
    the first stop string on is dropped.
    """

    def __init__(self, stop: tuple[str, ...] = (), thinking: ThinkingFilter | None = None) -> None:
        if "" in stop:
            raise BadInput(f"A stop string is empty: {stop!r}.", hint="Leave it out.")
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._thinking = thinking
        self._stop = stop
        self._held = ""
        self._shown: list[str] = []
        self.stopped = False

    @property
    def text(self) -> str:
        """All that was given out so far."""
        return "".join(self._shown)

    def feed(self, piece: bytes) -> str:
        """The text that is certain after `piece`; sets `stopped` when a stop string is complete."""
        text = self._decoder.decode(piece)
        return self._take(self._thinking.feed(text) if self._thinking else text, ended=False)

    def finish(self) -> str:
        """What was held back, once no more can come."""
        text = self._decoder.decode(b"", final=True)
        if self._thinking:
            text = self._thinking.feed(text) + self._thinking.finish()
        return self._take(text, ended=True)

    def _take(self, new: str, *, ended: bool) -> str:
        if self.stopped:
            return ""
        if not self._stop:
            self._shown.append(new)
            return new
        text = self._held + new
        ends = [at for stop in self._stop if (at := text.find(stop)) >= 0]
        self.stopped = bool(ends)
        cut = min(ends, default=len(text) if ended else len(text) - self._doubtful(text))
        self._held = text[cut:]
        self._shown.append(text[:cut])
        return text[:cut]

    def _doubtful(self, text: str) -> int:
        """Length of the longest tail of `text` that begins a stop string."""
        longest = max((len(stop) - 1 for stop in self._stop), default=0)
        for length in range(min(longest, len(text)), 0, -1):
            if any(stop.startswith(text[-length:]) for stop in self._stop):
                return length
        return 0
