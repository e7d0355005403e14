"""Answers to `which one?`: the buyer's words against the candidates that were offered."""

import re
from collections.abc import Sequence
from typing import TypeVar

from core.folding import folded
from core.values import PlaceRef, PlaceValue, ProductRef, ProductValue, ReferenceValue
from core.words import PART, is_cjk, stem
from tools.places import country_names
from tools.reading.glossary import meanings, spellings
from tools.reading.goods import Goods
from tools.reading.lexicon import Lexicon
from tools.reading.products import explained, mentioned_merchants
from tools.reading.sizes import sizes
from tools.reading.tokens import tokens_of

_T = TypeVar("_T")
_YES = re.compile(
    r"(?<!\w)(?:yes|yep|yeah|si|claro|oui|да|верно|именно|نعم|ايوه)(?!\w)"
    r"|^(?:是|对|好|就是|就这|要这)|[,，\s](?:是的|对的)"
    r"|^\W*(?:ok|okay|sure|right|correct|exactly|that one|correcto|eso|ese|esa|exact|exactement"
    r"|celui la|صحيح|تمام)(?!\w)"
)
_NO = re.compile(
    r"(?<!\w)(?:no|not|nope|don't|dont|other|otro|otra|non(?![\s-]\w)|pas|autre|нет|не|другой|другое|لا|ليس)(?!\w)"
    r"|(?<!\w)(?:but|pero|mais|но|لكن)(?!\w)(?!\s+\d)|不|没|别的"
)
_NO_MATTER = re.compile(
    r"no (?:problem|rush|hurry|worries)|no hay problema|sin problema"
    r"|pas de (?:souci|probleme)|нет проблем|لا مشكله|没问题"
)
_NUMBERED = re.compile(
    r"(?:(?<!\w)(?:number|no\.?|nr\.?|n°|option|numero|opcion|номер|вариант|رقم)|#|第)\s*(?P<place>\d)(?!\d)"
)
_COURTESY = re.compile(
    r"(?<!\w)(?:please|pls|thanks|thank you|por favor|gracias|merci|s'il vous plait|пожалуйста|спасибо"
    r"|من فضلك|شكرا)(?!\w)|谢谢|请"
)
_NUMBER_ALONE = re.compile(r"\W*(?:(?:the|take|la|el|le)\s)?\s*(?P<place>\d)\s*[个号款]?\W*")


def resolve_choice(
    text: str, candidates: Sequence[ProductRef], lexicon: Lexicon | None = None
) -> ProductValue | None:
    """The one candidate that `text` picks: by merchant, pack size, words of its name or place in the list.

    None when the words fit none of them, fit several equally well, or name other goods. Merchants' names
    and products' other names are known only through the `lexicon`.
    """
    answer = folded(text)
    goods = lexicon.goods if lexicon else Goods.of_refs(candidates)
    left = _by_name(answer, list(candidates), goods)
    if not left or (len(candidates) == 1 and not _agrees(answer, candidates[0], goods)):
        return None
    chosen = left if len(left) == 1 else _by_order(answer, list(candidates))
    return ProductValue(asked=text.strip(), candidates=tuple(chosen)) if len(chosen) == 1 else None


def resolve_place_choice(text: str, candidates: Sequence[PlaceRef]) -> PlaceValue | None:
    """The one candidate that `text` picks: by country (in Mexico, the Mexican one), UN/LOCODE or place in
    the list; else None."""
    answer = folded(text)
    left = [place for place in candidates if _names_country(answer, place)]
    if len(left) != 1:
        left = _by_order(answer, list(candidates))
    return PlaceValue(asked=text.strip(), candidates=(left[0],)) if len(left) == 1 else None


def resolve_reference_choice(text: str, references: Sequence[str]) -> ReferenceValue | None:
    """The one of the `references` that `text` picks: by its last figures (at least three, told apart from
    the others) or its place in the list; else None."""
    answer = folded(text)
    figures = re.findall(r"(?<!\d)\d{3,}(?!\d)", answer)
    left = [ref for ref in references if any(_figures(ref).endswith(said) for said in figures)]
    if not left and not figures:
        left = _by_order(answer, list(references))
    return ReferenceValue(type="shipment", number=left[0], asked=text.strip()) if len(left) == 1 else None


def _figures(reference: str) -> str:
    return re.sub(r"\D", "", reference)


def _by_name(answer: str, left: list[ProductRef], goods: Goods) -> list[ProductRef]:
    """`left` narrowed by whatever the answer says of them; empty when it names other goods."""
    if merchants := mentioned_merchants(answer, goods):
        left = [ref for ref in left if ref.merchant_id in merchants] or left
    if said := {size.key for size in sizes(answer)}:
        left = [ref for ref in left if said & {size.key for size in sizes(folded(ref.name))}] or left
    entries = {entry.ref: entry for entry in goods.entries}
    tokens = tokens_of(answer, goods)
    scores = {ref: explained(tokens, entries[ref]) for ref in left if ref in entries}
    best = max(scores.values(), default=0.0)
    if best < max((explained(tokens, entry) for entry in goods.entries), default=0.0):
        return []
    return [ref for ref, score in scores.items() if score == best] if best else left


def _agrees(answer: str, offered: ProductRef, goods: Goods) -> bool:
    """Whether the answer to "do you mean this one?" is yes, or a word of its name."""
    answer = _NO_MATTER.sub(" ", answer)
    if _NO.search(answer):
        return False
    if _YES.search(answer) or _by_order(answer, [offered]):
        return True
    said = {size.key for size in sizes(answer)}
    named = (entry for entry in goods.entries if entry.ref == offered)
    tokens = tokens_of(answer, goods)
    alike = any(explained(tokens, entry) for entry in named)
    return alike or bool(said & {size.key for size in sizes(folded(offered.name))})


def _by_order(answer: str, candidates: list[_T]) -> list[_T]:
    """The candidate whose place the answer names: `the second`, `2 please`, `last`."""
    places = [int(place) for word, place in spellings("ordinals").items() if _says(answer, word)]
    if number := _NUMBERED.search(answer) or _NUMBER_ALONE.fullmatch(_COURTESY.sub("", answer)):
        places.append(int(number["place"]))
    chosen = {len(candidates) if place < 0 else place for place in places}
    fitting = [candidates[place - 1] for place in chosen if 0 < place <= len(candidates)]
    return fitting if len(chosen) == 1 else []


def _names_country(answer: str, place: PlaceRef) -> bool:
    code = place.locode[:2]
    people = {word for word, codes in meanings("nationalities").items() if code in codes}
    names = country_names(code) | people | {folded(place.locode), folded(place.country)}
    stems = {stem(part) for part in PART.findall(answer) if not part.isascii()}
    return any(_says(answer, name) or stem(name) in stems for name in names)


def _says(answer: str, name: str) -> bool:
    if is_cjk(name):
        return name in answer
    return bool(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", answer))
