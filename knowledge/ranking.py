"""One score from two: how near the vectors are, and how many of the words are there."""

_UNRELATED, _SAME = 0.10, 0.75  # cosines of MiniLM for text that has nothing, or everything, to do with it
_VECTOR_WEIGHT = 0.55


def score(cosine: float, words: float) -> float:
    """In [0, 1]."""
    nearness = min(max((cosine - _UNRELATED) / (_SAME - _UNRELATED), 0.0), 1.0)
    return _VECTOR_WEIGHT * nearness + (1 - _VECTOR_WEIGHT) * words
