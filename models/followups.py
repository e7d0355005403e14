"""Ellipsis: messages that change the last quotation, or that answer its question."""

import random
from dataclasses import replace

from models.drafts import Draft
from models.noise import dress, fill
from models.orders import Order, a_term, an_order, carried, fresh, is_seller_term
from models.wording import asks

_FAMILIES = {
    "n_change": 16, "n_correct": 5, "l_change": 11, "t_change": 11, "tl_change": 4, "p_change": 10,
    "np_change": 9, "npl_change": 2, "add": 8, "only": 8, "without": 4, "choose": 7, "place_answer": 6,
    "n_answer": 5, "t_answer": 3, "tl_answer": 3, "nl_answer": 2, "minimum": 8, "m_change": 3,
    "c_change": 4, "unknown": 3, "after_search": 3, "again": 6, "multi": 7, "line_n": 4, "swap": 3,
}  # fmt: skip


def followup(language: str, rng: random.Random, family: str = "") -> Draft:
    """A message that makes sense only after a quotation (or, rarely, a search about a product)."""
    family = family or rng.choices(tuple(_FAMILIES), tuple(_FAMILIES.values()))[0]
    if family == "after_search":
        return _after_search(language, rng)
    last = _last_order(family, rng)
    spare = (fresh("N"),) if family == "minimum" or rng.random() < 0.06 else ()
    values = _values(family, last, rng)
    order = _changed(family, last, values, spare)
    frames = asks(language)["quote"][family]
    frames = tuple(frame for frame in frames if "{m2}" not in frame or "m2" in values)
    frames = tuple(frame for frame in frames if "{p2}" not in frame or "p2" in values)
    if family == "unknown":
        frames = tuple(frame for frame in frames if "<item>" not in frame and "{" not in frame)
    text = fill(rng.choice(frames), values, language, rng)
    if family == "multi":
        order = _changed_at_will(last, values, text)
    if family in {"tl_answer", "nl_answer"}:
        order = (
            carried(_said_only(values, text), last)
            if family == "tl_answer"
            else _answered(last, values, text)
        )
    outcome = "below_moq" if spare else _outcome(family, last, rng)
    text = dress(text, language, rng, follow=True)
    return Draft(f"follow {family}", language, text, order.words(), last.words(), outcome, spare)


def _after_search(language: str, rng: random.Random) -> Draft:
    product, quantity = fresh("P"), fresh("N")
    text = fill(rng.choice(asks(language)["quote"]["n_change"]), {"n": quantity}, language, rng)
    text = dress(text, language, rng, follow=True)
    call = Order(((product, quantity),)).words()
    return Draft("follow after_search", language, text, call, ("search",), "found", (product,))


def _last_order(family: str, rng: random.Random) -> Order:
    several = family in {"only", "without", "line_n", "swap"} or (
        family in {"add", "l_change", "t_change", "m_change", "c_change", "again"} and rng.random() < 0.3
    )
    last = an_order(rng, lines=rng.choice((2, 2, 3)) if several else 1, said=0.8)
    product, _ = last.lines[0]
    if family in {"l_change", "t_change", "tl_change"} and rng.random() < 0.2:
        last = replace(last, mode=fresh("M"))
    if is_seller_term(last.term) and family in {
        "l_change",
        "place_answer",
        "npl_change",
        "nl_answer",
        "multi",
    }:
        last = replace(last, term=a_term(rng, 0.0))
    match family:
        case "place_answer" if rng.random() < 0.5:
            return replace(last, place="")
        case "n_answer":
            return replace(last, lines=((product, ""),))
        case "t_answer":
            return replace(last, term="", place=last.place)
        case "tl_answer":
            return replace(last, term="", place="")
        case "nl_answer":
            return replace(last, lines=((product, ""),), term="", place="")
        case "choose" if rng.random() < 0.15:
            return replace(last, lines=())
        case _:
            return last


def _values(family: str, last: Order, rng: random.Random) -> dict[str, str]:
    """What the message names; `…2` are the old values."""
    product, quantity = rng.choice(last.lines) if last.lines else ("", "")
    known = family in {"only", "without", "line_n"}
    values = {
        "p": product if known else fresh("P"),
        "n": fresh("N"),
        "l": fresh("L"),
        "t": _other_term(
            last.term, rng, seller_share=0.0 if family in {"tl_answer", "nl_answer"} else 0.45
        ),
        "m": fresh("M"),
        "c": fresh("C"),
    }
    others = [line[0] for line in last.lines if line[0] != product]
    known_other = others[0] if len(others) == 1 else ""
    replaced = product if family == "swap" else known_other
    old = {"p2": replaced, "n2": quantity, "l2": last.place, "t2": last.term, "m2": last.mode}
    return values | {slot: value for slot, value in old.items() if value}


def _other_term(term: str, rng: random.Random, seller_share: float) -> str:
    while (other := a_term(rng, seller_share)) == term:
        pass
    return other


def _changed(family: str, last: Order, values: dict[str, str], spare: tuple[str, ...]) -> Order:
    match family:
        case "l_change" | "place_answer":
            return replace(last, place=values["l"])
        case "t_change" | "t_answer":
            return last.with_term(values["t"])
        case "tl_change":
            return last.with_term(values["t"], values["l"])
        case "m_change":
            return replace(last, mode=values["m"])
        case "c_change":
            return replace(last, currency=values["c"])
        case "minimum":
            return last.with_quantity(spare[0])
        case _:
            return _changed_goods(family, last, values)


def _changed_goods(family: str, last: Order, values: dict[str, str]) -> Order:
    product, quantity = values["p"], values["n"]
    match family:
        case "n_change" | "n_correct" | "n_answer":
            return last.with_quantity(quantity)
        case "p_change" | "choose":
            kept = last.lines[0][1] if last.lines else ""
            return replace(last, lines=((product, kept),))
        case "np_change":
            return replace(last, lines=((product, quantity),))
        case "npl_change":
            return replace(last, lines=((product, quantity),), place=values["l"])
        case "add":
            return replace(last, lines=(*last.lines, (product, quantity)))
        case "only":
            return last.only(product)
        case "without":
            return last.without(product)
        case "line_n":
            return last.with_line(product, product, quantity)
        case "swap":
            return last.with_line(values["p2"], product)
        case _:
            return last


def _changed_at_will(last: Order, values: dict[str, str], text: str) -> Order:
    """Every value that the text names takes the place of the old one."""
    said = {slot: value for slot, value in values.items() if value in text}
    product, quantity = last.lines[0]
    order = replace(last, lines=((said.get("p", product), said.get("n", quantity)),))
    if "t" in said:
        order = order.with_term(said["t"])
    return replace(
        order,
        place=said.get("l", order.place),
        mode=said.get("m", order.mode),
        currency=said.get("c", order.currency),
    )


def _said_only(values: dict[str, str], text: str) -> Order:
    return Order(
        place=values["l"] if values["l"] in text else "",
        term=values["t"] if values["t"] in text else "",
    )


def _answered(last: Order, values: dict[str, str], text: str) -> Order:
    said = _said_only(values, text)
    return carried(replace(said, lines=((last.lines[0][0], values["n"]),)), last)


def _outcome(family: str, last: Order, rng: random.Random) -> str:
    match family:
        case "choose":
            return "ambiguous_product" if last.lines else "incomplete"
        case "place_answer" if last.place:
            return rng.choice(("ambiguous_place", "ambiguous_place", "unserved_lane", "rate_expired"))
        case "again":
            return "quoted"
        case "place_answer" | "n_answer" | "t_answer" | "tl_answer" | "nl_answer":
            return "incomplete"
        case _:
            others = (
                "below_moq",
                "incomplete",
                "price_expired",
                "unserved_lane",
                "no_price",
                "rate_expired",
            )
            return "quoted" if rng.random() < 0.75 else rng.choice(others)
