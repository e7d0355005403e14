"""The `track` tool: where a shipment is, for whoever the policy lets see it."""

from collections.abc import Sequence

from core.errors import BadInput
from core.labels import Label
from core.ports import EventStore, PolicyEngine, PortData, ToolContext
from core.trade import Shipment
from core.turns import ToolArgs, ToolName, ToolResult, TrackArgs
from core.values import ReferenceValue
from tools.shipment.card import shipment_card
from tools.shipment.engine import follow
from tools.shipment.facts import text_fact, view_facts
from tools.shipment.lookup import numbered, readers, visible
from tools.shipment.withheld import withhold

_MOST_OFFERED = 10


class TrackTool:
    """Tells where a shipment is and when it arrives, by its reference, container, booking or B/L number."""

    name = ToolName.TRACK

    def __init__(self, port: PortData, events: EventStore, policy: PolicyEngine) -> None:
        self._port, self._events, self._policy = port, events, policy

    def __call__(self, args: ToolArgs, context: ToolContext) -> ToolResult:
        if not isinstance(args, TrackArgs):
            raise BadInput(f"{type(args).__name__} cannot be tracked.", hint="Pass TrackArgs.")
        rule = self._policy.filter(context.principal, "read", "Shipment")
        mine = visible(self._port.book().shipments, rule)
        found = numbered(mine, args.reference.number) if args.reference else mine
        if len(found) == 1:
            return self._found(found[0], context)
        if args.reference and not found:
            return _nothing(args.reference, context)
        return _which(found)

    def _found(self, shipment: Shipment, context: ToolContext) -> ToolResult:
        known = follow(shipment, self._events.events_of(shipment.reference), context.today)
        view = withhold(known, shipment, self._port.book().shipments)
        return ToolResult(
            outcome="found",
            args={"reference": shipment.reference},
            facts=view_facts(shipment, view),
            card=shipment_card(shipment, view),
        )


def _nothing(reference: ReferenceValue, context: ToolContext) -> ToolResult:
    """The same for a number that nobody has and for somebody else's."""
    own = Label(readers=frozenset({context.principal.reader}))
    return ToolResult(
        outcome="not_found" if reference.valid else "invalid_number",
        args={"reference": reference.number},
        facts=(text_fact("reference", reference.number, own),),
        ask=not reference.valid,
    )


def _which(shipments: Sequence[Shipment]) -> ToolResult:
    return ToolResult(
        outcome="which",
        facts=tuple(
            text_fact("reference", shipment.reference, Label(readers=readers(shipment)))
            for shipment in shipments[:_MOST_OFFERED]
        ),
        ask=True,
    )
