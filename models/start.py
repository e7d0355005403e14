"""A shipped model as the start of further training: `python -m models.train --start FILE.gguf`.

The network grows to the size asked for without changing what it says: new layers add nothing at first, new
inner units are not read yet, new control tokens come after the known ones.
"""

from pathlib import Path
from typing import Any

import gguf
import numpy as np
import numpy.typing as npt
import torch
from gguf.quants import dequantize
from tokenizers import Tokenizer, models

from agent.prompts import SPECIAL_TOKENS
from core.errors import BadInput
from models.network import Block, Network, Size
from models.tokenizer import Bpe

Array = npt.NDArray[np.float32]


def vocabulary_of(file: Path) -> Bpe:
    """The vocabulary of a GGUF, and the control tokens that have come since."""
    reader = gguf.GGUFReader(file)
    tokens = _strings(reader, "tokenizer.ggml.tokens")
    merges = [
        (pair.split(" ")[0], pair.split(" ")[1]) for pair in _strings(reader, "tokenizer.ggml.merges")
    ]
    vocabulary = {token: at for at, token in enumerate(tokens)}
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=merges))
    return Bpe.around(tokenizer)


def grown(file: Path, size: Size) -> Network:
    """The network of a GGUF in `size`. Raises BadInput when it does not fit in it."""
    reader = gguf.GGUFReader(file)
    held = {tensor.name: dequantize(tensor.data, tensor.tensor_type) for tensor in reader.tensors}
    network = Network(size)
    rows, width = held["token_embd.weight"].shape
    layers = sum(name.endswith("attn_q.weight") for name in held)
    shape = Size(
        layers=layers,
        width=width,
        heads=int(reader.get_field("llama.attention.head_count").contents()),
        inner=held["blk.0.ffn_gate.weight"].shape[0],
        vocabulary=rows,
    )
    if not _fits(shape, size):
        raise BadInput(
            f"{file} is {shape} and does not fit in {size}.",
            hint="Choose a size with the same width and heads, and at least as much of everything else.",
        )
    with torch.no_grad():
        network.embed.weight[:rows] = torch.tensor(held["token_embd.weight"])
        tokens = _strings(reader, "tokenizer.ggml.tokens")
        control = [at for at, token in enumerate(tokens) if token in SPECIAL_TOKENS]
        network.embed.weight[rows:] = network.embed.weight[control].mean(0)
        network.norm.weight.copy_(torch.tensor(held["output_norm.weight"]))
        for at, block in enumerate(network.blocks):
            assert isinstance(block, Block)
            if at < layers:
                _fill(
                    block,
                    {name.split(".")[2]: held[name] for name in held if name.startswith(f"blk.{at}.")},
                )
            else:
                block.out.weight.zero_()
                block.down.weight.zero_()
    return network


def _fits(held: Size, size: Size) -> bool:
    return (
        (held.width, held.heads) == (size.width, size.heads)
        and held.layers <= size.layers
        and held.inner <= size.inner
        and held.vocabulary <= size.vocabulary
    )


def _fill(block: Block, held: dict[str, Array]) -> None:
    q, k = (_halved(held[name], block.heads) for name in ("attn_q", "attn_k"))
    block.qkv.weight.copy_(torch.tensor(np.concatenate((q, k, held["attn_v"]))))
    block.out.weight.copy_(torch.tensor(held["attn_output"]))
    block.attn_norm.weight.copy_(torch.tensor(held["attn_norm"]))
    block.ffn_norm.weight.copy_(torch.tensor(held["ffn_norm"]))
    inner = held["ffn_gate"].shape[0]
    whole = block.down.weight.shape[1]
    block.gate_up.weight[:inner] = torch.tensor(held["ffn_gate"])
    block.gate_up.weight[whole : whole + inner] = torch.tensor(held["ffn_up"])
    block.down.weight.zero_()
    block.down.weight[:, :inner] = torch.tensor(held["ffn_down"])


def _halved(rows: Array, heads: int) -> Array:
    """Rows of each head from pairs (0, h, 1, h+1, …) back to halves (0, 1, … | h, h+1, …)."""
    pairs = rows.reshape(heads, rows.shape[0] // heads // 2, 2, rows.shape[1])
    return np.ascontiguousarray(pairs.swapaxes(1, 2).reshape(rows.shape))


def _strings(reader: Any, key: str) -> list[str]:
    field = reader.get_field(key)
    return [bytes(field.parts[at]).decode() for at in field.data]
