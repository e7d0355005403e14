"""What a conversation remembers: the last call with the values behind its handles."""

from pydantic import BaseModel, ConfigDict

from agent.calls import Call
from core.evidence import Evidence, Labelled
from core.trade import QuantityUnit
from core.turns import ToolResult
from core.values import NumberFact, PassageValue, PlaceValue, ProductValue, QuantityValue, TextFact

_STANDING = ("quote", "track")


class LastCall(BaseModel):
    """`line` is the call in its own turn's handles; `items` the values behind them. `choices` are what
    the tool offered to choose from (products, places, a minimum) when it asked; `merchant_ids` those whose
    documents were cited. `earlier` is the quotation or tracking that another call, such as a search, came
    after: what the buyer may go on with.
    """

    model_config = ConfigDict(frozen=True)

    line: str
    outcome: str
    items: dict[str, Labelled] = {}
    choices: tuple[Labelled, ...] = ()
    text: str = ""
    merchant_ids: tuple[str, ...] = ()
    earlier: "LastCall | None" = None

    @property
    def verb(self) -> str:
        return self.line.split()[0]

    @property
    def standing(self) -> "LastCall":
        """The quotation or tracking that stands: this call, or the one that it came after."""
        return self.earlier or self

    @property
    def goods(self) -> dict[str, Labelled]:
        """The goods behind its handles."""
        return {word: item for word, item in self.items.items() if isinstance(item.value, ProductValue)}

    @property
    def products(self) -> list[ProductValue]:
        """The goods that the conversation is about."""
        items = (*self.goods.values(), *self.standing.goods.values())
        return [item.value for item in items if isinstance(item.value, ProductValue)]


def remember(
    call: Call, result: ToolResult, evidence: Evidence, text: str, last: LastCall | None = None
) -> LastCall:
    """The memory after `call`; `text` is the buyer's message and `last` what was remembered before it."""
    choices = (_choice(fact, result.outcome) for fact in result.facts)
    passages = [fact.value for fact in result.facts if isinstance(fact.value, PassageValue)]
    return LastCall(
        line=str(call),
        outcome=result.outcome,
        items=_asked_about(evidence, text, last) if call.verb == "search" else _behind(call, evidence),
        choices=tuple(choice for choice in choices if choice),
        text=text,
        merchant_ids=tuple(dict.fromkeys(passage.merchant_id for passage in passages)),
        earlier=_earlier(call, last),
    )


def _behind(call: Call, evidence: Evidence) -> dict[str, Labelled]:
    return {word: evidence.get(word) for word in call.words if word in evidence}


def _asked_about(evidence: Evidence, text: str, last: LastCall | None) -> dict[str, Labelled]:
    """The goods that a question names, or those of the question before it, or those in play."""
    goods: dict[str, Labelled] = {}
    named: dict[str, Labelled] = {}
    for handle, item in evidence:
        if isinstance(item.value, ProductValue):
            goods[handle] = item
            if item.value.asked in text:
                named[handle] = item
    if not named and last and last.verb == "search":
        return last.items
    return named or goods


def _earlier(call: Call, last: LastCall | None) -> LastCall | None:
    if last is None or call.verb in _STANDING:
        return None
    return last.standing if last.standing.verb in _STANDING else None


def _choice(fact: Labelled, outcome: str) -> Labelled | None:
    """What the next message may pick: offered goods, places and shipments, or the minimum quantity."""
    value = fact.value
    if isinstance(value, ProductValue | PlaceValue) and outcome.startswith("ambiguous"):
        return fact
    if isinstance(value, NumberFact) and value.role == "moq":
        minimum = QuantityValue(amount=value.amount, unit=QuantityUnit.CARTON, asked="minimum")
        return fact.model_copy(update={"value": minimum})
    if isinstance(value, TextFact) and value.role == "reference" and outcome == "which":
        return fact
    return None
