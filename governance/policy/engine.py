"""The policy engine on Cedar: policies and schema are files, an error anywhere is a denial."""

import logging
from pathlib import Path
from typing import Any

import cedarpy

from core.errors import SystemFault
from core.filters import Never, RowFilter
from core.ports import Decision, Resource
from core.principal import Principal, Role
from core.turns import JsonObject
from governance.policy.translation import row_filter

POLICIES = Path(__file__).parent / "policies"

# Attributes carry all that policies ask about a caller, so the entity's own id can stay constant and
# no user's id ever needs quoting into Cedar's syntax.
_CALLER = {"type": "User", "id": "caller"}
_log = logging.getLogger(__name__)


class CedarPolicy:
    """Implements core.ports.PolicyEngine.

    Policies that do not parse or do not fit the schema leave `problems`; such an engine denies everything.
    """

    def __init__(self, policies: str, schema: str) -> None:
        self.problems: tuple[str, ...] = ()
        try:
            self._schema = cedarpy.Schema.from_str(schema)
            self._policies = cedarpy.PolicySet.from_str(policies)
            found = cedarpy.validate_policies(policies, self._schema).errors
            self.problems = tuple(str(error) for error in found)
        except ValueError as error:
            self.problems = (str(error),)

    def decide(
        self, principal: Principal, action: str, resource: Resource, context: JsonObject
    ) -> Decision:
        """`resource.attributes` must be exactly those of its type in the schema."""
        if self.problems:
            return Decision(allowed=False, rule="the policies could not be loaded")
        entity = {"type": resource.type, "id": resource.id}
        request = {
            "principal": _CALLER,
            "action": {"type": "Action", "id": action},
            "resource": entity,
            "context": context,
        }
        try:
            entities = [_caller(principal), {"uid": entity, "attrs": _plain(resource), "parents": []}]
            answer = cedarpy.is_authorized(request, self._policies, entities, self._schema)
        except (TypeError, ValueError) as error:
            return _denied(str(error))
        if answer.diagnostics.errors:
            return _denied(answer.diagnostics.errors[0])
        names = sorted(answer.diagnostics.id_annotations_by_reason.values())
        return Decision(answer.allowed, ", ".join(names) or "nothing permits it")

    def filter(self, principal: Principal, action: str, resource_type: str) -> RowFilter:
        if self.problems or not action.isidentifier():
            return Never()
        request = {"principal": 'User::"caller"', "action": f'Action::"{action}"', "context": {}}
        try:
            answer = cedarpy.is_authorized_partial(
                request, self._policies, [_caller(principal)], self._schema
            )
        except (TypeError, ValueError) as error:
            _log.warning("no filter for %s: %s", action, error)
            return Never()
        if answer.diagnostics.errors:
            _log.warning("no filter for %s: %s", action, answer.diagnostics.errors[0])
            return Never()
        return row_filter(answer.residuals.values(), resource_type)


def load_policy(folder: Path = POLICIES) -> CedarPolicy:
    """All *.cedar files of `folder` under its one *.cedarschema. Raises SystemFault if unsound."""
    policies = "\n".join(path.read_text("utf-8") for path in sorted(folder.glob("*.cedar")))
    schema = "\n".join(path.read_text("utf-8") for path in sorted(folder.glob("*.cedarschema")))
    engine = CedarPolicy(policies, schema)
    if engine.problems:
        raise SystemFault(
            f"The policies in {str(folder)!r} are not sound: {'; '.join(engine.problems)}.",
            hint="Mend the .cedar files, or put back the ones that came with Quayside.",
        )
    return engine


def _caller(principal: Principal) -> dict[str, Any]:
    user_id = principal.user_id or ""
    registered = bool(user_id) and principal.role is not Role.VISITOR
    return {
        "uid": _CALLER,
        "attrs": {
            "role": str(principal.role),
            "user_id": user_id,
            "reader": principal.reader,
            "merchant_id": principal.merchant_id or "",
            "own_audience": f"buyer:{user_id}",
            "registered": registered,
        },
        "parents": [],
    }


def _plain(resource: Resource) -> JsonObject:
    """Attributes as JSON: tuples and sets become lists."""
    many = (tuple, set, frozenset)
    return {
        name: list(value) if isinstance(value, many) else value
        for name, value in resource.attributes.items()
    }


def _denied(error: str) -> Decision:
    # Cedar quotes the whole request, which names the caller, before "]: " and the reason.
    _log.warning("denied after a policy error: %s", error.rpartition("]: ")[2])
    return Decision(allowed=False, rule="a policy error denies")
