"""The plan without a model: from what the readers found and what the message resembles."""

from collections.abc import Collection, Iterable
from itertools import chain

from agent.calls import TERMS, Call, Verb
from agent.length import length_in_words
from agent.understanding import Understanding

_SHORT = 3  # words beside the values, such as "and to"


def fallback(seen: Understanding, hints: tuple[str, ...], verbs: Collection[Verb]) -> Call:
    """A number is tracked, goods are quoted, a new value changes the last quotation; the rest is searched.

    `hints` are verbs, likeliest first; they decide between these where the values do not.
    """
    hinted = next((hint for hint in hints if hint in verbs), "")
    calls = (
        _track(seen, hinted, hints),
        _watch(seen, hinted, hints),
        _plain(seen, hinted),
        _changed(seen, hinted),
        _quote(seen, hinted),
        Call("search"),
    )
    return next((call for call in calls if call and call.verb in verbs), Call("none"))


def _track(seen: Understanding, hinted: str, hints: Collection[str]) -> Call | None:
    """A number that is said; where the shipment is asked for, the last one, or which it is."""
    if said := _of("R", seen.said):
        return Call("track", said[:1])
    if hinted != "track" or _of("PN", seen.said):
        return None
    known = _of("R", seen.evidence.items)
    return Call("track", known[:1]) if known or "search" not in hints else None


def _watch(seen: Understanding, hinted: str, hints: Collection[str]) -> Call | None:
    """An alert on goods with a sum and nothing to deliver; right after one was set, its end."""
    goods, sums = _of("P", seen.said)[:1], _of("A", seen.said)[:1]
    limit = "watch" in hints and goods and sums and not _of("NLMT", seen.said)
    if hinted != "watch" and not limit:
        return None
    if not goods and not sums and seen.last.startswith("watch"):
        return Call("watch", ("cancel",))
    return Call("watch", (goods or seen.about[:1]) + sums)


def _plain(seen: Understanding, hinted: str) -> Call | None:
    """A person, small talk, or a no to a question about goods that asks for no quotation."""
    delivery = _of("LMT", seen.said)
    if hinted == "handoff" and not delivery:
        return Call("handoff")
    if hinted == "none" and not seen.said:
        return Call("none")
    if hinted == "refuse" and _of("P", seen.said) and not delivery and not _of("N", seen.said):
        return Call("refuse")
    return None


def _quote(seen: Understanding, hinted: str) -> Call | None:
    """Goods with all that a quotation needs, or goods in a message that resembles no question."""
    products, quantities = _of("P", seen.said), _of("N", seen.said)
    delivery = _of("LMT", seen.said)
    if hinted == "quote" or (quantities and delivery):
        asked = bool(products)
    else:
        asked = bool(products and (quantities or delivery)) and hinted != "search"
    if not asked:
        return None
    words: list[str] = []
    for at, product in enumerate(products):
        words += [product, *quantities[at : at + 1]]
    terms = _of("T", seen.said) or seen.terms
    rest = (_of("L", seen.said), terms, _of("M", seen.said), _of("C", seen.said))
    return Call("quote", (*words, *chain.from_iterable(some[:1] for some in rest)))


def _changed(seen: Understanding, hinted: str) -> Call | None:
    """The last quotation with the new values of a message that resembles no other question."""
    verb, *words = seen.last.split() or [""]
    new = (*_of("P", seen.said), *_of("NLTMC", seen.said))
    left = length_in_words(seen.text) - len(seen.said)
    alike = hinted in ("quote", "none") or left <= _SHORT
    if verb != "quote" or not new or not alike or len(_of("P", seen.said)) > 1:
        return None
    for word in new:
        words = _with(words, word)
    ordered = (_of(kinds, words) for kinds in ("PN", "L", "T", "M", "C"))
    return Call("quote", tuple(chain.from_iterable(ordered)))


def _with(words: list[str], new: str) -> list[str]:
    """`new` in place of the word of its kind. Goods leave their own line of several, or one without a
    quantity; a quantity needs goods, and does not say which of several it counts."""
    kind = _kind(new)
    if kind == "P" and (new in words or len(_of("P", words)) > 1):
        return [*_line(words, new), *_of("LTMC", words)]
    if kind == "N" and len(_of("P", words)) != 1:
        return words
    others = [word for word in words if _kind(word) != kind]
    at = {"P": 0, "N": 1}.get(kind, len(others))
    return [*others[:at], new, *others[at:]]


def _line(words: list[str], product: str) -> list[str]:
    """`product` with the quantity that follows it in `words`, if one does."""
    after = words[words.index(product) + 1 :][:1] if product in words else []
    return [product, *_of("N", after)]


def _of(kinds: str, words: Iterable[str]) -> tuple[str, ...]:
    return tuple(word for word in words if _kind(word) in kinds)


def _kind(word: str) -> str:
    """The letter of a handle; T of a term."""
    return "T" if word in TERMS else word[0]
