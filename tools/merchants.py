"""Which merchants a text names."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping

from core.words import is_cjk

_SHORTEST_FIRST_WORD = 4


def mentions(
    text: str, names: Mapping[str, Iterable[str]], *, first_word_as_written: bool = False
) -> dict[str, str]:
    """The ids of merchants that `text` names, and the words that do. `names` is what each is called.

    A whole name counts, or its first word when no other name begins so. `first_word_as_written`: only with
    the name's own capitals, because it may be a common word, too.
    """
    plain = _plain(text)
    known = [
        (merchant_id, _plain(name)) for merchant_id, called in names.items() for name in called if name
    ]
    beginnings = Counter(_first_word(name).casefold() for _, name in known)
    found: dict[str, str] = {}
    for merchant_id, name in known:
        first = _first_word(name)
        pattern = f"(?i:{_bounded(name)})"
        if len(first) >= _SHORTEST_FIRST_WORD and beginnings[first.casefold()] == 1:
            pattern += f"|{_bounded(first)}" if first_word_as_written else f"|(?i:{_bounded(first)})"
        if match := re.search(pattern, plain):
            found.setdefault(merchant_id, match.group())
    return found


def _bounded(words: str) -> str:
    return re.escape(words) if is_cjk(words) else rf"(?<!\w){re.escape(words)}(?!\w)"


def _first_word(name: str) -> str:
    return name.partition(" ")[0]


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split())
