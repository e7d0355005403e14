"""Byte-level BPE with single digits, as llama.cpp's pre-tokeniser `smollm` splits text.

Control tokens come first (agent.prompts.SPECIAL_TOKENS); a segment of a prompt that is not trusted is
tokenised without them, as in the product.
"""

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

from agent.prompts import END, SPECIAL_TOKENS, choose_prompt, plan_prompt, say_prompt
from core.ports import Segment
from models.choices import Choosing, choosing
from models.sayings import Saying, sayings
from models.turns import Planning, plannings

Lesson = Planning | Saying | Choosing


class Bpe:
    """Text to token ids and back."""

    def __init__(self, tokenizer: Any) -> None:
        self._tokenizer = tokenizer
        self._plain = Tokenizer.from_str(tokenizer.to_str())
        self._plain.encode_special_tokens = True
        self.end: int = tokenizer.token_to_id(END)
        self.size: int = tokenizer.get_vocab_size()

    @classmethod
    def train(cls, texts: Iterable[str], size: int) -> "Bpe":
        tokenizer = _splitting(Tokenizer(models.BPE()))
        trainer = trainers.BpeTrainer(
            vocab_size=size,
            special_tokens=list(SPECIAL_TOKENS),
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
            show_progress=False,
        )
        tokenizer.train_from_iterator(texts, trainer)
        return cls(tokenizer)

    @classmethod
    def around(cls, tokenizer: Any) -> "Bpe":
        """Around known tokens and merges; control tokens that they lack come last."""
        tokenizer.add_special_tokens(list(SPECIAL_TOKENS))
        return cls(_splitting(tokenizer))

    @classmethod
    def load(cls, path: Path) -> "Bpe":
        return cls(Tokenizer.from_file(str(path)))

    def save(self, path: Path) -> None:
        self._tokenizer.save(str(path))

    def prompt(self, segments: Iterable[Segment]) -> list[int]:
        """Segment by segment; control tokens only where it is trusted."""
        ids: list[int] = []
        for segment in segments:
            tokenizer = self._tokenizer if segment.trusted else self._plain
            ids += tokenizer.encode(segment.text).ids
        return ids

    def lesson(self, lesson: Lesson) -> tuple[list[int], list[int]]:
        """A lesson as (prompt, output); the output ends with END."""
        return self.prompt(prompt(lesson)), [*self._plain.encode(output(lesson)).ids, self.end]

    def table(self) -> tuple[list[str], list[str]]:
        """Tokens by id, and merges as `left right`, in GPT-2's byte letters."""
        known = json.loads(self._tokenizer.to_str())["model"]
        numbered = self._tokenizer.get_vocab(with_added_tokens=True)
        tokens = sorted(numbered, key=numbered.__getitem__)
        return tokens, [" ".join(pair) for pair in known["merges"]]

    def text(self, ids: list[int]) -> str:
        decoded: str = self._tokenizer.decode(ids, skip_special_tokens=False)
        return decoded


def _splitting(tokenizer: Any) -> Any:
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Digits(individual_digits=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def prompt(lesson: Lesson) -> tuple[Segment, ...]:
    """What the model sees."""
    match lesson:
        case Planning():
            return plan_prompt(lesson.view)
        case Saying():
            return say_prompt(lesson.view)
        case Choosing():
            return choose_prompt(lesson.view)


def output(lesson: Lesson) -> str:
    """What the model shall write."""
    return lesson.answer if isinstance(lesson, Saying) else lesson.call


def lesson_texts(rng: Random, lessons: int) -> Iterator[str]:
    """Text that shows the vocabulary what it will meet."""
    for planned, said in islice(zip(plannings(rng), sayings(rng), strict=False), lessons):
        lesson: Lesson
        for lesson in (planned, said, choosing(rng)):
            yield from (segment.text for segment in prompt(lesson))
            yield output(lesson)
