"""The `handoff` tool: a person takes over."""

from core.errors import BadInput
from core.evidence import Labelled
from core.ids import MerchantId, derived_id
from core.labels import Label
from core.ports import PortData, ToolContext
from core.records import RecordHandoff
from core.turns import HandoffArgs, ToolArgs, ToolName, ToolResult
from core.values import TextFact
from tools.merchants import mentions


class HandoffTool:
    """Hands the buyer's message to a person of the merchant they name, or of the port."""

    name = ToolName.HANDOFF

    def __init__(self, port: PortData) -> None:
        self._port = port

    def __call__(self, args: ToolArgs, context: ToolContext) -> ToolResult:
        if not isinstance(args, HandoffArgs):
            raise BadInput(f"{type(args).__name__} cannot be handed over.", hint="Pass HandoffArgs.")
        record = RecordHandoff(
            handoff_id=derived_id("H", context.turn_id),
            text=args.text,
            merchant_id=self._named(args.text),
        )
        own = Label(readers=frozenset({context.principal.reader}))
        reference = TextFact(role="handoff_id", text=record.handoff_id)
        return ToolResult(
            outcome="handed_over",
            facts=(Labelled(value=reference, label=own, source="handoff"),),
            effects=(record.model_dump(mode="json"),),
        )

    def _named(self, text: str) -> MerchantId | None:
        """The one merchant that `text` names; None when there is none, or more than one."""
        merchants = self._port.book().merchants
        names = {str(merchant.merchant_id): (merchant.name, merchant.name_zh) for merchant in merchants}
        named = list(mentions(text, names, first_word_as_written=True))
        return MerchantId(named[0]) if len(named) == 1 else None
