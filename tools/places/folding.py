"""Names of places made comparable: case, accents, punctuation and the word for "port" do not count."""

import re

from core.folding import folded
from core.words import PART

_PORT_WORDS = re.compile(
    r"^(?:the )?(?:port of|puerto de|port de|porto de|порт|ميناء) | (?:sea ?port|port|порт)$|港口?$"
)


def fold_name(text: str) -> str:
    """The folded words of `text` with single spaces, Chinese ones apart from others."""
    return " ".join(PART.findall(folded(text)))


def without_port_word(name: str) -> str:
    """A folded name without "port of ...", "... port", "...港" and the like; may be the same text."""
    return _PORT_WORDS.sub("", name).strip()
