"""How long a message is, whatever its script."""

from core.words import PART, is_cjk

_WORDS_PER_SIGN = 2 / 3


def length_in_words(text: str) -> float:
    """The number of words in `text`; a Chinese character counts two thirds of one."""
    parts = PART.findall(text)
    return sum(len(part) * _WORDS_PER_SIGN if is_cjk(part) else 1 for part in parts)
