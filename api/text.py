"""What counts as a readable message at the door: some text, not too long, no control characters."""

import unicodedata

from api.errors import TooLarge
from core.errors import BadInput

LAYOUT = frozenset("\n\r\t")


def readable(text: str, limit: int) -> str:
    """`text` without blanks at its ends. Raises BadInput, TooLarge above `limit` characters."""
    stripped = text.strip()
    if not stripped:
        raise BadInput("The message is empty.", hint="Write what you would like to know.")
    if len(stripped) > limit:
        raise TooLarge(
            f"The message has {len(stripped)} characters; {limit} is the most.",
            hint="Shorten it, or send it in parts.",
        )
    for char in stripped:
        # Cs: half of a surrogate pair, which JSON can smuggle in and no UTF-8 can hold.
        if unicodedata.category(char) in {"Cc", "Cs"} and char not in LAYOUT:
            raise BadInput(
                f"The message holds the character U+{ord(char):04X}, which is no text.",
                hint="Send plain text in UTF-8.",
            )
    return stripped
