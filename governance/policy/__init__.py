"""Authorisation by Cedar policies: decisions on one resource, and filters for lists of them."""

from governance.policy.engine import CedarPolicy, load_policy

__all__ = ["CedarPolicy", "load_policy"]
