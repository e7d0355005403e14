"""The state of one turn between the nodes: small, serialisable values only."""

import operator
from typing import Annotated, TypedDict

from agent.understanding import Understanding
from core.evidence import Evidence
from core.records import AuditLeaf, LedgerRow
from core.turns import Citation, FigureShown, JsonObject, ToolResult


class TurnState(TypedDict, total=False):
    """`memory` is what the conversation kept before this turn; `call` the plan's line; `found` the handles
    that the tool added to `evidence`; `allowed` the policy's word on the call; `answer` the rendered text.
    """

    language: str
    memory: JsonObject
    understanding: Understanding
    evidence: Evidence
    call: str
    allowed: bool
    result: ToolResult
    found: list[str]
    answer: str
    figures: list[FigureShown]
    citations: list[Citation]
    ledger: Annotated[list[LedgerRow], operator.add]
    leaves: Annotated[list[AuditLeaf], operator.add]
