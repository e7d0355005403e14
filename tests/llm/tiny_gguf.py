"""A random-weight llama of a few hundred kilobytes, written as GGUF: for tests of the engine only.

Its vocabulary is the 256 bytes as byte-level BPE writes them (GPT-2's printable alphabet), a few
merges, and special tokens as control tokens; the last special token ends a text.
"""

from collections.abc import Sequence
from pathlib import Path

import gguf
import numpy as np

WIDTH, HEADS, LAYERS, FEED_FORWARD, WINDOW = 64, 4, 2, 128, 2048
MERGES = ("t h", "th e", "Ġ t", "Ġ a", "e r", "i n", "Ã ©")


def write_tiny_gguf(
    path: Path,
    special_tokens: Sequence[str],
    seed: int = 7,
    *,
    add_bos: bool = False,
    sliding_window: int = 0,
) -> Path:
    """Writes the model to `path` and returns it; one with a sliding window is a gemma2."""
    writer = gguf.GGUFWriter(path, "gemma2" if sliding_window else "llama")
    if sliding_window:
        writer.add_sliding_window(sliding_window)
        writer.add_key_length(WIDTH // HEADS)
        writer.add_value_length(WIDTH // HEADS)
    tokens = [*byte_alphabet(), *(merge.replace(" ", "") for merge in MERGES)]
    _add_shape(writer)
    add_tokenizer(writer, tokens, special_tokens, add_bos)
    norms = ("post_attention_norm", "post_ffw_norm") if sliding_window else ()
    _add_weights(writer, len(tokens) + len(special_tokens), seed, norms)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def byte_alphabet() -> list[str]:
    """The character that stands for each byte 0..255 in GPT-2's byte-level BPE."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in printable]
    shifted = {byte: chr(256 + at) for at, byte in enumerate(others)}
    return [shifted.get(byte, chr(byte)) for byte in range(256)]


def _add_shape(writer: gguf.GGUFWriter) -> None:
    writer.add_name("tiny")
    writer.add_context_length(WINDOW)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(FEED_FORWARD)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(WIDTH // HEADS)


def add_tokenizer(
    writer: gguf.GGUFWriter, tokens: list[str], special_tokens: Sequence[str], add_bos: bool
) -> None:
    kinds = [gguf.TokenType.NORMAL] * len(tokens) + [gguf.TokenType.CONTROL] * len(special_tokens)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("smollm")
    writer.add_token_list([*tokens, *special_tokens])
    writer.add_token_types(kinds)
    writer.add_token_merges(list(MERGES))
    writer.add_eos_token_id(len(tokens) + len(special_tokens) - 1)
    writer.add_add_bos_token(add_bos)


def _add_weights(writer: gguf.GGUFWriter, vocabulary: int, seed: int, norms: Sequence[str] = ()) -> None:
    rng = np.random.default_rng(seed)

    def add(name: str, *shape: int) -> None:
        scale = 1.0 if len(shape) == 1 else shape[-1] ** -0.5
        weight = np.ones(shape) if len(shape) == 1 else rng.normal(0.0, scale, shape)
        writer.add_tensor(f"{name}.weight", weight.astype(np.float32))

    add("token_embd", vocabulary, WIDTH)
    add("output_norm", WIDTH)
    if not norms:  # gemma2 writes with its embeddings
        add("output", vocabulary, WIDTH)
    for layer in range(LAYERS):
        for name in ("attn_norm", "ffn_norm", *norms):
            add(f"blk.{layer}.{name}", WIDTH)
        for name in ("attn_q", "attn_k", "attn_v", "attn_output"):
            add(f"blk.{layer}.{name}", WIDTH, WIDTH)
        for name in ("ffn_gate", "ffn_up"):
            add(f"blk.{layer}.{name}", FEED_FORWARD, WIDTH)
        add(f"blk.{layer}.ffn_down", WIDTH, FEED_FORWARD)
