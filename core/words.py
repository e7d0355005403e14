"""Words of folded text in six languages: scripts without spaces, and light stems."""

import re

LANGUAGES = ("en", "zh", "es", "ru", "fr", "ar")  # of buyers
CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
PART = re.compile(rf"[{CJK}]+|[^\W_{CJK}]+")
_IS_CJK = re.compile(rf"[{CJK}]")
_CYRILLIC_ENDING = re.compile(
    r"(?:ами|ями|ого|его|ому|ему|ыми|ими|ов|ев|ах|ях|ом|ем|ам|ям|ой|ей|ый|ий"
    r"|ую|юю|ая|яя|ое|ее|ые|ие|ых|их|ым|им|[аеиоуыэюяь])$"
)
_ARABIC_ARTICLE = re.compile(r"^[وف]?(?:ال|بال|كال|لل)(?=\w{3})")


def is_cjk(text: str) -> bool:
    """Whether `text` begins in a script without spaces: Chinese, Japanese or Korean."""
    return _IS_CJK.match(text) is not None


def stem(word: str) -> str:
    """`word` (folded) without plural and case endings, so that berries and berry meet."""
    first = word[:1]
    if "a" <= first <= "z":
        return _latin_stem(word)
    if "а" <= first <= "я":
        return _cyrillic_stem(word)
    if "\u0600" <= first <= "\u06ff":
        return _ARABIC_ARTICLE.sub("", word)
    return word


def _latin_stem(word: str) -> str:
    if word.endswith("ie") and len(word) > 4:
        return word[:-2] + "y"
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("xes", "ches", "shes", "sses", "zes")) or (word.endswith("oes") and len(word) > 5):
        return word[:-2]
    return word[:-1]


def _cyrillic_stem(word: str) -> str:
    stripped = _CYRILLIC_ENDING.sub("", word)
    if len(stripped) < 3:
        return word
    # a fleeting vowel: мешок, мешков; коробка, коробок
    return re.sub(r"[ое]к$", "к", stripped)
