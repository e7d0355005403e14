"""The state of one request between arrival and its last token, and of a public prefix."""

from dataclasses import dataclass, field

Owner = tuple[str, str]
"""Reader and conversation: what is kept serves both together and nobody else."""


@dataclass(slots=True, eq=False)
class Prefix:
    """Public tokens that are evaluated: in `slot`, or parked as `state`. `users` counts the sequences that
    share their cells."""

    slot: int | None
    tokens: list[int]
    users: int = 0
    state: bytes = b""


@dataclass(slots=True, eq=False)
class Sequence:
    """`tokens` is the prompt and then what was sampled; the first `evaluated` of them have cells, of which
    those of `base` are shared. The first `public_tokens` are the same for everyone.

    `slot` is the sequence's id in the context while it runs, `promised` the cells it may fill without
    asking, `cached` the tokens that it found evaluated. Taking its cells away and setting `evaluated` to 0
    loses nothing: the tokens are evaluated again.
    """

    tokens: list[int]
    max_tokens: int
    public_tokens: int = 0
    owner: Owner | None = None
    priority: int = 0
    prompt_tokens: int = field(init=False)
    evaluated: int = 0
    promised: int = 0
    cached: int = 0
    slot: int | None = None
    base: Prefix | None = None
    overtaken: int = 0
    busy_s: float = 0.0
    cpu_s: float = 0.0

    def __post_init__(self) -> None:
        self.prompt_tokens = len(self.tokens)

    @property
    def cells(self) -> int:
        """Cells that it can come to hold, at most."""
        return self.prompt_tokens + self.max_tokens

    @property
    def claim(self) -> int:
        """Cells that it holds or was promised, beside those of its base."""
        return max(self.evaluated, self.promised) - (len(self.base.tokens) if self.base else 0)

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
