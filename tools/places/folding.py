"""Names made comparable: width, case, accents, punctuation and the word for "port" do not count."""

import re
import unicodedata

_PORT_WORDS = re.compile(
    r"^(?:the )?(?:port of|puerto de|port de|porto de|порт|ميناء) | (?:sea ?port|port|порт)$|港口?$"
)
_SEPARATORS = re.compile(r"[\s\-‐-―'’‘`ʼ.,/()_]+")


def fold_name(text: str) -> str:
    """`text` after NFKC, without case, accents and Arabic vowel signs; separators become one space."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    return _SEPARATORS.sub(" ", plain).strip()


def without_port_word(folded: str) -> str:
    """A folded name without "port of ...", "... port", "...港" and the like; may be the same text."""
    return _PORT_WORDS.sub("", folded).strip()
