"""The models that the systems run: the embedded one and the generated one, each with its workload."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import gguf
import numpy as np

from bench.engine.weights import QWEN_05B, TINY, Shape, write_model
from bench.engine.words import whole_words
from bench.engine.workload import Sizes

EMBEDDED = Path("models/quayside-embedded.gguf")


@dataclass(frozen=True, slots=True)
class Subject:
    """A model file, its words and what is asked of it. `special`: the two scenarios for ratios run too."""

    name: str
    path: Path
    words: list[str]
    sizes: Sizes
    special: bool


def embedded(cache: Path, *, quick: bool = False) -> Subject:
    """The shipped model, except that it writes nothing but whole words: it never ends a text early and a
    text is cut again into the tokens it was written in. What is computed stays the same."""
    path = _wordy(EMBEDDED, cache / "embedded-words.gguf")
    sizes = Sizes(prefix=300, user=40, output=8 if quick else 24)
    return Subject("embedded", path, whole_words(path), sizes, special=False)


def generated(cache: Path, *, quick: bool = False) -> Subject:
    """A random model of Qwen2.5-0.5B's shape; a tiny one when `quick`."""
    shape = TINY if quick else QWEN_05B
    path = cache / f"random-{shape.layers}x{shape.width}.gguf"
    sizes = (
        Sizes(prefix=120, user=16, output=8, new_prefix=90, new_prompt=100, decode_output=16)
        if quick
        else Sizes()
    )
    _write_once(path, shape)
    return Subject("tiny" if quick else "qwen2.5-0.5b shape", path, whole_words(path), sizes, special=True)


SUBJECTS = {"embedded": embedded, "generated": generated}


def _write_once(path: Path, shape: Shape) -> None:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        print(f"==> writing {path}", flush=True)
        write_model(path, shape)


def _wordy(source: Path, path: Path) -> Path:
    """A copy of `source` with zeros for the embeddings (they are the output rows too) of all but words."""
    if path.exists() and path.stat().st_mtime >= source.stat().st_mtime:
        return path
    words = set(whole_words(source))
    unfinished = path.with_suffix(".part")
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, unfinished)
    reader = gguf.GGUFReader(unfinished, "r+")
    tokens = reader.fields["tokenizer.ggml.tokens"].contents()
    silent = [at for at, token in enumerate(tokens) if token.replace("Ġ", " ") not in words]
    table = next(tensor for tensor in reader.tensors if tensor.name == "token_embd.weight")
    table.data[np.array(silent)] = 0
    table.data.flush()
    return unfinished.replace(path)
