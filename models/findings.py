"""What the tools may find for a call, as roles in the order of their weight."""

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
_OFFERING = frozenset({"ambiguous_product", "ambiguous_place", "unserved_lane", "rate_expired"})


@dataclass(frozen=True, slots=True)
class Findings:
    """`roles` as the writer sees them; `passages` are the handles of what was found in documents. `goods`:
    one line of goods is spoken of, with its quantity or without."""

    roles: tuple[str, ...]
    passages: tuple[str, ...] = ()
    goods: tuple[str, ...] = ()


def finding(tool: str, outcome: str, call: str, rng: random.Random) -> Findings:
    """Random facts for an outcome of `call`, by role."""
    words = call.split()[1:]
    said = _said(words)
    passages: tuple[str, ...] = ()
    if tool == "quote" and outcome in _OFFERING:
        roles = ["choice"] if rng.random() < 0.85 else []
    elif outcome == "which":
        roles = ["reference"] if rng.random() < 0.8 else []
    elif (tool, outcome) == ("search", "found"):
        roles, passages = ["passage"], tuple(f"S{at}" for at in range(rng.randint(1, 4)))
    else:
        lines = sum(word[0] == "P" and word[-1].isdigit() for word in words)
        roles = _told(_roles(tool, outcome, max(1, lines), rng), rng)
    goods = tuple(role for role in ("product", "quantity") if role in said)
    return Findings(roles=tuple(dict.fromkeys([*roles, *said])), passages=passages, goods=goods)


def _said(words: list[str]) -> list[str]:
    """The roles of the call's own values; several products and their quantities speak for themselves."""
    handles = [word for word in words if word[-1].isdigit()]
    if sum(handle[0] == "P" for handle in handles) > 1:
        handles = [handle for handle in handles if handle[0] not in "PN"]
    term = ["term"] if any(word.isupper() and word.isalpha() for word in words) else []
    return [*dict.fromkeys(_ROLE_OF[handle[0]] for handle in handles), *term]


def _told(roles: list[str], rng: random.Random) -> list[str]:
    """Some facts are left out or told in another order."""
    told = roles
    if len(told) > 3 and rng.random() < 0.5:
        told = [role for at, role in enumerate(told) if at == 0 or rng.random() < 0.75]
    if rng.random() < 0.2:
        rng.shuffle(told)
    return told


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
        *(
            some(0.85, "eta", *some(0.4, "eta_before", *some(0.8, "eta_reason")))
            if rng.random() < 0.75
            else ["arrived_on"]
        ),
        *some(0.3, "departure_planned"),
        *some(0.12, "hold_reason"),
        *some(0.1, "rollover_reason"),
        *some(0.6, "container_no"),
        *some(0.7, rng.choice(("bl_no", "bl_no", "house_bl_no"))),
        *some(0.5, "free_days_demurrage", "free_days_detention", *some(0.5, "demurrage_last_free_day")),
        *some(0.4, "reported_on"),
    ]
