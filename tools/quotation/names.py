"""Product names made comparable."""

import unicodedata


def fold(name: str) -> str:
    """`name` after NFKC, without case, and with single spaces."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
