"""Readers that turn a buyer's words into typed values with their places in the text.

No model is asked, and nothing is looked up about who owns what.
"""

from tools.reading.choices import resolve_choice, resolve_place_choice, resolve_reference_choice
from tools.reading.lexicon import Lexicon
from tools.reading.reader import read
from tools.reading.spans import Reading, Span

__all__ = [
    "Lexicon",
    "Reading",
    "Span",
    "read",
    "resolve_choice",
    "resolve_place_choice",
    "resolve_reference_choice",
]
