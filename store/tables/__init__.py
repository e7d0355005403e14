"""The tables by subject; `metadata` holds them all once every module here is imported."""

from store.tables import conversations, governance, port
from store.tables.columns import metadata

__all__ = ["conversations", "governance", "metadata", "port"]
