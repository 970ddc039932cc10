"""Fine-tune the network on labelled threads."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import labelled
import torch
from labelled import Batch, Labelled
from network import Detector, Heads, pretrained
from packed import Packed
from torch import Tensor, nn
from torch.nn import functional

from dialogbot.detect.encoder import KINDS, TOPICS
from dialogbot.detect.pieces import Segmenter


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How to train.

    ``decay`` is that of the learning rate from a layer to the one below, ``head`` its factor for the heads;
    ``positive`` weighs opportunities, ``topic`` and ``others`` the losses of the other heads. A post that was
    ``certain`` to be none (its chance below this) in the last epoch is ``skipped`` in the next with this probability,
    which saves a third of the time. A post is ``alone`` once more, without its thread, with that probability.
    """

    layers: int = 6
    epochs: int = 4
    size: int = 16
    rate: float = 1e-4
    decay: float = 0.9
    head: float = 4.0
    warm: float = 0.06
    smooth: float = 0.03
    positive: float = 1.2
    topic: float = 0.4
    others: float = 0.2
    certain: float = 0.1
    skipped: float = 0.7
    alone: float = 0.0
    seed: int = 1


def network(packed: Packed, old: list[int], recipe: Recipe) -> Detector:
    """Make the network with the packed encoder and random heads, the same for the same seed."""
    torch.manual_seed(recipe.seed)
    trunk = pretrained(packed, old, recipe.layers)
    heads = Heads(kinds=len(KINDS), topics=len(TOPICS), reasons=len(labelled.REASONS))
    return Detector(trunk, packed.shape.hidden, heads)


def fit(
    net: Detector,
    train: Sequence[Labelled],
    segmenter: Segmenter,
    recipe: Recipe,
    seen: Callable[[int, float], None],
) -> None:
    """Train in place; ``seen`` is called with the number of each epoch, from 1, and its mean loss."""
    torch.manual_seed(recipe.seed)
    chance = random.Random(recipe.seed)  # noqa: S311 - no secret hangs on it
    net.trunk.word.weight.requires_grad = False
    optimiser = torch.optim.AdamW(_groups(net, recipe), betas=(0.9, 0.98), fused=True)
    certain: set[str] = set()
    for epoch in range(1, recipe.epochs + 1):
        net.train()
        examples = [
            one
            for one in labelled.varied(train, segmenter, chance, recipe.alone)
            if one[1].ref not in certain or chance.random() >= recipe.skipped
        ]
        cut = labelled.batches(examples, recipe.size, chance)
        losses = []
        for number, batch in enumerate(cut):
            _set_rates(optimiser, _slope((epoch - 1 + number / len(cut)) / recipe.epochs, recipe.warm))
            losses.append(_step(net, batch, optimiser, recipe, certain))
        seen(epoch, sum(losses) / len(losses))


def _step(net: Detector, batch: Batch, optimiser: torch.optim.Optimizer, recipe: Recipe, certain: set[str]) -> float:
    said = net(batch.pieces, batch.segments, batch.mask)
    loss = _loss(said, batch, recipe)
    optimiser.zero_grad(set_to_none=True)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
    optimiser.step()
    for label, chance in zip(batch.labels, said[0].detach().sigmoid().tolist(), strict=True):
        # What is an opportunity is never left out: it still teaches its topic.
        (certain.add if label.opportunity + chance < recipe.certain else certain.discard)(label.ref)
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
    if bool((targets == labelled.NOT_TOLD).all()):
        return said.sum() * 0.0
    return functional.cross_entropy(said, targets, ignore_index=labelled.NOT_TOLD)


def _slope(done: float, warm: float) -> float:
    return min(1.0, (done + 1e-3) / warm) * (1 - done) ** 0.9


def _set_rates(optimiser: torch.optim.Optimizer, slope: float) -> None:
    for group in optimiser.param_groups:
        group["lr"] = group["rate"] * slope


def _groups(net: nn.Module, recipe: Recipe) -> list[dict[str, object]]:
    return [
        {"params": [weight], "rate": _rate(name, recipe), "weight_decay": 0.01 if weight.dim() > 1 else 0.0}
        for name, weight in net.named_parameters()
        if weight.requires_grad
    ]


def _rate(name: str, recipe: Recipe) -> float:
    if name.startswith("trunk.layers."):
        return recipe.rate * recipe.decay ** (recipe.layers - 1 - int(name.split(".")[2]))
    if name.startswith("trunk.segment"):
        return recipe.rate
    if name.startswith("trunk."):
        return recipe.rate * recipe.decay**recipe.layers
    return recipe.rate * recipe.head
