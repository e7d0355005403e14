"""The state of one request between arrival and its last token, as the scheduler sees it."""

from dataclasses import dataclass, field


@dataclass(slots=True, eq=False)
class Sequence:
    """`tokens` is the prompt and then what was sampled; the first `evaluated` of them have cells.

    `slot` is the sequence's id in the context while it runs. Taking the cells away and setting
    `evaluated` to 0 loses nothing: the tokens are evaluated again.
    """

    tokens: list[int]
    max_tokens: int
    prompt_tokens: int = field(init=False)
    evaluated: int = 0
    slot: int | None = None
    busy_s: float = 0.0

    def __post_init__(self) -> None:
        self.prompt_tokens = len(self.tokens)

    @property
    def cells(self) -> int:
        """Cells that it can come to hold, at most."""
        return self.prompt_tokens + self.max_tokens

    @property
    def pending(self) -> int:
        """Tokens that the next steps must evaluate before another can be sampled."""
        return len(self.tokens) - self.evaluated

    @property
    def sampled(self) -> int:
        return len(self.tokens) - self.prompt_tokens

    @property
    def decoding(self) -> bool:
        """One sampled token waits for its cell; otherwise there is prompt to evaluate."""
        return self.pending == 1 and self.sampled > 0
