"""What Cedar leaves open when the resource is unknown, as an expression over the resource's attributes.

Cedar's partial evaluation answers with residual policies in its JSON policy format
(https://docs.cedarpolicy.com/policies/json-format.html). Whatever has no exact counterpart here
becomes Unknown, which no later step takes for a yes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.filters import Contains, Eq


@dataclass(frozen=True, slots=True)
class Has:
    """The resource has `field`."""

    field: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """Part of a policy that cannot be said in a filter."""


@dataclass(frozen=True, slots=True)
class Not:
    part: "Expression"


@dataclass(frozen=True, slots=True)
class Both:
    left: "Expression"
    right: "Expression"


@dataclass(frozen=True, slots=True)
class Either:
    left: "Expression"
    right: "Expression"


Expression = bool | Eq | Contains | Has | Unknown | Not | Both | Either

_RESOURCE = {"unknown": [{"Value": "resource"}]}


def condition(residual: Mapping[str, Any], resource_type: str) -> Expression:
    """All conditions of one residual policy, for a resource of `resource_type`."""
    if any(residual.get(scope) != {"op": "All"} for scope in ("principal", "action", "resource")):
        return Unknown()
    whole: Expression = True
    for clause in residual["conditions"]:
        body = _expression(clause["body"], resource_type)
        whole = Both(whole, Not(body) if clause["kind"] == "unless" else body)
    return whole


def _expression(node: Mapping[str, Any], resource_type: str) -> Expression:
    match node:
        case {"Value": bool(value)}:
            return value
        case {"&&": {"left": left, "right": right}}:
            return Both(_expression(left, resource_type), _expression(right, resource_type))
        case {"||": {"left": left, "right": right}}:
            return Either(_expression(left, resource_type), _expression(right, resource_type))
        case {"!": {"arg": part}}:
            return Not(_expression(part, resource_type))
        case {"is": {"left": left, "entity_type": entity_type, **rest}} if left == _RESOURCE and not rest:
            return bool(entity_type == resource_type)
        case {"has": {"left": left, "attr": str(field)}} if left == _RESOURCE:
            return Has(field)
        case _:
            return _comparison(node)


def _comparison(node: Mapping[str, Any]) -> Expression:
    match node:
        case {"==": {"left": {".": attribute}, "right": {"Value": str(value)}}}:
            return _on_field(attribute, value, Eq)
        case {"==": {"left": {"Value": str(value)}, "right": {".": attribute}}}:
            return _on_field(attribute, value, Eq)
        case {"contains": {"left": {".": attribute}, "right": {"Value": str(value)}}}:
            return _on_field(attribute, value, Contains)
        case {"contains": {"left": {"Set": [*members]}, "right": {".": attribute}}}:
            return _one_of(members, attribute)
        case _:
            return Unknown()


def _on_field(attribute: Mapping[str, Any], value: str, kind: type[Eq] | type[Contains]) -> Expression:
    if attribute.get("left") != _RESOURCE:
        return Unknown()
    return kind(attribute["attr"], value)


def _one_of(members: list[Any], attribute: Mapping[str, Any]) -> Expression:
    found: Expression = False
    for member in members:
        match member:
            case {"Value": str(value)}:
                found = Either(found, _on_field(attribute, value, Eq))
            case _:
                return Unknown()
    return found
