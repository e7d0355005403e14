"""What each handle is for the writer: roles such as total, product, choice, mapped to its handles."""

from collections.abc import Sequence
from dataclasses import dataclass

from agent.calls import TERMS, Call
from core.evidence import Evidence
from core.values import DateFact, NumberFact, PassageValue, PlaceValue, ProductValue, TextFact, Value

_CALL_ROLES = {
    "product": "product",
    "quantity": "quantity",
    "place": "place",
    "mode": "mode",
    "currency": "currency",
    "amount": "below",
    "day": "day",
    "reference": "reference",
}

# What a phrase alone says: hints beside the answer, which a model has no need to word.
_OF_PHRASES = frozenset(
    {"tier_more", "tier_less", "kg_over", "as_20gp", "short_mode", "customs_alternative", "near"}
)


@dataclass(frozen=True, slots=True)
class Roles:
    """`handles` by role, in the order of their weight. `lines` hold the handle of each role for each line
    of goods, shipment or pair of currencies in order, when there are several. `found` are the roles that
    the tool brought; `term` is a literal."""

    handles: dict[str, tuple[str, ...]]
    lines: tuple[dict[str, str], ...] = ()
    found: frozenset[str] = frozenset()
    term: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """What a draft may point at by role: never what each of several lines has its own of."""
        own = {role for line in self.lines for role in line}
        names = tuple(role for role in self.handles if role not in own)
        return (*names, "term") if self.term else names

    @property
    def for_model(self) -> tuple[str, ...]:
        """Of `names`, what a model may word."""
        return tuple(name for name in self.names if name not in _OF_PHRASES)

    def behind(self, slot: str) -> tuple[str, ...]:
        """The handles of a role; a handle is its own."""
        return self.handles.get(slot, (slot,))


def roles_of(call: Call, found: Sequence[str], evidence: Evidence) -> Roles:
    """`found` are the handles that the tool added, in its order; the call's own come after them."""
    handles: dict[str, tuple[str, ...]] = {}
    for handle in found:
        role = _role(evidence.get(handle).value)
        handles[role] = (*handles.get(role, ()), handle)
    brought = frozenset(handles)
    for handle in _spoken(call, evidence):
        handles.setdefault(_CALL_ROLES[evidence.get(handle).value.kind], (handle,))
    lines = _lines(found, evidence)
    if len(lines) == 1 and "product" in lines[0]:
        handles.setdefault("product", (lines[0]["product"],))
    term = next((word for word in call.words if word in TERMS), "")
    return Roles(handles=handles, lines=tuple(lines) if len(lines) > 1 else (), found=brought, term=term)


def _lines(found: Sequence[str], evidence: Evidence) -> list[dict[str, str]]:
    """The facts that belong together: of one product, shipment or pair of currencies. Where a role comes
    again, another line of the same begins."""
    lines: list[tuple[str, dict[str, str]]] = []
    for handle in found:
        value = evidence.get(handle).value
        of, role = getattr(value, "of", ""), _role(value)
        if not of:
            continue
        line = next((line for key, line in reversed(lines) if key == of), None)
        if line is None or role in line:
            product = _product_of(of, evidence)
            line = {"product": product} if product else {}
            lines.append((of, line))
        line[role] = handle
    return [line for _, line in lines]


def _role(value: Value) -> str:
    match value:
        case NumberFact() | DateFact() | TextFact():
            return value.role
        case ProductValue() | PlaceValue():
            return "choice"
        case PassageValue():
            return "passage"
        case _:
            return value.kind


def _spoken(call: Call, evidence: Evidence) -> list[str]:
    """The call's handles; with several lines the products and quantities speak for themselves."""
    words = [word for word in call.words if word in evidence]
    several = sum(word[0] == "P" for word in words) > 1
    return [word for word in words if not (several and word[0] in "PN")]


def _product_of(key: str, evidence: Evidence) -> str | None:
    for handle, item in evidence:
        if isinstance(item.value, ProductValue) and item.value.candidates:
            first = item.value.candidates[0]
            if f"{first.merchant_id}/{first.sku}" == key:
                return handle
    return None
