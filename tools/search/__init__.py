"""Answers from documents: permitted passages, chosen and labelled."""

from tools.search.tool import SearchTool

__all__ = ["SearchTool"]
