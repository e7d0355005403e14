"""A backend that answers from a list of replies: for tests, demonstrations and replays."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Mapping

from core.errors import GenerationFailed, ModelUnavailable
from core.ports import BackendState, Capability, Generation, Inference, InferenceUsage, Purpose
from llm.text import TextStream


class ScriptedBackend:
    """A ModelBackend. `replies` holds a queue for each purpose; `seen` keeps what was asked, in order.

    Tokens are counted as words. A reply that is an exception is raised.
    """

    def __init__(
        self,
        replies: Mapping[Purpose, Iterable[str | Exception]],
        model: str = "scripted",
    ) -> None:
        self._replies = {purpose: deque(queue) for purpose, queue in replies.items()}
        self._model = model
        self._closed = False
        self.seen: list[Inference] = []

    def answer_next(self, purpose: Purpose, *replies: str | Exception) -> None:
        """Puts `replies` at the end of the queue of a purpose."""
        self._replies.setdefault(purpose, deque()).extend(replies)

    @property
    def model(self) -> str:
        return self._model

    @property
    def capabilities(self) -> frozenset[Capability]:
        return frozenset()

    def state(self) -> BackendState:
        return BackendState(available=not self._closed, reason="was closed" if self._closed else "")

    async def generate(
        self, inference: Inference, on_text: Callable[[str], None] | None = None
    ) -> Generation:
        """The next reply for the purpose, a word at a time. Raises GenerationFailed when none is left."""
        if self._closed:
            raise ModelUnavailable(f"The backend {self._model!r} was closed.", hint="Make a new one.")
        self.seen.append(inference)
        reply = self._next(inference.purpose)
        words = reply.split(" ")[: inference.max_tokens]
        stream = TextStream(inference.stop)
        for at, word in enumerate(words):
            await asyncio.sleep(0)
            _show(stream.feed((word if at == 0 else f" {word}").encode("utf-8", "replace")), on_text)
        _show(stream.finish(), on_text)
        cut = not stream.stopped and len(words) < len(reply.split(" "))
        return Generation(stream.text, "length" if cut else "stop", _usage(inference, words), self._model)

    async def forget(self, conversation_id: str) -> None:
        """Nothing is kept but `seen`."""

    async def close(self) -> None:
        self._closed = True

    def _next(self, purpose: Purpose) -> str:
        queue = self._replies.get(purpose)
        if not queue:
            raise GenerationFailed(
                f"No scripted reply is left for {purpose!r}.", hint="Add one to the script."
            )
        reply = queue.popleft()
        if isinstance(reply, Exception):
            raise reply
        return reply


def _show(piece: str, on_text: Callable[[str], None] | None) -> None:
    if piece and on_text is not None:
        on_text(piece)


def _usage(inference: Inference, words: list[str]) -> InferenceUsage:
    asked = sum(len(segment.text.split()) for segment in inference.prompt)
    return InferenceUsage(input_tokens=asked, output_tokens=len(words))
