"""Identifier types. Each is a plain string at run time and a type of its own for the checker."""

from typing import NewType

UserId = NewType("UserId", str)
MerchantId = NewType("MerchantId", str)
ConversationId = NewType("ConversationId", str)
TurnId = NewType("TurnId", str)
DocumentId = NewType("DocumentId", str)
Handle = NewType("Handle", str)
