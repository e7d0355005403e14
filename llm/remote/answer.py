"""What has come of one answer: the text that may be shown, the tokens, and how it ended."""

from collections.abc import Callable
from typing import Literal

from core.ports import InferenceUsage
from llm.remote.stream import Counts, Delta
from llm.text import TextStream
from llm.thinking import ThinkingFilter, ThinkTags


class Answer:
    """Takes the deltas of one try and gives the text out. Thinking is dropped; the text ends before the
    first stop string, whether or not the server heeded it."""

    def __init__(
        self, stop: tuple[str, ...], on_text: Callable[[str], None] | None, clock: Callable[[], float]
    ) -> None:
        self._on_text = on_text
        self._clock = clock
        self._hidden = ThinkingFilter(ThinkTags(), opened=False)
        self._stream = TextStream(stop, self._hidden)
        self._sent_s = clock()
        self._first_s: float | None = None
        self._pieces = 0
        self._counts: Counts | None = None
        self.finish: Literal["stop", "length"] | None = None
        self.thought = False

    @property
    def text(self) -> str:
        return self._stream.text

    @property
    def cut(self) -> bool:
        """Whether a stop string has come, so that nothing more is wanted."""
        return self._stream.stopped

    @property
    def ending(self) -> Literal["stop", "length"]:
        """`stop` unless the server says that it was cut."""
        return "length" if self.finish == "length" and not self.cut else "stop"

    @property
    def began(self) -> bool:
        return self._first_s is not None

    def take(self, delta: Delta) -> None:
        if delta.text or delta.thought:
            self._pieces += 1
            self._first_s = self._clock() if self._first_s is None else self._first_s
        self.thought = self.thought or delta.thought
        self._counts = delta.counts or self._counts
        self.finish = delta.finish or self.finish
        self._show(self._stream.feed(_bytes(delta.text)))

    def end(self) -> None:
        """No more comes: what was held back is certain now."""
        self.thought = self.thought or self._hidden.thinking or self._hidden.ended
        self._show(self._stream.finish())

    def usage(self) -> InferenceUsage:
        """So far. The time is the server's, so none of it is this machine's busy or processor time."""
        now_s = self._clock()
        first_s = now_s if self._first_s is None else self._first_s
        # A server that reports no usage is taken to send a token a piece, as the known ones do.
        counts = self._counts or Counts(read=0, written=self._pieces)
        return InferenceUsage(
            input_tokens=counts.read,
            cached_tokens=counts.cached,
            output_tokens=counts.written,
            prefill_s=max(0.0, first_s - self._sent_s),
            decode_s=max(0.0, now_s - first_s),
            thinking_tokens=counts.thinking,
        )

    def _show(self, piece: str) -> None:
        if piece and self._on_text is not None:
            self._on_text(piece)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")
