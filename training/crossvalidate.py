"""Cross-validate by thread: F1, average precision, and errors by reason, language and place, without the shipped file.

usage: python training/crossvalidate.py
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
from background import background
from combination import best_threshold, cases_of, scores_out_of_fold
from corpus import Corpus, corpus_of, shipped_files
from folds import above_of, groups_of, out_of_fold, table_with_names
from heads import targets
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, precision_recall_fscore_support
from threadpoolctl import threadpool_limits


def main() -> None:
    """Train on four fifths of the threads, test on the fifth, five times; print the sums."""
    with threadpool_limits(1):
        corpus, behind = corpus_of(shipped_files()), background()
        table, _ = table_with_names(corpus, behind.bag)
        groups = groups_of(corpus, len(behind.asks))
        outputs = out_of_fold(table, above_of(table.texts, corpus), targets(corpus, behind.asks), groups)
        cases = cases_of(corpus, outputs, behind.asks, groups)
        scores = scores_out_of_fold(cases)
    threshold = best_threshold(cases, scores)
    behind_scores = scores[2 * cases.messages :]
    print(f"threshold {threshold:.3f}; background flagged {1000 * np.mean(behind_scores >= threshold):.1f} per 1,000")
    report(corpus, scores[: cases.messages], threshold)
    labelled = ~corpus.ordinary
    alone = scores[cases.messages : 2 * cases.messages]
    ever = cases.meant[cases.messages : 2 * cases.messages]
    _line("without thread", ever[labelled], alone[labelled], threshold)


def report(corpus: Corpus, scores: NDArray[np.float64], threshold: float) -> None:
    """Print figures over the labelled threads, and the share flagged a reason among all."""
    meant = corpus.column("opportunity").astype(bool)
    labelled, post = ~corpus.ordinary, corpus.column("parent") == ""
    _line("all", meant[labelled], scores[labelled], threshold)
    _line("posts", meant[labelled & post], scores[labelled & post], threshold)
    _line("comments", meant[labelled & ~post], scores[labelled & ~post], threshold)
    for language in sorted(set(corpus.column("lang"))):
        chosen = labelled & (corpus.column("lang") == language)
        _line(f"lang {language}", meant[chosen], scores[chosen], threshold)
    print(f"  ordinary posts: {1000 * np.mean(scores[corpus.ordinary] >= threshold):.0f} per 1,000 flagged")
    for reason in sorted(set(corpus.column("why_not")) - {""}):
        chosen = labelled & (corpus.column("why_not") == reason)
        print(f"  {reason:14} {np.sum(scores[chosen] >= threshold):4} of {np.sum(chosen)} flagged")


def _line(name: str, meant: NDArray[np.bool_], scores: NDArray[np.float64], threshold: float) -> None:
    said = scores >= threshold
    precision, recall, f1, _ = precision_recall_fscore_support(meant, said, average="binary", zero_division=0.0)
    average = average_precision_score(meant, scores)
    print(f"  {name:15} n={len(meant):5}  P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}  AP {average:.3f}")


if __name__ == "__main__":
    main()
