"""What a question is about (merchants, products) and what it asks of them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.folding import folded
from core.turns import SearchArgs
from core.words import stem
from tools.merchants import mentions

_SENTENCE_END = re.compile(r"(?<=[.!?。！？؟])\s*")
_QUESTION_MARK = re.compile(r"[?？؟]\s*$")
_JOINT = re.compile(r"[,;?，；？؟،]\s*|\s+(?:and|y|et|и)\s+", re.IGNORECASE)
_LEAST_PART_WORDS, _MOST_PARTS = 3, 3
_SIZE = re.compile(r"^\d|^(?:g|kg|ml|l|cm|m|mah|pcs|tin|can|pairs?|tier)$")
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
_WORD = re.compile(r"[^\W_]+(?:[.,]\d+)?")


@dataclass(frozen=True, slots=True)
class Question:
    """`asked` is the question alone, without greetings and the names of merchants and products; empty
    when nothing else was said. `parts`: the questions in it, when there are several. `products`: the words
    of each product's name in play, sizes left out."""

    text: str
    asked: str
    parts: tuple[str, ...]
    merchant_ids: frozenset[str]
    product_merchants: frozenset[str]
    products: tuple[frozenset[str], ...]


def read_question(args: SearchArgs, names: Mapping[str, Sequence[str]]) -> Question:
    """`names`: what each merchant (by id) is called, in any language."""
    named = mentions(args.text, names)
    candidates = [candidate for product in args.products for candidate in product.candidates]
    questions = _questions(args.text)
    said = [product.asked for product in args.products if product.candidates] + list(named.values())
    return Question(
        text=args.text,
        asked=_without(questions, said),
        parts=tuple(_alone(part, said) for part in _parts(questions)),
        merchant_ids=frozenset(named or args.merchant_ids),
        product_merchants=frozenset(candidate.merchant_id for candidate in candidates),
        products=tuple({name_words(candidate.name): None for candidate in candidates}),
    )


def name_words(name: str) -> frozenset[str]:
    """The words of a name that tell goods apart, as stems."""
    return frozenset(stem(word) for word in _WORD.findall(folded(name)) if not _SIZE.match(word))


def words_of(text: str) -> frozenset[str]:
    return frozenset(map(stem, _WORD.findall(folded(text))))


def _questions(text: str) -> str:
    """The sentences that ask, where some do and others do not."""
    asking = [part for part in _SENTENCE_END.split(text) if _QUESTION_MARK.search(part)]
    return " ".join(asking) or text


def _parts(asked: str) -> tuple[str, ...]:
    """What stands between commas, question marks and "and"s, if it is long enough to ask something."""
    parts = [part.strip() for part in _JOINT.split(asked)]
    asking = [part for part in parts if len(_WORD.findall(part)) >= _LEAST_PART_WORDS]
    return tuple(asking[:_MOST_PARTS]) if len(asking) > 1 else ()


def _alone(part: str, said: Sequence[str]) -> str:
    """A part without names, which draw in all that is known of the goods, where enough is left to ask."""
    bare = _without(part, said)
    return bare if len(_LONG_WORD.findall(bare)) >= _LEAST_PART_WORDS else part


def _without(text: str, mentions: Sequence[str]) -> str:
    for mention in mentions:
        text = re.sub(re.escape(mention), " ", text, flags=re.IGNORECASE)
    return " ".join(text.split())
