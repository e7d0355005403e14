"""Documents and what is found in them: extraction, passages, vectors, words and search."""
