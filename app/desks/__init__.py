"""Desks: what the faces need of the house, each over the parts that bootstrap made."""
