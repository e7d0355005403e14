"""What a conversation remembers: the last call with the values behind its handles."""

from pydantic import BaseModel, ConfigDict

from agent.calls import Call
from core.evidence import Evidence, Labelled


class LastCall(BaseModel):
    """`line` is the call in its own turn's handles; `items` the values behind them. `choices` are what
    the tool offered to choose from (products, places, a minimum) when it asked."""

    model_config = ConfigDict(frozen=True)

    line: str
    outcome: str
    items: dict[str, Labelled] = {}
    choices: tuple[Labelled, ...] = ()
    text: str = ""


def remember(call: Call, outcome: str, evidence: Evidence, choices: list[Labelled], text: str) -> LastCall:
    """The memory after `call`; `text` is the buyer's message."""
    items = {word: evidence.get(word) for word in call.words if word in evidence}
    return LastCall(line=str(call), outcome=outcome, items=items, choices=tuple(choices), text=text)
