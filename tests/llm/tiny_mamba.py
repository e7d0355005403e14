"""A random-weight Mamba of a few hundred kilobytes, written as GGUF: a model whose state cannot be cut.

Its vocabulary is that of `tests.llm.tiny_gguf`.
"""

from collections.abc import Sequence
from pathlib import Path

import gguf
import numpy as np

from tests.llm.tiny_gguf import MERGES, add_tokenizer, byte_alphabet

WIDTH, LAYERS, WINDOW = 64, 2, 2048
INNER, STATE, RANK, KERNEL = 128, 16, 4, 4


def write_tiny_mamba(path: Path, special_tokens: Sequence[str], seed: int = 7) -> Path:
    """Writes the model to `path` and returns it."""
    writer = gguf.GGUFWriter(path, "mamba")
    writer.add_name("tiny mamba")
    writer.add_context_length(WINDOW)
    writer.add_embedding_length(WIDTH)
    writer.add_feed_forward_length(0)
    writer.add_head_count(0)
    writer.add_block_count(LAYERS)
    writer.add_ssm_conv_kernel(KERNEL)
    writer.add_ssm_inner_size(INNER)
    writer.add_ssm_state_size(STATE)
    writer.add_ssm_time_step_rank(RANK)
    writer.add_layer_norm_rms_eps(1e-5)
    tokens = [*byte_alphabet(), *(merge.replace(" ", "") for merge in MERGES)]
    add_tokenizer(writer, tokens, special_tokens, add_bos=False)
    _add_weights(writer, len(tokens) + len(special_tokens), np.random.default_rng(seed))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _add_weights(writer: gguf.GGUFWriter, vocabulary: int, rng: np.random.Generator) -> None:
    def add(name: str, *shape: int) -> None:
        writer.add_tensor(name, rng.normal(0.0, shape[-1] ** -0.5, shape).astype(np.float32))

    add("token_embd.weight", vocabulary, WIDTH)
    add("output.weight", vocabulary, WIDTH)
    writer.add_tensor("output_norm.weight", np.ones(WIDTH, np.float32))
    for layer in range(LAYERS):
        block = f"blk.{layer}"
        writer.add_tensor(f"{block}.attn_norm.weight", np.ones(WIDTH, np.float32))
        add(f"{block}.ssm_in.weight", 2 * INNER, WIDTH)
        add(f"{block}.ssm_conv1d.weight", INNER, KERNEL)
        add(f"{block}.ssm_conv1d.bias", INNER)
        add(f"{block}.ssm_x.weight", RANK + 2 * STATE, INNER)
        add(f"{block}.ssm_dt.weight", INNER, RANK)
        add(f"{block}.ssm_dt.bias", INNER)
        decay = np.tile(np.arange(1, STATE + 1, dtype=np.float32), (INNER, 1))
        writer.add_tensor(f"{block}.ssm_a", -decay)
        writer.add_tensor(f"{block}.ssm_d", np.ones(INNER, np.float32))
        add(f"{block}.ssm_out.weight", WIDTH, INNER)
