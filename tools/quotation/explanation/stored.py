"""The explanation of a stored quotation, from the rows that it keeps and no others."""

from datetime import date

from core.turns import JsonObject
from tools.quotation.explanation.document import explanation_json
from tools.quotation.explanation.explain import explain
from tools.quotation.replay import caller_in, recompute
from tools.quotation.tariff import index_book


def explain_stored(inputs: JsonObject) -> JsonObject:
    """`inputs` are those of tools.quotation.replay.inputs_of."""
    result, book = recompute(inputs)
    day = date.fromisoformat(inputs["today"])
    return explanation_json(explain(result, index_book(book), caller_in(inputs), day), result.currency)
