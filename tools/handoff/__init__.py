"""Handing a buyer over to a person: recorded with their own words, and acknowledged."""

from tools.handoff.tool import HandoffTool

__all__ = ["HandoffTool"]
