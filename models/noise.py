"""How people really type: openers and closers, long mails, typos, shouting, missing punctuation."""

import random
import re
import unicodedata

from models.drafts import MARK, NOISE, mark
from models.wording import asks, expand

_SLOT = re.compile(r"\{(\w)(\d?)\}")
_SHORT = {
    "you": "u",
    "please": "pls",
    "quantity": "qty",
    "your": "ur",
    "are": "r",
    "and": "n",
    "because": "bcoz",
    "want": "wanna",
    "what": "wat",
    "for": "4",
    "to": "2",
    "the": "da",
    "thanks": "thx",
    "much": "mch",
}
_ALPHABET = {
    "ru": "абвгдежзиклмнопрстуфхыья",
    "ar": "ابتجحدرسشعفقكلمنهوي",
}
_COMMA = {"zh": "，", "ar": "،"}
_SMALL = {"the", "a", "is", "of", "are", "please", "it", "do", "does", "your", "my", "me", "i"}


def fill(frame: str, values: dict[str, str], language: str, rng: random.Random) -> str:
    """`frame` as text with marks; slots that `values` does not name become values of no matter."""
    text = _reworded(expand(frame, language, rng), language, rng)
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", f" {value} ")
    return _SLOT.sub(lambda slot: f" {_unneeded(slot[1], slot[2])} ", text)


def dress(
    text: str, language: str, rng: random.Random, *, follow: bool = False, asks_something: bool = True
) -> str:
    """`text` as a whole message, with pleasantries around and noise on the words."""
    part = asks(language)["part"]
    lot, comma = 0.3 if follow else 1.0, _COMMA.get(language, ",")
    pieces = [_ended(text, language, rng, asks_something=asks_something)]
    if rng.random() < 0.38 * lot:
        pieces.insert(
            0, expand(rng.choice(part["opener"]), language, rng) + rng.choice((comma, "", "!", ".", comma))
        )
    at = 1 if len(pieces) > 1 else 0
    for _ in range(rng.choices((0, 1, 2, 4), (0.82, 0.12, 0.04, 0.02))[0] if not follow else 0):
        filler = fill(rng.choice(part["filler"]), {}, language, rng)
        pieces.insert(rng.choice((at, len(pieces))), filler + rng.choice((".", ".", ",", "")))
    if rng.random() < 0.3 * lot:
        pieces.append(expand(rng.choice(part["closer"]), language, rng) + rng.choice(("", ".", "!")))
    return _typed(" ".join(pieces), language, rng)


def _reworded(text: str, language: str, rng: random.Random) -> str:
    """Now and then another word of the same sense; `synonym` lines begin with the word replaced."""
    if rng.random() > 0.4:
        return text
    for line in asks(language)["part"].get("synonym", ()):
        word, *others = line.split("|")
        if word in text and rng.random() < 0.5:
            text = re.sub(rf"\b{word}\b", rng.choice(others), text, count=1)
    return text


def _unneeded(letter: str, digit: str) -> str:
    if letter == "t":
        return mark("EXW" if digit else "FOB")
    return mark(letter.upper(), NOISE + int(digit or 0))


def _ended(text: str, language: str, rng: random.Random, *, asks_something: bool) -> str:
    question = {"zh": "？", "ar": "؟"}.get(language, "?")
    ends = (question, "", "。" if language == "zh" else ".", question * 2, "!", " " + question)
    shares = (0.4, 0.38, 0.1, 0.03, 0.03, 0.06) if asks_something else (0.05, 0.65, 0.2, 0.0, 0.1, 0.0)
    return text.strip() + rng.choices(ends, shares)[0]


def _typed(text: str, language: str, rng: random.Random) -> str:
    case = rng.choices(("as is", "lower", "upper", "first"), (0.35, 0.35, 0.05, 0.25))[0]
    messy = rng.random()
    pieces, at = [], 0
    for match in MARK.finditer(text):
        pieces += [_words(text[at : match.start()], case, messy, language, rng), match[0]]
        at = match.end()
    pieces.append(_words(text[at:], case, messy, language, rng))
    whole = "".join(pieces)
    return whole[:1].upper() + whole[1:] if case == "first" else whole


def _words(text: str, case: str, messy: float, language: str, rng: random.Random) -> str:
    if case in {"lower", "upper"}:
        text = text.lower() if case == "lower" else text.upper()
    if messy > 0.93:
        text = re.sub(r"[,.!?]", "", text)
    if language == "en" and 0.22 < messy < 0.3:
        return " ".join(word for word in text.split(" ") if word.lower() not in _SMALL)
    if language in {"es", "fr", "ru"} and messy > 0.75:
        return _unaccented(text)
    if messy > 0.22 or language == "zh":
        return text
    words = text.split(" ")
    return " ".join(_mistyped(word, messy, language, rng) for word in words)


def _mistyped(word: str, messy: float, language: str, rng: random.Random) -> str:
    if language == "en" and messy < 0.05 and word.lower() in _SHORT:
        return _SHORT[word.lower()]
    if len(word) < 4 or rng.random() > 0.12:
        return word
    at = rng.randrange(1, len(word) - 1)
    match rng.randrange(4):
        case 0:
            return word[:at] + word[at + 1 :]
        case 1:
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        case 2:
            return word[:at] + word[at] + word[at:]
        case _:
            letters = _ALPHABET.get(language, "abcdefghijklmnopqrstuvwxyz")
            return word[:at] + rng.choice(letters) + word[at + 1 :]


def _unaccented(text: str) -> str:
    """As typed on a phone: `cuanto`, `livre`, `ещё` as `еще`; й stays."""
    return "".join(
        char if char in "йЙ" else unicodedata.normalize("NFD", char)[0] if char.isalpha() else char
        for char in text
    )
