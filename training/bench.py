"""How fast, how large: the shipped detector on posts of about thirty words from training/threads, on one core.

usage: python training/bench.py

What is flagged takes longest, since its reasons are found too: ordinary posts, which are most of what groups write, and
the labelled threads, a third of which is flagged, are measured apart. Speeds are those of one core, by the time that it
worked, not by the clock: others may be using the machine. The first stage is set beside scikit-learn's hashed features
with logistic regression in the same run; the ratio says more than the speed, which is that of this machine.

Processes that are started for their time and memory do not see scikit-learn and SciPy, which NLTK would load: they
belong to training, and libraries do not have them.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeVar

sys.path.insert(0, str(Path(__file__).parents[1]))

from corpus import corpus_of, read, shipped_files
from stages import Stage, prepare, stages
from threadpoolctl import threadpool_limits

from dialogbot.detect import encoder, judge_all
from dialogbot.detect.encoder import Asked
from dialogbot.domain import Post

_Given = TypeVar("_Given")
_Found = TypeVar("_Found")

ROOT = Path(__file__).parents[1]
DETECT = ROOT / "dialogbot" / "detect"
WORDS = range(25, 36)
BEST_OF = 5
MODEL_FILES = ("weights.npz", "encoder.onnx", "encoder.json")
READ_BY_ENCODER = 300  # messages
# What a process does that starts with nothing: it reports its first verdict at once, its memory at the end.
FIRST_VERDICT = """
import json, resource, sys
sys.modules["sklearn"] = sys.modules["scipy"] = None
if sys.argv[1] == "FIRST": sys.modules["onnxruntime"] = None
from dialogbot.detect import judge_all
from dialogbot.domain import Post
judge_all([[Post(text="Noen som vet hvordan jeg fornyer lånene mine på biblioteket?")]])
print("verdict", flush=True)
judge_all([[Post(text=text)] for text in json.load(sys.stdin)])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def main() -> None:
    """Measure and print a table."""
    for name, value in figures():
        print(f"{name:70} {value:>18}", flush=True)


def figures() -> Iterator[tuple[str, str]]:
    """Measure one thing after the other; nothing else is to run meanwhile."""
    for path in (DETECT / name for name in MODEL_FILES):
        if path.exists():
            yield f"size of {path.name}", f"{path.stat().st_size / 1e6:.1f} MB"
    files = shipped_files()
    ordinary = thirty_words([path for path in files if path.name.startswith("ordinary")])
    labelled = thirty_words([path for path in files if not path.name.startswith("ordinary")])
    for stage in stages():
        yield from _speeds(stage, ordinary, labelled)
        seconds, memory = start(ordinary + labelled, stage)
        yield f"from the start of a process to its first verdict, {stage}", f"{seconds:.2f} s"
        yield f"memory at most, {stage}", f"{memory:.0f} MB"
    if Stage.BOTH in stages():
        yield (
            "the encoder alone, with threads around the messages",
            f"{_apart(Stage.BOTH, second_stage, READ_BY_ENCODER):,.0f} messages/s",
        )


def _speeds(stage: Stage, ordinary: list[Post], labelled: list[Post]) -> Iterator[tuple[str, str]]:
    warm = 0.0
    for name, posts in (("labelled posts", labelled), ("ordinary posts", ordinary)):
        cold, warm = _apart(stage, speeds, posts)
        yield f"{stage}, {len(posts)} {name}, cold", f"{cold:,.0f} posts/s"
        yield f"{stage}, {len(posts)} {name}, warm", f"{warm:,.0f} posts/s"
    if stage is Stage.FIRST:
        for name, speed in _apart(stage, baselines, ordinary):
            yield f"scikit-learn, {name}, ordinary posts", f"{speed:,.0f} posts/s"
            yield f"{stage}, warm, against {name}", f"{warm / speed:.1f} times"


def thirty_words(files: list[Path]) -> list[Post]:
    """Take the posts and comments of about thirty words, each by itself."""
    texts = [row["text"] for path in files for row in read(path)]
    return [Post(text=text) for text in texts if len(text.split()) in WORDS]


def speeds(posts: list[Post]) -> tuple[float, float]:
    """Judge the posts in this process for the first time and again; return posts a second of both."""
    threads = [[post] for post in posts]
    judge_all(threads[:1])  # the model's file is read, its words are not
    cold = _seconds(lambda: judge_all(threads[1:]))
    return len(posts) / cold, len(posts) / min(_seconds(lambda: judge_all(threads)) for _ in range(BEST_OF))


def baselines(posts: list[Post]) -> list[tuple[str, float]]:
    """Fit scikit-learn on the threads and give its posts a second in batch, on one thread."""
    from sklearn.feature_extraction.text import HashingVectorizer  # noqa: PLC0415 - only in a process of its own
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - the same

    corpus = corpus_of(shipped_files())
    texts, meant = [post.text for post in corpus.posts], corpus.column("opportunity").astype(bool)
    wanted = [post.text for post in posts]
    kinds = {
        "hashed words and pairs": HashingVectorizer(ngram_range=(1, 2)),
        "hashed characters (2–5)": HashingVectorizer(analyzer="char_wb", ngram_range=(2, 5)),
    }
    found = []
    for name, vectorizer in kinds.items():
        model = LogisticRegression(solver="liblinear").fit(vectorizer.transform(texts), meant)
        work = partial(_predicted, vectorizer, model, wanted)
        found.append((name, len(wanted) / min(_seconds(work) for _ in range(BEST_OF))))
    return found


def start(posts: list[Post], stage: Stage) -> tuple[float, float]:
    """Start a process; return the seconds until its first verdict and its peak memory in MB after all posts."""
    command = [sys.executable, "-c", FIRST_VERDICT, stage.name]
    begun = time.perf_counter()
    with subprocess.Popen(  # noqa: S603 - our own lines
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("a process without pipes")
        process.stdout.readline()
        seconds = time.perf_counter() - begun
        process.stdin.write(json.dumps([post.text for post in posts]))
        process.stdin.close()
        return seconds, float(process.stdout.read())


def second_stage(wanted: int) -> float:
    """Let the encoder read messages with their threads; return messages a second."""
    corpus = corpus_of(shipped_files())
    posts = [[corpus.posts[number] for number in thread] for thread in corpus.threads]
    asked, left = [], wanted
    for thread, who in zip(posts, corpus.who, strict=True):
        if left <= 0:
            break
        asked.append(Asked(thread=thread, who=who, wanted=range(len(thread))))
        left -= len(thread)
    reader = encoder.shipped()
    reader.read(asked[:1])
    return sum(len(one.thread) for one in asked) / _seconds(lambda: reader.read(asked))


def _apart(stage: Stage, work: Callable[[_Given], _Found], given: _Given) -> _Found:
    """Work in a process of its own: a process that is started by a large one counts as large as that one was."""
    with ProcessPoolExecutor(1, get_context("spawn"), prepare, (stage,)) as pool:
        return pool.submit(work, given).result()


def _predicted(vectorizer: Any, model: Any, texts: list[str]) -> Any:
    return model.predict_proba(vectorizer.transform(texts))


def _seconds(work: Callable[[], object]) -> float:
    with threadpool_limits(1):
        begun = time.process_time()
        work()
        return time.process_time() - begun


if __name__ == "__main__":
    main()
