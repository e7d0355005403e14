"""What the tools may find for a call, as roles and handles in the order of their weight."""

import random
from dataclasses import dataclass

OUTCOMES: dict[str, dict[str, float]] = {
    "quote": {
        "quoted": 0.42,
        "incomplete": 0.13,
        "below_moq": 0.1,
        "price_expired": 0.05,
        "no_price": 0.05,
        "rate_expired": 0.04,
        "unserved_lane": 0.05,
        "ambiguous_place": 0.05,
        "ambiguous_product": 0.06,
        "needs_review": 0.03,
        "not_permitted": 0.02,
    },
    "track": {"found": 0.76, "not_found": 0.1, "invalid_number": 0.07, "which": 0.07},
    "search": {"found": 0.7, "nothing_found": 0.3},
    "price_watch": {
        "watching": 0.5,
        "cancelled": 0.2,
        "no_watch": 0.1,
        "incomplete": 0.1,
        "not_permitted": 0.1,
    },
    "handoff": {"handed_over": 1.0},
    "refuse": {"not_permitted": 1.0},
    "none": {"reply": 1.0},
}
_ROLE_OF = {
    "P": "product",
    "N": "quantity",
    "L": "place",
    "M": "mode",
    "C": "currency",
    "R": "reference",
    "A": "below",
}
_MONEY = ("freight", "insurance", "origin_charges", "destination_charges", "customs_charges", "duty", "vat")
_NAMES = {"ambiguous_product": "P", "ambiguous_place": "L", "unserved_lane": "L", "rate_expired": "L"}


@dataclass(frozen=True, slots=True)
class Findings:
    """`facts` as the writer sees them; the rest says what some of them are for."""

    facts: tuple[tuple[str, str], ...]
    lines: tuple[tuple[str, str], ...] = ()
    choices: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def finding(tool: str, outcome: str, call: str, handles: tuple[str, ...], rng: random.Random) -> Findings:
    """Random facts for an outcome of `call`; handles of the evidence so far are `handles`."""
    said = _said(call.split()[1:])
    lines = _lines(call.split()[1:])
    missing: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    if tool == "quote" and outcome in _NAMES:
        choices = _choices(_NAMES[outcome], handles, rng)
        facts = [("choice", handle) for handle in choices]
    elif outcome == "which":
        choices = tuple(f"F{at}" for at in range(rng.choice((0, 2, 2, 3, 4))))
        facts = [("reference", handle) for handle in choices]
    elif (tool, outcome) == ("search", "found"):
        facts = [("passage", f"S{at}") for at in range(rng.randint(1, 4))]
    else:
        facts = _numbered(_roles(tool, outcome, max(1, len(lines)), rng), rng)
        missing = tuple(handle for role, handle in facts if role == "missing")
    several = sum(handle[0] == "P" for _, handle in said) > 1
    if several:
        said = [(role, handle) for role, handle in said if handle[0] not in "PN"]
        lines = ()
    return Findings(facts=_once([*facts, *said]), lines=lines, choices=choices, missing=missing)


def _once(facts: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Each role with its first handle, as the product tells them; choices one and all."""
    several = {"choice", "missing"} | (
        {"reference"} if len(facts) == sum(r == "reference" for r, _ in facts) else set()
    )
    kept: dict[tuple[str, str], str] = {}
    for role, handle in facts:
        kept.setdefault((role, handle if role in several else ""), handle)
    return tuple((role, handle) for (role, _), handle in kept.items())


def _said(words: list[str]) -> list[tuple[str, str]]:
    """The call's own values; the term, a literal, comes last."""
    values = [(_ROLE_OF[word[0]], word) for word in words if word[-1].isdigit()]
    return values + [("term", word) for word in words if word.isupper() and word.isalpha()]


def _lines(words: list[str]) -> tuple[tuple[str, str], ...]:
    lines: list[tuple[str, str]] = []
    for word in words:
        if word[0] == "P" and word[-1].isdigit():
            lines.append((word, ""))
        elif word[0] == "N" and word[-1].isdigit():
            lines[-1] = (lines[-1][0], word)
    return tuple(lines)


def _choices(letter: str, handles: tuple[str, ...], rng: random.Random) -> tuple[str, ...]:
    begin = sum(1 for handle in handles if handle[0] == letter and handle[-1].isdigit())
    return tuple(f"{letter}{begin + at}" for at in range(rng.choice((0, 2, 2, 3, 3, 4, 5))))


def _numbered(roles: list[str], rng: random.Random) -> list[tuple[str, str]]:
    """Handles in the order of the tool; some facts are left out or told in another order."""
    facts = [(role, f"F{at}") for at, role in enumerate(roles)]
    if len(facts) > 3 and rng.random() < 0.5:
        facts = [fact for at, fact in enumerate(facts) if at == 0 or rng.random() < 0.75]
    facts = facts[:18]
    if rng.random() < 0.2:
        rng.shuffle(facts)
    return facts


def _roles(tool: str, outcome: str, lines: int, rng: random.Random) -> list[str]:
    if tool == "track" and outcome == "found":
        return _tracked(rng)
    match outcome:
        case "quoted":
            return _quoted(lines, rng)
        case "below_moq":
            return ["asked", "moq", "unit_price"]
        case "price_expired":
            return ["expired_on"]
        case "no_price":
            return ["valid_from"] if rng.random() < 0.5 else []
        case "incomplete":
            return ["missing"] * (2 if tool == "quote" and rng.random() < 0.3 else 1)
        case "needs_review" | "not_permitted" if tool == "quote":
            return ["reason"]
        case "handed_over":
            return ["handoff_id"] if rng.random() < 0.8 else []
        case "watching":
            return ["below"]
        case _:
            return []


def _quoted(lines: int, rng: random.Random) -> list[str]:
    money = [
        role
        for role, chance in zip(_MONEY, (0.8, 0.5, 0.5, 0.25, 0.15, 0.12, 0.12), strict=True)
        if rng.random() < chance
    ]
    each = ["cartons", "unit_price", "line_amount"] + (["asked"] if rng.random() < 0.3 else [])
    way = ["mode", "containers", "wm"] if money[:1] == ["freight"] else []
    rest = ["cbm", "gross_kg", "valid_until"]
    rest += ["fx_rate", "fx_pair", "fx_date"] if rng.random() < 0.2 else []
    rest += ["customs_1039"] if rng.random() < 0.3 else []
    rest += ["quotation_id"] if rng.random() < 0.6 else []
    if rng.random() < 0.4:
        return ["total", "valid_until", "goods", *money, *each * lines, *way]
    return ["total", "goods", *money, *each * lines, *way, *rest]


def _tracked(rng: random.Random) -> list[str]:
    def some(chance: float, *roles: str) -> list[str]:
        return list(roles) if rng.random() < chance else []

    if rng.random() < 0.1:
        return [
            "reference",
            "not_reported",
            *some(0.5, "departure_planned"),
            *some(0.5, "vessel", "voyage"),
        ]
    return [
        "reference",
        "milestone",
        "milestone_date",
        *some(0.85, "milestone_place"),
        *some(0.8, "vessel", "voyage"),
        *some(0.5, "carrier"),
        *some(0.7, "pol", "pod"),
        *some(0.85, "eta", *some(0.4, "eta_before", *some(0.8, "eta_reason"))),
        *some(0.3, "departure_planned"),
        *some(0.12, "hold_reason"),
        *some(0.1, "rollover_reason"),
        *some(0.6, "container_no"),
        *some(0.7, rng.choice(("bl_no", "bl_no", "house_bl_no"))),
        *some(0.5, "free_days_demurrage", "free_days_detention", *some(0.5, "demurrage_last_free_day")),
        *some(0.4, "reported_on"),
    ]
