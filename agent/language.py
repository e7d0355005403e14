"""The language of a message, among those that Quayside answers in: by script, then by common words."""

import re
from collections import Counter

_SCRIPTS = (
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
)
_COMMON = {
    "en": "the how much is are what where when do you we i my for to of and please can need price it with "
    "any on news hello hi has have left did get me this that yes if does want give track order thanks "
    "which why at",
    "es": "el la los las de que cuánto cuanto cuesta precio para por favor quiero necesito dónde donde "
    "está mi y en con hola buenas una un cómo qué cuándo hay del tienen",
    "fr": "le la les des de du combien prix pour je vous voudrais bonjour où est mon ma et en avec une un "
    "quel quelle quand comment avez il nous s'il plaît merci sont",
}
_WORD = re.compile(r"[^\W\d_]+")
_LEAST_SHARE = 0.25


def language_of(text: str, fallback: str) -> str:
    """Two-letter code of the language of `text`; `fallback` when nothing tells it."""
    letters = len(_WORD.findall(text)) or 1
    for code, script in _SCRIPTS:
        if len(script.findall(text)) >= max(2, letters * _LEAST_SHARE):
            return code
    words = Counter(_WORD.findall(text.casefold()))
    scores = {
        code: sum(count for word, count in words.items() if word in common.split())
        for code, common in _COMMON.items()
    }
    best = max(scores, key=lambda code: (scores[code], code == fallback, code == "en"))
    if scores[best] == 0:
        return fallback if fallback in scores else "en"
    return best
