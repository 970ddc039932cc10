"""The encoder (BERT: normalised after each block, learned positions, exact GELU) in plain torch, and its heads."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from packed import Packed, Shape
from torch import Tensor, nn
from torch.nn import functional

POSITIONS = 200
SEGMENTS = 4
HIDDEN_AWAY = -10000.0  # added to the attention that padding would get


class Layer(nn.Module):
    """Attention and a feed-forward block, each added to its input and normalised."""

    def __init__(self, shape: Shape, drop: float) -> None:
        """Make a layer of random weights."""
        super().__init__()
        self.heads, self.drop = shape.heads, drop
        self.qkv = nn.Linear(shape.hidden, 3 * shape.hidden)
        self.out = nn.Linear(shape.hidden, shape.hidden)
        self.out_norm = nn.LayerNorm(shape.hidden, eps=shape.epsilon)
        self.inner = nn.Linear(shape.hidden, shape.inner)
        self.outer = nn.Linear(shape.inner, shape.hidden)
        self.outer_norm = nn.LayerNorm(shape.hidden, eps=shape.epsilon)

    def forward(self, x: Tensor, bias: Tensor | None) -> Tensor:
        """Batch x length x hidden -> the same."""
        batch, length, hidden = x.shape
        split = self.qkv(x).view(batch, length, 3, self.heads, hidden // self.heads)
        q, k, v = split.permute(2, 0, 3, 1, 4)
        seen = functional.scaled_dot_product_attention(q, k, v, attn_mask=bias)
        seen = self.out(seen.transpose(1, 2).reshape(batch, length, hidden))
        x = self.out_norm(x + functional.dropout(seen, self.drop, self.training))
        grown = self.outer(functional.gelu(self.inner(x)))
        return self.outer_norm(x + functional.dropout(grown, self.drop, self.training))


class Trunk(nn.Module):
    """Pieces and segments -> one vector a piece."""

    def __init__(self, shape: Shape, vocabulary: int, drop: float) -> None:
        """Make an encoder of random weights."""
        super().__init__()
        self.word = nn.Embedding(vocabulary, shape.hidden)
        self.position = nn.Embedding(POSITIONS, shape.hidden)
        self.segment = nn.Embedding(SEGMENTS, shape.hidden)
        self.norm = nn.LayerNorm(shape.hidden, eps=shape.epsilon)
        self.drop = drop
        self.layers = nn.ModuleList(Layer(shape, drop) for _ in range(shape.layers))

    def forward(self, pieces: Tensor, segments: Tensor, mask: Tensor | None) -> Tensor:
        """Batch x length, mask 1 where there is a piece -> batch x length x hidden."""
        places = torch.arange(pieces.shape[1], device=pieces.device)
        x = self.norm(self.word(pieces) + self.position(places) + self.segment(segments))
        x = functional.dropout(x, self.drop, self.training)
        bias = None if mask is None else (1.0 - mask[:, None, None, :].to(x.dtype)) * HIDDEN_AWAY
        for layer in self.layers:
            x = layer(x, bias)
        return x


@dataclass(frozen=True, slots=True, kw_only=True)
class Heads:
    """How many outputs each head has."""

    kinds: int
    topics: int
    reasons: int


class Detector(nn.Module):
    """Reads the message's own pieces, the first piece and the mean of all, and says four things about them."""

    def __init__(self, trunk: Trunk, hidden: int, heads: Heads) -> None:
        """Put random heads on an encoder."""
        super().__init__()
        self.trunk = trunk
        self.mix = nn.Linear(3 * hidden, hidden)
        self.topic_mix = nn.Linear(3 * hidden, hidden)
        self.opportunity, self.kind = nn.Linear(hidden, 1), nn.Linear(hidden, heads.kinds)
        self.reason, self.topic = nn.Linear(hidden, heads.reasons), nn.Linear(hidden, heads.topics)

    def forward(self, pieces: Tensor, segments: Tensor, mask: Tensor | None) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Log-odds (batch), and unscaled outputs of topics, kinds and reasons (batch x each)."""
        x = self.trunk(pieces, segments, mask)
        every = torch.ones_like(pieces) if mask is None else mask
        own = (segments == 1) * every
        seen = torch.cat([x[:, 0], _mean(x, own), _mean(x, every)], dim=-1)
        asked, about = self._mixed(self.mix, seen), self._mixed(self.topic_mix, seen)
        return self.opportunity(asked).squeeze(-1), self.topic(about), self.kind(asked), self.reason(asked)

    def _mixed(self, mix: nn.Linear, seen: Tensor) -> Tensor:
        mixed = torch.tanh(mix(functional.dropout(seen, 0.1, self.training)))
        return functional.dropout(mixed, 0.1, self.training)


def _mean(x: Tensor, which: Tensor) -> Tensor:
    weight = which[:, :, None].to(x.dtype)
    return (x * weight).sum(1) / weight.sum(1).clamp(min=1.0)


def pretrained(packed: Packed, old: list[int], layers: int, drop: float = 0.1) -> Trunk:
    """Make an encoder of a packed model's first ``layers`` layers and the pieces ``old`` (by their old numbers)."""
    tensors = {name: torch.from_numpy(values) for name, values in packed.tensors.items()}
    shape = Shape(
        hidden=packed.shape.hidden,
        layers=layers,
        heads=packed.shape.heads,
        inner=packed.shape.inner,
        vocabulary=len(old),
        positions=POSITIONS,
        epsilon=packed.shape.epsilon,
    )
    trunk = Trunk(shape, len(old), drop)
    with torch.no_grad():
        trunk.word.weight.copy_(tensors["emb.word"][torch.tensor(old)])
        trunk.position.weight.copy_(tensors["emb.pos"][:POSITIONS])
        trunk.segment.weight.copy_(tensors["emb.type"][:1].expand(SEGMENTS, -1))
        _fill(trunk.norm, tensors, "emb.ln")
        for number, layer in enumerate(trunk.layers):
            _fill_layer(layer, tensors, f"l{number}")
    return trunk


def _fill_layer(layer: nn.Module, tensors: dict[str, Tensor], name: str) -> None:
    layer.qkv.weight.copy_(torch.cat([tensors[f"{name}.{part}.w"] for part in "qkv"]))
    layer.qkv.bias.copy_(torch.cat([tensors[f"{name}.{part}.b"] for part in "qkv"]))
    parts = {"ao": layer.out, "aln": layer.out_norm, "fi": layer.inner, "fo": layer.outer, "oln": layer.outer_norm}
    for part, module in parts.items():
        _fill(module, tensors, f"{name}.{part}")


def _fill(module: nn.Module, tensors: dict[str, Tensor], name: str) -> None:
    module.weight.copy_(tensors[f"{name}.w"])
    module.bias.copy_(tensors[f"{name}.b"])
