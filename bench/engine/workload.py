"""What is asked of every system: conversations made of words that the model's vocabulary holds whole, so
that token counts are exact. The same name and seed make the same text.
"""

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True)
class Sizes:
    """Tokens. `prefix`, `user` and `output` are of a conversation of `turns` turns."""

    prefix: int = 600
    user: int = 40
    output: int = 64
    turns: int = 3
    new_prefix: int = 453
    new_prompt: int = 494
    decode_prompt: int = 8
    decode_output: int = 128

    @property
    def longest(self) -> int:
        """The most that one conversation comes to, in whole 256s, two at least."""
        lengths = (
            self.prefix + self.turns * (self.user + self.output),
            self.new_prompt + self.output,
            self.decode_prompt + self.decode_output,
        )
        return max(2, -(-max(lengths) // 256)) * 256


@dataclass(frozen=True, slots=True)
class Conversation:
    """`shared` is the beginning that it has in common with the others of its scenario."""

    id: str
    shared: str
    turns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scenario:
    """Conversations that run at once, each beginning its next turn when its answer ends. `alone`: one after
    another instead, and ours keeps nothing between two requests."""

    name: str
    conversations: tuple[Conversation, ...]
    output_tokens: int
    alone: bool = False


def conversations(words: list[str], sizes: Sizes, count: int, seed: int) -> Scenario:
    """`count` conversations of some turns behind one long beginning."""
    name = f"conversations-{count}-{seed}"
    made = _conversations(words, name, count, sizes.prefix, [sizes.user] * sizes.turns)
    return Scenario(name, made, sizes.output)


def new_conversations(words: list[str], sizes: Sizes, count: int, seed: int) -> Scenario:
    """`count` new conversations of one turn, most of whose prompt is common to all."""
    name = f"new-{count}-{seed}"
    own = sizes.new_prompt - sizes.new_prefix
    made = _conversations(words, name, count, sizes.new_prefix, [own])
    return Scenario(name, made, sizes.output)


def decoding(words: list[str], sizes: Sizes, count: int, seed: int) -> Scenario:
    """`count` conversations with almost no prompt and nothing in common: writing alone."""
    name = f"decode-{count}-{seed}"
    made = _conversations(words, name, count, 0, [sizes.decode_prompt])
    return Scenario(name, made, sizes.decode_output)


def warm_up(words: list[str], seed: int) -> Scenario:
    name = f"warm-up-{seed}"
    return Scenario(name, _conversations(words, name, 1, 0, [16]), 8)


def _conversations(
    words: list[str], name: str, count: int, shared: int, turns: list[int]
) -> tuple[Conversation, ...]:
    rng = Random(name)

    def text(length: int) -> str:
        return "".join(rng.choices(words, k=length))

    beginning = text(shared)
    return tuple(
        Conversation(f"{name}-{at}", beginning, tuple(text(length) for length in turns))
        for at in range(count)
    )
