"""Rebuild dialogbot/detect/weights.npz, byte for byte, from training/threads and training/background.npz.

usage: python training/train.py [OUTPUT]
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import combination
import numpy as np
from background import background
from bags import Table
from corpus import Corpus, corpus_of, shipped_files
from folds import above_of, groups_of, out_of_fold, table_with_names
from frozen import write_npz
from heads import fit, fit_classes, fit_topics, targets
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from dialogbot.detect.evidence import COLUMNS
from dialogbot.detect.model import KINDS, LANGUAGES, OUTPUTS, Combination

WEIGHTS = Path(__file__).parents[1] / "dialogbot" / "detect" / "weights.npz"


def main() -> None:
    """Train and write; sums are made on one thread, so that their last digits do not depend on the machine's cores."""
    with threadpool_limits(1):
        arrays = train(corpus_of(shipped_files()))
    output = Path(sys.argv[1]) if len(sys.argv) > 1 else WEIGHTS
    write_npz(output, arrays)
    print(f"{output.name}: {output.stat().st_size / 1e6:.1f} MB, threshold {float(arrays['threshold']):.3f}")


def train(corpus: Corpus) -> dict[str, NDArray[Any]]:
    """Make all arrays of the shipped file."""
    behind = background()
    table, names = table_with_names(corpus, behind.bag)
    groups = groups_of(corpus, len(behind.asks))
    above, found = above_of(table.texts, corpus), targets(corpus, behind.asks)
    outputs = out_of_fold(table, above, found, groups)
    cases = combination.cases_of(corpus, outputs, behind.asks, groups)
    threshold = combination.best_threshold(cases, combination.scores_out_of_fold(cases))
    judgement = combination.fit(cases, np.ones(len(cases.meant), bool))
    everything = [
        fit(table.texts, above, found, np.ones(len(groups), bool)),
        fit_topics(table.texts, corpus, names, np.ones(len(corpus.rows), bool)),
        *_labels(table, corpus, behind.language),
    ]
    rows = np.hstack([rows for rows, _ in everything]) * table.scale[:, None]
    scale = np.maximum(np.abs(rows).max(axis=0) / 127, 1e-9)
    return {
        "hashes": table.hashes,
        "rows": np.round(rows / scale).astype(np.int8),
        "scale": scale.astype(np.float32),
        "bias": np.concatenate([bias for _, bias in everything]).astype(np.float32),
        **_arrays("asked", judgement.asked),
        **_arrays("closed", judgement.closed),
        "threshold": np.array(threshold),
        "outputs": np.array([str(name) for name in OUTPUTS]),
        "columns": np.array(COLUMNS),
    }


def _arrays(name: str, learned: Combination) -> dict[str, NDArray[Any]]:
    return {
        f"{name}_mean": learned.mean,
        f"{name}_spread": learned.spread,
        f"{name}_plane": learned.plane,
        f"{name}_square": learned.square,
        f"{name}_bias": np.array(learned.bias),
    }


def _labels(table: Table, corpus: Corpus, background_language: NDArray[np.str_]) -> list[tuple[Any, Any]]:
    opportunity = corpus.column("opportunity").astype(bool)
    texts = table.texts[: len(opportunity)]
    language = np.concatenate([corpus.column("lang"), background_language])
    told = np.flatnonzero(language != "")
    return [
        fit_classes(texts[opportunity], corpus.column("kind")[opportunity], tuple(map(str, KINDS)), 0.2),
        fit_classes(table.texts[told], language[told], LANGUAGES, 0.5),
    ]


if __name__ == "__main__":
    main()
