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
    "reference": "reference",
}


@dataclass(frozen=True, slots=True)
class Roles:
    """`handles` by role, in the order of their weight; `lines` the same for each line of goods, keyed by
    `MERCHANT/SKU`; `found` are the roles that the tool brought; `term` is a literal."""

    handles: dict[str, tuple[str, ...]]
    lines: dict[str, dict[str, tuple[str, ...]]]
    found: frozenset[str] = frozenset()
    term: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """What a draft may point at by role."""
        return (*self.handles, "term") if self.term else tuple(self.handles)

    def behind(self, slot: str) -> tuple[str, ...]:
        """The handles of a role; a handle is its own."""
        return self.handles.get(slot, (slot,))


def roles_of(call: Call, found: Sequence[str], evidence: Evidence) -> Roles:
    """`found` are the handles that the tool added, in its order; the call's own come after them."""
    handles: dict[str, tuple[str, ...]] = {}
    lines: dict[str, dict[str, tuple[str, ...]]] = {}
    for handle in found:
        value = evidence.get(handle).value
        role = _role(value)
        handles[role] = (*handles.get(role, ()), handle)
        of = getattr(value, "of", "")
        if of:
            line = lines.setdefault(of, {})
            line[role] = (*line.get(role, ()), handle)
    brought = frozenset(handles)
    for handle in _spoken(call, evidence):
        role = _CALL_ROLES[evidence.get(handle).value.kind]
        handles.setdefault(role, (handle,))
    for key, line in lines.items():
        product = _product_of(key, evidence)
        if product:
            line["product"] = (product,)
    term = next((word for word in call.words if word in TERMS), "")
    return Roles(handles=handles, lines=lines, found=brought, term=term)


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
