"""What stands behind a quotation: who bears what, what fills the containers, which other ways there are,
and what comes on top for the buyer."""

from tools.quotation.explanation.document import explanation_json
from tools.quotation.explanation.explain import Explanation, explain
from tools.quotation.explanation.facts import explanation_facts
from tools.quotation.explanation.stored import explain_stored

__all__ = ["Explanation", "explain", "explain_stored", "explanation_facts", "explanation_json"]
