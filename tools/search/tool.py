"""The search tool: permitted passages that answer the buyer's question, as labelled evidence."""

from collections.abc import Callable, Mapping, Sequence

from core.errors import BadInput
from core.evidence import Labelled
from core.labels import Integrity, Label
from core.ports import KnowledgeSearch, PolicyEngine, RetrievalScope, ToolContext
from core.turns import SearchArgs, ToolArgs, ToolName, ToolResult
from core.values import PassageValue
from tools.search.choice import PORT, choose, rank, runners_up
from tools.search.question import read_question

MerchantNames = Callable[[], Mapping[str, Sequence[str]]]
"""Merchant ids to what they are called, in any language."""

_CANDIDATES = 30


class SearchTool:
    """Find what the documents of the port and its merchants say: terms, certificates, allergens, packing,
    lead times, fees, opening hours, rules. It knows no prices and no shipments."""

    name = ToolName.SEARCH

    def __init__(
        self, knowledge: KnowledgeSearch, policy: PolicyEngine, merchant_names: MerchantNames = dict
    ) -> None:
        self._knowledge = knowledge
        self._policy = policy
        self._merchant_names = merchant_names

    def __call__(self, args: ToolArgs, context: ToolContext) -> ToolResult:
        if not isinstance(args, SearchArgs):
            raise BadInput(f"The search tool got {type(args).__name__!r}.", hint="Give it SearchArgs.")
        scope = RetrievalScope(
            principal=context.principal,
            rule=self._policy.filter(context.principal, "read", "Document"),
            today=context.today,
        )
        question = read_question(args, self._merchant_names())
        found, asked, *parts = (
            self._knowledge.search(text, scope, limit=_CANDIDATES)
            for text in (question.text, question.asked, *question.parts)
        )
        ranked = rank(question, found, asked)
        chosen = choose(question, ranked, asked, parts)
        return ToolResult(
            outcome="found" if chosen else "nothing_found",
            facts=tuple(map(_labelled, chosen)),
            others=tuple(map(_labelled, runners_up(ranked, chosen))),
        )


def _labelled(passage: PassageValue) -> Labelled:
    return Labelled(value=passage, label=label_of(passage), source=passage.document_id)


def label_of(passage: PassageValue) -> Label:
    """Readers by the document's audience; an audience that is neither public nor registered is private."""
    integrity = Integrity.PORT if passage.merchant_id == PORT else Integrity.MERCHANT
    match passage.audience:
        case "public":
            return Label(integrity=integrity)
        case "registered":
            return Label(readers=frozenset({"registered"}), integrity=integrity)
        case _:
            staff = frozenset({f"merchant:{passage.merchant_id}"})
            return Label(readers=staff, integrity=integrity, confidential=True)
