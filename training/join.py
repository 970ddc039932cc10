"""Find how the two stages are joined, on the tenth of the threads that the second one was not trained on.

usage: python training/join.py     (prints what stands in dialogbot/detect/joining.py, and how well it does)

The first stage's part comes from models that have not seen the thread either.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

sys.path.insert(0, str(Path(__file__).parents[1]))

import combination
import numpy as np
from background import background
from corpus import Corpus, corpus_of, shipped_files
from crossvalidate import report
from folds import above_of, groups_of, out_of_fold, split, table_with_names
from heads import fit_topics, targets
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from dialogbot.detect import encoder
from dialogbot.detect.encoder import Answer, Asked
from dialogbot.detect.joining import READ_FROM, UNREAD, log_probabilities
from dialogbot.detect.model import AMONG_COLLEAGUES, TOPIC_OF_HEAD, TOPICS, probability
from dialogbot.detect.roles import among_colleagues
from dialogbot.domain import Topic

TENTH = 10  # one thread in so many, by the hash of its name, as in encoder/build.py
FIRM = 100.0  # how freely two weights and an offset may follow a thousand posts
SHARPNESSES = (0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class First:
    """What the first stage says of each message, out of fold: log-odds, and scores of ``TOPICS``."""

    odds: NDArray[np.float64]
    topics: NDArray[np.float64]


def main() -> None:
    """Judge the tenth with both stages, fit, and print."""
    corpus = corpus_of(shipped_files())
    with threadpool_limits(1):
        first = first_stage(corpus)
    read = [[at for at in thread if _held_out(corpus, at) and first.odds[at] >= READ_FROM] for thread in corpus.threads]
    numbers = np.array([at for some in read for at in some])
    answer = encoder.shipped().read(_asked(corpus, read))
    meant = corpus.column("opportunity").astype(bool)
    rows = np.stack([first.odds[numbers], answer.log_odds], axis=1)
    model = LogisticRegression(C=FIRM).fit(
        rows, meant[numbers], np.where(corpus.ordinary[numbers], combination.TALK, 1)
    )
    second = np.full(len(meant), UNREAD)
    second[numbers] = answer.log_odds
    scores = probability(model.decision_function(np.stack([first.odds, second], axis=1)))
    held_out = np.array([at for thread in corpus.threads for at in thread if _held_out(corpus, at)])
    line = _threshold(corpus, scores, held_out)
    print(f"FIRST, SECOND = {model.coef_[0].round(2).tolist()}, OFFSET = {model.intercept_[0]:.2f}")
    print(f"THRESHOLD = {line:.3f}; read again {len(numbers)} of {len(held_out)}")
    print(f"opportunities read again {np.mean(first.odds[held_out][meant[held_out]] >= READ_FROM):.3f}")
    report(_part(corpus, held_out), scores[held_out], line)
    _topics(corpus, first, numbers, answer, scores[numbers] >= line)


def first_stage(corpus: Corpus) -> First:
    """Train it five times, each without a fifth of the threads."""
    behind = background()
    table, names = table_with_names(corpus, behind.bag)
    groups = groups_of(corpus, len(behind.asks))
    outputs = out_of_fold(table, above_of(table.texts, corpus), targets(corpus, behind.asks), groups)
    cases = combination.cases_of(corpus, outputs, behind.asks, groups)
    scores = np.clip(combination.scores_out_of_fold(cases)[: cases.messages], 1e-6, 1 - 1e-6)
    topics = np.zeros((cases.messages, len(TOPICS)))
    texts = table.texts[: cases.messages]
    for train, test in split(corpus.column("thread")):
        learned, bias = fit_topics(table.texts, corpus, names, train)
        said = texts @ learned + bias
        topics[test] = (said + TOPIC_OF_HEAD * said[_heads(corpus)])[test]
    colleagues = [among_colleagues(post.community) for post in corpus.posts]
    topics[colleagues, TOPICS.index(Topic.PROFESSION)] += AMONG_COLLEAGUES
    return First(odds=np.log(scores / (1 - scores)), topics=topics)


def _heads(corpus: Corpus) -> NDArray[np.intp]:
    heads = np.arange(len(corpus.rows))
    for thread, who in zip(corpus.threads, corpus.who, strict=True):
        for at, root in zip(thread, who.root, strict=True):
            heads[at] = thread[root] if root >= 0 else at
    return heads


def _held_out(corpus: Corpus, at: int) -> bool:
    return crc32(corpus.rows[at]["thread"].encode()) % TENTH == 0


def _asked(corpus: Corpus, read: list[list[int]]) -> list[Asked]:
    return [
        Asked(thread=[corpus.posts[at] for at in thread], who=who, wanted=[thread.index(at) for at in some])
        for thread, who, some in zip(corpus.threads, corpus.who, read, strict=True)
    ]


def _threshold(corpus: Corpus, scores: NDArray[Any], held_out: NDArray[np.intp]) -> float:
    meant, ordinary = corpus.column("opportunity").astype(bool)[held_out], corpus.ordinary[held_out]
    weight = np.where(ordinary, combination.TALK, 1.0)
    lines = np.linspace(0.3, 0.7, 81)
    figures = np.array([combination.f1(meant, scores[held_out] >= line, weight) for line in lines])
    # The curve is ragged with a few hundred opportunities: the middle of all lines that do nearly as well.
    return float(np.mean(lines[figures >= figures.max() - 0.004]))


def _part(corpus: Corpus, chosen: NDArray[np.intp]) -> Corpus:
    return Corpus(
        rows=[corpus.rows[at] for at in chosen], posts=[], threads=[], who=[], ordinary=corpus.ordinary[chosen]
    )


def _topics(corpus: Corpus, first: First, numbers: NDArray[np.intp], answer: Answer, said: NDArray[np.bool_]) -> None:
    hits = corpus.column("opportunity").astype(bool)[numbers] & said
    named = [str(topic) for topic in TOPICS]
    meant = np.array([named.index(topic) if topic else -1 for topic in corpus.column("topic")[numbers]])
    scored = first.topics[numbers]
    for name, rows in (
        ("first", scored),
        ("second", answer.topics),
        *((f"SHARPNESS {one}", log_probabilities(one * scored) + answer.topics) for one in SHARPNESSES),
    ):
        print(f"  topic right on the hits, {name}: {np.mean(rows.argmax(axis=1)[hits] == meant[hits]):.3f}")


if __name__ == "__main__":
    main()
