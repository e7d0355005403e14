"""Text as a reader sees it: no addresses to follow, no invisible characters, single spaces."""

import re
import unicodedata

from core.errors import DocumentError

_ADDRESS = re.compile(
    r"(?:\b[a-z][a-z0-9+.-]{1,15}://|\bwww\.|\b(?:javascript|data):)\S*[^\s.,;:!?)\]}'\"»”]"
    r"|\b(?:[\w-]+\.)+[a-z]{2,}/[^\s)\]]*[^\s.,;:!?)\]}'\"»”]",
    re.IGNORECASE,
)
_JOINERS = "\u200c\u200d"  # they shape Persian, Urdu and Indic words, so they stay


def clean(text: str) -> str:
    """One line of visible text (Unicode NFC). An address becomes an ellipsis: nothing can be followed."""
    visible = "".join(_visible(char) for char in unicodedata.normalize("NFC", text))
    return " ".join(_ADDRESS.sub("…", visible).split())


def decode(content: bytes) -> str:
    """UTF-8 (or UTF-16 that says so) to text with \\n line ends. Raises DocumentError for anything else."""
    marked_utf16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = content.decode("utf-16" if marked_utf16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise DocumentError(
            f"The text is not UTF-8: byte {error.start} is {content[error.start : error.start + 1]!r}.",
            hint="Save the file as UTF-8 and hand it in again.",
        ) from None
    if "\x00" in text:
        raise DocumentError(
            "The file has a text file's name but holds binary data.",
            hint="Check that its extension fits what it is.",
        )
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _visible(char: str) -> str:
    # Cf holds zero-width spaces, direction overrides and the tag block: text that nobody sees.
    category = unicodedata.category(char)
    if category == "Cc":
        return " "
    return "" if category in {"Cf", "Co", "Cs"} and char not in _JOINERS else char
