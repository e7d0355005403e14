"""Price watches: tell a buyer once when a product's list price falls below a sum they named."""

from tools.watch.tool import WatchTool

__all__ = ["WatchTool"]
