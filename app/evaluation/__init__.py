"""`quayside eval`: conversations with expectations, run on a fresh data folder."""

from app.evaluation.run import evaluate

__all__ = ["evaluate"]
