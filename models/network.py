"""A small decoder of the llama architecture: RMS norms, rotary positions, SwiGLU, tied embeddings."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F


@dataclass(frozen=True, slots=True)
class Size:
    """`width` and `inner` are multiples of 32, the block of Q8_0."""

    layers: int
    width: int
    heads: int
    inner: int
    vocabulary: int
    context: int = 1024


SIZES = {
    "tiny": Size(layers=1, width=64, heads=2, inner=128, vocabulary=512),
    "small": Size(layers=6, width=256, heads=4, inner=768, vocabulary=3073),
    "medium": Size(layers=10, width=448, heads=7, inner=1216, vocabulary=6144),
}
ROPE_BASE = 10_000.0
NORM_EPS = 1e-5


class Norm(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))

    def forward(self, x: Tensor) -> Tensor:
        return F.rms_norm(x, self.weight.shape, self.weight, NORM_EPS)


class Block(nn.Module):
    def __init__(self, size: Size) -> None:
        super().__init__()
        self.heads = size.heads
        self.attn_norm = Norm(size.width)
        self.qkv = nn.Linear(size.width, 3 * size.width, bias=False)
        self.out = nn.Linear(size.width, size.width, bias=False)
        self.ffn_norm = Norm(size.width)
        self.gate_up = nn.Linear(size.width, 2 * size.inner, bias=False)
        self.down = nn.Linear(size.inner, size.width, bias=False)

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
        batch, length, width = x.shape
        heads = self.qkv(self.attn_norm(x)).view(batch, length, 3, self.heads, width // self.heads)
        q, k, v = heads.permute(2, 0, 3, 1, 4)
        mixed = F.scaled_dot_product_attention(rotate(q, cos, sin), rotate(k, cos, sin), v, is_causal=True)
        x = x + self.out(mixed.transpose(1, 2).reshape(batch, length, width))
        gate, up = self.gate_up(self.ffn_norm(x)).chunk(2, dim=-1)
        lifted: Tensor = self.down(F.silu(gate) * up)
        return x + lifted


class Network(nn.Module):
    """Token ids (batch, length) to states (batch, length, width); `logits` reads states out."""

    def __init__(self, size: Size) -> None:
        super().__init__()
        self.size = size
        self.embed = nn.Embedding(size.vocabulary, size.width)
        self.blocks = nn.ModuleList(Block(size) for _ in range(size.layers))
        self.norm = Norm(size.width)
        cos, sin = _rope(size)
        self.cos: Tensor
        self.sin: Tensor
        self.register_buffer("cos", cos, persistent=False)
        self.register_buffer("sin", sin, persistent=False)
        self.apply(self._start)

    def forward(self, ids: Tensor) -> Tensor:
        length = ids.shape[1]
        x = self.embed(ids)
        for block in self.blocks:
            x = block(x, self.cos[:length], self.sin[:length])
        normed: Tensor = self.norm(x)
        return normed

    def logits(self, states: Tensor) -> Tensor:
        return F.linear(states, self.embed.weight)

    def _start(self, module: nn.Module) -> None:
        """GPT-2's start: deviation 0.02, residual outputs smaller by the depth."""
        if isinstance(module, nn.Embedding | nn.Linear):
            nn.init.normal_(module.weight, std=0.02)
        if isinstance(module, Block):
            for linear in (module.out, module.down):
                nn.init.normal_(linear.weight, std=0.02 / (2 * self.size.layers) ** 0.5)


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Rotary positions on halves (the Hugging Face layout; export permutes rows for llama.cpp)."""
    left, right = x.chunk(2, dim=-1)
    return torch.cat((left * cos - right * sin, right * cos + left * sin), dim=-1)


def _rope(size: Size) -> tuple[Tensor, Tensor]:
    half = size.width // size.heads // 2
    speeds = ROPE_BASE ** (-torch.arange(half, dtype=torch.float32) / half)
    angles = torch.arange(size.context, dtype=torch.float32)[:, None] * speeds
    return angles.cos(), angles.sin()
