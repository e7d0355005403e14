"""The attributes of an inference: what is known before it and what after it. Figures and ids only."""

from opentelemetry.util.types import AttributeValue

from core.ports import Generation
from core.records import LedgerRow
from core.telemetry import About
from governance.telemetry import names

LLAMA_CPP = "llama_cpp"
REMOTE = "openai-compatible"
Attributes = dict[str, AttributeValue]


def of_work(about: About) -> Attributes:
    """Ids that are there; a visitor has no tenant."""
    ids = {names.CONVERSATION: about.conversation_id, names.TENANT: about.tenant_id}
    return {name: value for name, value in ids.items() if value}


def of_request(model: str) -> Attributes:
    """Before a tier has answered the provider is the first one: the model in this process."""
    return {names.OPERATION: "chat", names.PROVIDER: LLAMA_CPP, names.REQUEST_MODEL: model}


def of_response(model: str, generation: Generation, row: LedgerRow) -> Attributes:
    """The labels of the metrics of an inference."""
    provider = LLAMA_CPP if row.tier == "local" else REMOTE
    return of_request(model) | {names.PROVIDER: provider, names.RESPONSE_MODEL: generation.model}


def of_usage(generation: Generation, row: LedgerRow) -> Attributes:
    """What an inference used and cost. Without a price there is no cost; others' energy is not known."""
    usage = generation.usage
    used: Attributes = {
        names.INPUT_TOKENS: usage.input_tokens,
        names.OUTPUT_TOKENS: usage.output_tokens,
        names.CACHED_TOKENS: usage.cached_tokens,
        names.THINKING_TOKENS: usage.thinking_tokens,
        names.FINISH_REASONS: (generation.finish,),
    }
    if row.tier == "local":
        used[names.ENERGY] = float(row.energy_wh)
    if row.is_priced:
        used |= {
            names.COST_AMOUNT: float(row.allocated),
            names.COST_CURRENCY: row.currency,
            names.COST_SOURCE: "local",
            names.COST_BASIS: cost_basis(row),
        }
    return used


def cost_basis(row: LedgerRow) -> str:
    """`allocated`: a share of this machine's hours; `tokens`: what a remote tier sells them for."""
    return "allocated" if row.tier == "local" else "tokens"
