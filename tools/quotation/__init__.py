"""Quotations: a pure engine over a port's book (contracts, section 2) and the thin tool that buyers reach.

The way of one quotation: request -> products -> cartons -> price -> consolidate -> freight -> charges ->
insurance -> landed -> outcome. No file is read, no clock is asked and no float is used.
"""

from tools.quotation.current import CurrentTariff
from tools.quotation.engine import quote
from tools.quotation.outcome import QuoteResult
from tools.quotation.paper import Paper
from tools.quotation.render import to_json
from tools.quotation.replay import inputs_of, recompute, replay
from tools.quotation.request import Line, QuoteRequest
from tools.quotation.requests import answer_request, caller_of, parse_line, parse_request
from tools.quotation.tariff import Tariff, index_book
from tools.quotation.tool import QuoteTool

__all__ = [
    "CurrentTariff",
    "Line",
    "Paper",
    "QuoteRequest",
    "QuoteResult",
    "QuoteTool",
    "Tariff",
    "answer_request",
    "caller_of",
    "index_book",
    "inputs_of",
    "parse_line",
    "parse_request",
    "quote",
    "recompute",
    "replay",
    "to_json",
]
