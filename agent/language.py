"""The language of a message, among those that Quayside answers in: by script, then by common words."""

import re
from collections import Counter

from core.words import LANGUAGES

_HAN = re.compile(r"[\u4e00-\u9fff]")
_WORDS_PER_SIGN = 2 / 3
_SCRIPTS = (
    ("ru", re.compile(r"[\u0400-\u04ff]{2,}")),
    ("ar", re.compile(r"[\u0600-\u06ff]{2,}")),
)
_COMMON = {
    "en": "the how much is are what where when do you we i my for to of and please can need price it with "
    "any on news hello hi has have left did get me this that yes if does want give track order thanks "
    "which why at",
    "es": "el la los las de que cuánto cuanto cuesta precio para por favor quiero necesito dónde donde "
    "está mi y en con hola buenas una un cómo qué cuándo hay del tienen",
    "fr": "le la les des de du combien prix pour je vous voudrais bonjour où est mon ma et en avec une un "
    "quel quelle quand comment avez il nous plaît merci sont",
}
_WORD = re.compile(r"[^\W\d_]+")


def language_of(text: str, fallback: str) -> str:
    """Two-letter code of the language of `text`; `fallback` when nothing tells it.

    Words of one script weigh against the common words of another language, so that a name in its own
    script does not decide.
    """
    scores = {**_by_script(text), **_by_common_words(text)}
    best = max(scores, key=lambda code: (scores[code], code == fallback, code == "en"))
    if scores[best] == 0:
        return fallback if fallback in LANGUAGES else "en"
    return best


def _by_script(text: str) -> dict[str, float]:
    """How many words of it are written as no other of the languages is; one Chinese character is none."""
    han = len(_HAN.findall(text))
    scores = {code: float(len(script.findall(text))) for code, script in _SCRIPTS}
    return {"zh": han * _WORDS_PER_SIGN if han > 1 else 0.0, **scores}


def _by_common_words(text: str) -> dict[str, float]:
    words = Counter(_WORD.findall(text.casefold()))
    return {
        code: float(sum(count for word, count in words.items() if word in common.split()))
        for code, common in _COMMON.items()
    }
