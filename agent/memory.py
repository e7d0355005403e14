"""What a conversation remembers: the last call with the values behind its handles."""

from pydantic import BaseModel, ConfigDict

from agent.calls import Call
from core.evidence import Evidence, Labelled
from core.labels import PUBLIC
from core.trade import QuantityUnit
from core.turns import ToolResult
from core.values import NumberFact, PassageValue, PlaceValue, ProductValue, QuantityValue


class LastCall(BaseModel):
    """`line` is the call in its own turn's handles; `items` the values behind them. `choices` are what
    the tool offered to choose from (products, places, a minimum) when it asked; `merchant_ids` those whose
    documents were cited.
    """

    model_config = ConfigDict(frozen=True)

    line: str
    outcome: str
    items: dict[str, Labelled] = {}
    choices: tuple[Labelled, ...] = ()
    text: str = ""
    merchant_ids: tuple[str, ...] = ()


def remember(call: Call, result: ToolResult, evidence: Evidence, text: str) -> LastCall:
    """The memory after `call`; `text` is the buyer's message."""
    choices = (_choice(fact, result.outcome) for fact in result.facts)
    passages = [fact.value for fact in result.facts if isinstance(fact.value, PassageValue)]
    return LastCall(
        line=str(call),
        outcome=result.outcome,
        items={word: evidence.get(word) for word in call.words if word in evidence},
        choices=tuple(choice for choice in choices if choice),
        text=text,
        merchant_ids=tuple(dict.fromkeys(passage.merchant_id for passage in passages)),
    )


def _choice(fact: Labelled, outcome: str) -> Labelled | None:
    """What the next message may pick: offered goods and places, or the minimum quantity."""
    value = fact.value
    if isinstance(value, ProductValue | PlaceValue) and outcome.startswith("ambiguous"):
        return fact
    if isinstance(value, NumberFact) and value.role == "moq":
        minimum = QuantityValue(amount=value.amount, unit=QuantityUnit.CARTON, asked="minimum")
        return Labelled(value=minimum, label=PUBLIC, source=fact.source)
    return None
