"""A model of Qwen2.5-0.5B's shape with random weights, as GGUF in Q8_0: it costs what the real one costs.

`python -m bench.engine.weights PATH` writes it: 151,936 tokens, a ChatML template, about 530 MB, the same
bytes for the same seed. `--tiny` writes a small one of the same kind. It writes words without a meaning
and practically never ends by itself; under a grammar it writes what the grammar allows.
"""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import gguf
import numpy as np
from numpy.typing import NDArray

from bench.engine.vocabulary import CHATML, CONTROL, byte_alphabet, merges, words

SEED = 7
_BLOCK_ROWS = 8192
_EMBEDDING_SCALE = 0.05  # small beside what the layers add, or each token would call for itself again
_SILENT_SCALE = 0.01  # of the rows of bytes and control tokens, so that words are sampled instead
_ATTENTION_GAIN = 1.5  # on queries and keys: attention that looks at a few places, not at all alike
_BIAS_SCALE = 0.1


@dataclass(frozen=True, slots=True)
class Shape:
    layers: int
    width: int
    heads: int
    kv_heads: int
    feed_forward: int
    vocabulary: int
    window: int

    @property
    def kv_width(self) -> int:
        return self.width // self.heads * self.kv_heads


QWEN_05B = Shape(24, 896, 14, 2, 4864, 151_936, 32_768)
TINY = Shape(4, 128, 2, 1, 384, 4096, 4096)


@dataclass(frozen=True, slots=True)
class _Tensor:
    """One tensor of the file. `scale` is the standard deviation of its values; 0: all are one."""

    name: str
    shape: tuple[int, ...]
    scale: float


def write_model(path: Path, shape: Shape = QWEN_05B, seed: int = SEED) -> Path:
    """Writes the model to `path`, holding one tensor in memory at a time, and returns `path`."""
    unfinished = path.with_suffix(".part")
    writer = gguf.GGUFWriter(unfinished, "qwen2")
    _add_shape(writer, shape)
    _add_tokenizer(writer, shape.vocabulary)
    tensors = list(_tensors(shape))
    for tensor in tensors:
        _announce(writer, tensor)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_ti_data_to_file()
    for at, tensor in enumerate(tensors):
        writer.write_tensor_data(_values(tensor, shape, np.random.default_rng([seed, at])))
    writer.close()
    return unfinished.replace(path)


def _add_shape(writer: gguf.GGUFWriter, shape: Shape) -> None:
    writer.add_name(f"random-{shape.layers}x{shape.width}")
    writer.add_context_length(shape.window)
    writer.add_embedding_length(shape.width)
    writer.add_block_count(shape.layers)
    writer.add_feed_forward_length(shape.feed_forward)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.kv_heads)
    writer.add_layer_norm_rms_eps(1e-6)
    writer.add_rope_freq_base(1_000_000.0)
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_Q8_0)


def _add_tokenizer(writer: gguf.GGUFWriter, vocabulary: int) -> None:
    written = words(vocabulary - 256 - len(CONTROL))
    tokens = [*byte_alphabet(), *written, *CONTROL]
    normal, control = gguf.TokenType.NORMAL, gguf.TokenType.CONTROL
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list(tokens)
    writer.add_token_types([normal] * (vocabulary - len(CONTROL)) + [control] * len(CONTROL))
    writer.add_token_merges(merges(written))
    writer.add_bos_token_id(tokens.index("<|endoftext|>"))
    writer.add_pad_token_id(tokens.index("<|endoftext|>"))
    writer.add_eos_token_id(tokens.index("<|im_end|>"))
    writer.add_add_bos_token(False)
    writer.add_chat_template(CHATML)


def _tensors(shape: Shape) -> Iterator[_Tensor]:
    def matrix(name: str, rows: int, columns: int, gain: float = 1.0) -> _Tensor:
        return _Tensor(f"{name}.weight", (rows, columns), gain * columns**-0.5)

    width, kv_width = shape.width, shape.kv_width
    yield _Tensor("token_embd.weight", (shape.vocabulary, width), _EMBEDDING_SCALE)
    yield _Tensor("output_norm.weight", (width,), 0)
    for layer in range(shape.layers):
        block = f"blk.{layer}"
        yield _Tensor(f"{block}.attn_norm.weight", (width,), 0)
        yield matrix(f"{block}.attn_q", width, width, _ATTENTION_GAIN)
        yield matrix(f"{block}.attn_k", kv_width, width, _ATTENTION_GAIN)
        yield matrix(f"{block}.attn_v", kv_width, width)
        yield _Tensor(f"{block}.attn_q.bias", (width,), _BIAS_SCALE)
        yield _Tensor(f"{block}.attn_k.bias", (kv_width,), _BIAS_SCALE)
        yield _Tensor(f"{block}.attn_v.bias", (kv_width,), _BIAS_SCALE)
        yield matrix(f"{block}.attn_output", width, width)
        yield _Tensor(f"{block}.ffn_norm.weight", (width,), 0)
        yield matrix(f"{block}.ffn_gate", shape.feed_forward, width)
        yield matrix(f"{block}.ffn_up", shape.feed_forward, width)
        yield matrix(f"{block}.ffn_down", width, shape.feed_forward)


def _announce(writer: gguf.GGUFWriter, tensor: _Tensor) -> None:
    if len(tensor.shape) == 1:
        size = tensor.shape[0] * 4
        writer.add_tensor_info(tensor.name, tensor.shape, np.dtype(np.float32), size)
        return
    q8_0 = gguf.GGMLQuantizationType.Q8_0
    in_bytes = gguf.quant_shape_to_byte_shape(tensor.shape, q8_0)
    writer.add_tensor_info(
        tensor.name, in_bytes, np.dtype(np.uint8), int(np.prod(in_bytes)), raw_dtype=q8_0
    )


def _values(tensor: _Tensor, shape: Shape, rng: np.random.Generator) -> NDArray[np.generic]:
    """The tensor as it lies in the file: float32 for a vector, Q8_0 blocks as bytes for a matrix."""
    if len(tensor.shape) == 1:
        vector = rng.standard_normal(tensor.shape, np.float32) * np.float32(tensor.scale)
        return vector if tensor.scale else np.ones(tensor.shape, np.float32)
    q8_0 = gguf.GGMLQuantizationType.Q8_0
    rows, columns = tensor.shape
    packed = np.empty(gguf.quant_shape_to_byte_shape(tensor.shape, q8_0), np.uint8)
    for start in range(0, rows, _BLOCK_ROWS):
        end = min(start + _BLOCK_ROWS, rows)
        block = rng.standard_normal((end - start, columns), np.float32) * np.float32(tensor.scale)
        if tensor.name == "token_embd.weight":
            _silence(block, start, shape.vocabulary)
        packed[start:end] = gguf.quants.quantize(block, q8_0)
    return packed


def _silence(block: NDArray[np.float32], start: int, vocabulary: int) -> None:
    """Shrinks the rows of the bytes and the control tokens; `block` begins at row `start`."""
    token = np.arange(start, start + len(block))
    block[(token < 256) | (token >= vocabulary - len(CONTROL))] *= _SILENT_SCALE


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.engine.weights", description=__doc__)
    parser.add_argument("path", type=Path)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--tiny", action="store_true", help="4 layers and 4,096 tokens")
    asked = parser.parse_args()
    path = write_model(asked.path, TINY if asked.tiny else QWEN_05B, asked.seed)
    print(f"{path}: {path.stat().st_size / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
