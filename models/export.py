"""Writes a trained network as GGUF: `python -m models.export RUN FILE.gguf [--type q8_0|f16|q4_k]`.

The file says: architecture llama, tokeniser gpt2 with pre-tokeniser smollm, no BOS, EOS = END.
llama.cpp rotates neighbouring pairs, the network halves, so the rows of q and k are permuted; the
read-out is the embedding itself (no tensor `output.weight`). Q4_K is made by llama.cpp from F16; its rows
are multiples of 256, tensors with others fall back to wider types.
"""

import argparse
import ctypes
import os
import tempfile
from pathlib import Path
from typing import Any

import gguf
import llama_cpp
import numpy as np
import numpy.typing as npt
from gguf.quants import quantize

from agent.prompts import SPECIAL_TOKENS
from models.network import NORM_EPS, ROPE_BASE, Block, Network
from models.tokenizer import Bpe
from models.train import load

_TYPES = {"q8_0": gguf.GGMLQuantizationType.Q8_0, "f16": gguf.GGMLQuantizationType.F16}
_FILE_TYPES = {"q8_0": gguf.LlamaFileType.MOSTLY_Q8_0, "f16": gguf.LlamaFileType.MOSTLY_F16}
TYPES = (*_TYPES, "q4_k")
Array = npt.NDArray[np.float32]


def main() -> None:
    parser = argparse.ArgumentParser(description="Write a trained network as GGUF.")
    parser.add_argument("run", type=Path, help="folder that models.train wrote")
    parser.add_argument("file", type=Path)
    parser.add_argument("--type", choices=TYPES, default="q8_0")
    chosen = parser.parse_args()
    network, bpe = load(chosen.run)
    export(network, bpe, chosen.file, chosen.type)
    print(f"{chosen.file}: {chosen.file.stat().st_size / 1e6:.2f} MB")


def export(network: Network, bpe: Bpe, file: Path, kind: str = "q8_0") -> None:
    """Matrices in the tensor type `kind`, norms in float32."""
    if kind == "q4_k":
        with tempfile.TemporaryDirectory() as folder:
            wide = Path(folder) / "wide.gguf"
            export(network, bpe, wide, "f16")
            _quantised(wide, file)
        return
    writer = gguf.GGUFWriter(file, "llama")
    _describe(writer, network, kind)
    _add_vocabulary(writer, bpe)
    for name, tensor in _tensors(network):
        if tensor.ndim == 1:
            writer.add_tensor(name, tensor)
        else:
            writer.add_tensor(name, quantize(tensor, _TYPES[kind]), raw_dtype=_TYPES[kind])
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _quantised(wide: Path, file: Path) -> None:
    params = llama_cpp.llama_model_quantize_default_params()
    params.ftype = llama_cpp.LLAMA_FTYPE_MOSTLY_Q4_K_M
    code = llama_cpp.llama_model_quantize(os.fsencode(wide), os.fsencode(file), ctypes.byref(params))
    assert code == 0, f"llama.cpp could not write {file} as Q4_K"


def _describe(writer: Any, network: Network, kind: str) -> None:
    size = network.size
    writer.add_name("Quayside embedded")
    writer.add_description("Plans with handles and words answers around them; see models/README.md")
    writer.add_license("apache-2.0")
    writer.add_file_type(_FILE_TYPES[kind])
    writer.add_context_length(size.context)
    writer.add_embedding_length(size.width)
    writer.add_block_count(size.layers)
    writer.add_feed_forward_length(size.inner)
    writer.add_head_count(size.heads)
    writer.add_head_count_kv(size.heads)
    writer.add_rope_dimension_count(size.width // size.heads)
    writer.add_rope_freq_base(ROPE_BASE)
    writer.add_layer_norm_rms_eps(NORM_EPS)
    writer.add_vocab_size(size.vocabulary)


def _add_vocabulary(writer: Any, bpe: Bpe) -> None:
    tokens, merges = bpe.table()
    kinds = [
        gguf.TokenType.CONTROL if token in SPECIAL_TOKENS else gguf.TokenType.NORMAL for token in tokens
    ]
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("smollm")
    writer.add_token_list(tokens)
    writer.add_token_types(kinds)
    writer.add_token_merges(merges)
    writer.add_eos_token_id(bpe.end)
    writer.add_pad_token_id(bpe.end)
    writer.add_add_bos_token(False)


def _tensors(network: Network) -> list[tuple[str, Array]]:
    found = [
        ("token_embd.weight", _array(network.embed.weight)),
        ("output_norm.weight", _array(network.norm.weight)),
    ]
    for at, block in enumerate(network.blocks):
        assert isinstance(block, Block)
        found += [(f"blk.{at}.{name}.weight", tensor) for name, tensor in _block(block).items()]
    return found


def _block(block: Block) -> dict[str, Array]:
    q, k, v = np.split(_array(block.qkv.weight), 3)
    gate, up = np.split(_array(block.gate_up.weight), 2)
    return {
        "attn_norm": _array(block.attn_norm.weight),
        "attn_q": _paired(q, block.heads),
        "attn_k": _paired(k, block.heads),
        "attn_v": v,
        "attn_output": _array(block.out.weight),
        "ffn_norm": _array(block.ffn_norm.weight),
        "ffn_gate": gate,
        "ffn_up": up,
        "ffn_down": _array(block.down.weight),
    }


def _paired(rows: Array, heads: int) -> Array:
    """Rows of each head from halves (0, 1, … | h, h+1, …) to pairs (0, h, 1, h+1, …)."""
    halves = rows.reshape(heads, 2, rows.shape[0] // heads // 2, rows.shape[1])
    return np.ascontiguousarray(halves.swapaxes(1, 2).reshape(rows.shape))


def _array(tensor: Any) -> Array:
    values: Array = tensor.detach().cpu().numpy().astype(np.float32)
    return values


if __name__ == "__main__":
    main()
