"""Fine-tune the network on labelled threads."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
import threads
from network import Detector, Heads, pretrained
from packed import Packed
from threads import Batch, Labelled
from torch import Tensor, nn
from torch.nn import functional

from dialogbot.detect.encoder import KINDS, TOPICS
from dialogbot.detect.pieces import Segmenter


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How to train: ``decay`` of the learning rate from a layer to the one below, ``head`` its factor for the heads."""

    layers: int = 6
    epochs: int = 5
    size: int = 16
    rate: float = 1e-4
    decay: float = 0.9
    head: float = 4.0
    warm: float = 0.06
    smooth: float = 0.03
    positive: float = 1.2
    topic: float = 0.4
    others: float = 0.2
    seed: int = 1
    half: bool = True


def network(packed: Packed, old: list[int], recipe: Recipe) -> Detector:
    """Make the network with the packed encoder and random heads, the same for the same seed."""
    torch.manual_seed(recipe.seed)
    trunk = pretrained(packed, old, recipe.layers)
    heads = Heads(kinds=len(KINDS), topics=len(TOPICS), reasons=len(threads.REASONS))
    return Detector(trunk, packed.shape.hidden, heads)


def fit(net: Detector, train: Sequence[Labelled], segmenter: Segmenter, recipe: Recipe, tell: Callable[[str], None]) -> None:
    """Train in place; ``tell`` is called with a line about each epoch."""
    torch.manual_seed(recipe.seed)
    chance = random.Random(recipe.seed)
    optimiser = torch.optim.AdamW(_groups(net, recipe), betas=(0.9, 0.98), fused=True)
    posts = sum(len(thread.labels) for thread in train)
    steps = recipe.epochs * -(-posts // recipe.size)
    slope = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _slope(step, steps, recipe.warm))
    start = time.monotonic()
    for epoch in range(recipe.epochs):
        net.train()
        losses = []
        for batch in threads.batches(threads.varied(train, segmenter, chance), recipe.size, chance):
            losses.append(_step(net, batch, optimiser, recipe))
            slope.step()
        tell(f"epoch {epoch + 1}: loss {sum(losses) / len(losses):.4f}, {time.monotonic() - start:.0f} s")


def _step(net: Detector, batch: Batch, optimiser: torch.optim.Optimizer, recipe: Recipe) -> float:
    with torch.autocast("cpu", torch.bfloat16, enabled=recipe.half):
        said = net(batch.pieces, batch.segments, batch.mask)
    loss = _loss([one.float() for one in said], batch, recipe)
    optimiser.zero_grad(set_to_none=True)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
    optimiser.step()
    return loss.item()


def _loss(said: Sequence[Tensor], batch: Batch, recipe: Recipe) -> Tensor:
    odds, topics, kinds, reasons = said
    labels = batch.labels
    wanted = torch.tensor([label.opportunity for label in labels]) * (1 - 2 * recipe.smooth) + recipe.smooth
    loss = functional.binary_cross_entropy_with_logits(odds, wanted, pos_weight=torch.tensor(recipe.positive))
    loss = loss + recipe.topic * _told(topics, [label.topic for label in labels])
    loss = loss + recipe.others * _told(kinds, [label.kind for label in labels])
    return loss + recipe.others * _told(reasons, [label.reason for label in labels])


def _told(said: Tensor, wanted: list[int]) -> Tensor:
    targets = torch.tensor(wanted)
    if bool((targets == threads.NOT_TOLD).all()):
        return said.sum() * 0.0
    return functional.cross_entropy(said, targets, ignore_index=threads.NOT_TOLD)


def _slope(step: int, steps: int, warm: float) -> float:
    return min(1.0, (step + 1) / (warm * steps + 1)) * max(0.0, 1 - step / steps) ** 0.9


def _groups(net: nn.Module, recipe: Recipe) -> list[dict[str, object]]:
    return [
        {"params": [weight], "lr": _rate(name, recipe), "weight_decay": 0.01 if weight.dim() > 1 else 0.0}
        for name, weight in net.named_parameters()
    ]


def _rate(name: str, recipe: Recipe) -> float:
    if name.startswith("trunk.layers."):
        return recipe.rate * recipe.decay ** (recipe.layers - 1 - int(name.split(".")[2]))
    if name.startswith("trunk.segment"):
        return recipe.rate
    if name.startswith("trunk."):
        return recipe.rate * recipe.decay**recipe.layers
    return recipe.rate * recipe.head
