"""Text made comparable: width, case, accents, the digits of scripts and look-alike signs do not count.

Folding is NFKD (full-width forms, ligatures), without accents and other combining marks, case-folded, with
the digits of every script as 0-9, dashes as `-` and Arabic letter variants as one letter (Unicode UAX #15).
"""

import unicodedata
from functools import lru_cache

_REPLACED = {
    "й": "й",  # a letter of its own: свежий has another ending than армии
    "Й": "й",
    "ة": "ه",
    "ى": "ي",
    "،": ",",
    "؛": ";",
    "؟": "?",
    "٬": ",",
    "٫": ".",
    "、": ",",
    "。": ";",
    "’": "'",
    "‘": "'",
    "ʼ": "'",
    "×": "x",
    "ـ": "",
    "½": ".5",
    "¼": ".25",
    "¾": ".75",
}


def folded(text: str) -> str:
    """`text` folded, with single spaces and none at its ends."""
    return " ".join(fold_piece(text).split())


def fold_piece(text: str) -> str:
    """`text` folded, its spaces kept. A sign gives none, one or several characters."""
    return "".join(map(_fold_character, unicodedata.normalize("NFC", text)))


@lru_cache(maxsize=8192)
def _fold_character(character: str) -> str:
    if character in _REPLACED:
        return _REPLACED[character]
    plain = "".join(map(_fold_part, unicodedata.normalize("NFKD", character))).casefold()
    return unicodedata.normalize("NFC", plain)  # the letters of a Korean syllable stay together


def _fold_part(part: str) -> str:
    category = unicodedata.category(part)
    if category == "Nd":
        return str(unicodedata.decimal(part))
    if category in ("Mn", "Me", "Cf"):
        return ""
    if category == "Pd":
        return "-"
    if category.startswith("Z") or category == "Cc":
        return " "
    return _REPLACED.get(part, part)
