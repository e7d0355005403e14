"""The tables by subject; `metadata` holds them all once every module here is imported."""

from store.tables import conversations, gazetteer, governance, port, quotations, watches
from store.tables.columns import metadata

__all__ = ["conversations", "gazetteer", "governance", "metadata", "port", "quotations", "watches"]
