"""What a sum is said for: `$80 a carton`, `3/kg`, por caja, за коробку, للكرتون, 每箱80美元."""

import re
from functools import cache

from core.trade import PriceUnit
from core.words import CJK, is_cjk
from tools.reading.folding import Folded
from tools.reading.glossary import spellings

_ONE = r"one|1|a|an|each|every|un|una|une|один|одну|каждую|каждый|каждая"
_LEAD = (
    rf"/\s*(?:1\s*)?|(?:for|para|pour|de)\s+(?:{_ONE})\s+"
    r"|(?<!\w)(?:per|an?|each|every|the|por|cada|la|el|par|chaque|le|du|au|за|по|каждая|каждый)\s+"
    rf"(?:(?:{_ONE})\s+)?|(?<!\w)l['’]|(?<!\w)(?:لل|لكل\s+|كل\s+|بال|ال)|[每一]\s*"
)
_SIZE = r"(?:\d+(?:[.,]\d+)?\s*(?:kgs?|gr?|ml|l|pcs|кг|г|л|公斤|克|升)\s*-?\s*)?"  # a 10 kg carton
_SEVERAL = r"(?P<several>(?:/|(?<!\w)per\s|每)\s*(?!1(?!\d))\d+\s*{units})"
_EACH = r"(?<!\w)(?:each|apiece|cada un[oa]|chacune?|l'une|каждая|каждый|каждую)(?!\w)"
_BEFORE = r"(?:(?<!\w)(?:per|por|par|за|لكل)\s+|/\s*|每\s*){units}[^\d.,;:!?。，；：！？\n]{{0,25}}$"


def price_unit(text: Folded, start: int, end: int) -> tuple[PriceUnit | None, str]:
    """The unit that the sum from `start` to `end` of the folded text is for, or, when it is none that lists
    are made in (a pound, a tonne, 10 kg), its spelling. Neither: nothing was said."""
    after = _after().match(text.text, end)
    if after and after["several"]:
        return None, text.asked(*after.span("several")).lstrip("/ ")
    if after and after["each"]:
        return PriceUnit.PIECE, ""
    match = after or _before().search(text.before(start))
    if match is None:
        return None, ""
    meaning = _units()[match["unit"]]
    return (PriceUnit(meaning), "") if meaning in set(PriceUnit) else (None, match["unit"])


@cache
def _units() -> dict[str, str]:
    """Those of quantities, and beside them other cases of a word and units that no list prices."""
    return {**spellings("price_units"), **spellings("units")}


@cache
def _either() -> str:
    latin = sorted((word for word in _units() if not is_cjk(word)), key=len, reverse=True)
    chinese = sorted((word for word in _units() if is_cjk(word)), key=len, reverse=True)
    words = "|".join(map(re.escape, latin))
    return rf"(?:(?:{words})(?![^\W\d_{CJK}])(?!-\w)|(?:{'|'.join(chinese)}))"


@cache
def _after() -> re.Pattern[str]:
    named = rf"(?:{_LEAD}){_SIZE}(?P<unit>{_either()})"
    return re.compile(rf"\s*(?:{named}|{_SEVERAL.format(units=_either())}|(?P<each>{_EACH}))")


@cache
def _before() -> re.Pattern[str]:
    return re.compile(_BEFORE.format(units=rf"(?P<unit>{_either()})"))
