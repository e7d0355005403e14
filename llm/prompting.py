"""What a request becomes for this model: tokens, how many of them are public, and the text's way out."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

from core.errors import BadInput
from core.ports import Inference, Segment
from llm.model import Model
from llm.template import ChatTemplate
from llm.text import TextStream
from llm.thinking import THINKING_TOKENS, ThinkingFilter

_PUBLIC_TEXTS = 16


@dataclass(frozen=True, slots=True)
class Prompt:
    tokens: list[int]
    public_tokens: int
    max_tokens: int
    stream: TextStream
    thinking: ThinkingFilter | None


class Prompter:
    """Prompts for one model: by its chat template, if it has one and the request has a chat."""

    def __init__(self, model: Model) -> None:
        """Raises ModelUnavailable for a chat template that cannot be used."""
        self._model = model
        self._template = ChatTemplate(*model.template) if model.template else None
        self._public = lru_cache(maxsize=_PUBLIC_TEXTS)(self._tokens)

    @property
    def can_think(self) -> bool:
        return self._template is not None and self._template.supports_thinking

    def prompt(self, inference: Inference) -> Prompt:
        """Raises BadInput for a request that cannot run. Only what is said is thought about, never a
        plan."""
        if inference.max_tokens < 1:
            raise BadInput(
                f"At most {inference.max_tokens!r} tokens were asked for.", hint="Ask for one or more."
            )
        thinks = inference.thinking and inference.purpose == "say" and self.can_think
        segments, bos = self._segments(inference, thinks=thinks)
        public = tuple(takewhile(lambda segment: segment.public, segments))
        shared = list(self._public(public, bos=bos)) if public else []
        tokens = shared + self._tokens(segments[len(public) :], bos=bos and not public)
        if not tokens:
            raise BadInput("The prompt is empty.", hint="Give the model at least one token.")
        hidden = self._thoughts() if thinks else None
        return Prompt(
            tokens=tokens,
            public_tokens=min(len(shared), len(tokens) - 1),
            max_tokens=inference.max_tokens + (THINKING_TOKENS if thinks else 0),
            stream=TextStream(inference.stop, hidden),
            thinking=hidden,
        )

    def _segments(self, inference: Inference, *, thinks: bool) -> tuple[tuple[Segment, ...], bool]:
        """The pieces, and whether the token that begins a text goes before them."""
        if self._template is None or not inference.chat:
            return inference.prompt, True
        return self._template.render(inference.chat, thinking=thinks), not self._template.adds_bos

    def _thoughts(self) -> ThinkingFilter:
        assert self._template is not None
        return ThinkingFilter(self._template.tags, opened=True)

    def _tokens(self, segments: Iterable[Segment], *, bos: bool) -> list[int]:
        return self._model.tokenise(tuple(segments), bos=bos)
