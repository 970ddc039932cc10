"""The training: its data, its features, its file, and how well it does on threads that were kept out."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

TRAINING = Path(__file__).parents[1] / "training"
FLOOR = 0.86  # average precision on threads kept out; one model alone reached 0.90 when this was written


@pytest.fixture(scope="module", autouse=True)
def _training_on_path() -> Iterator[None]:
    pytest.importorskip("sklearn", reason="scikit-learn is needed only to train")
    sys.path.insert(0, str(TRAINING))
    yield
    sys.path.remove(str(TRAINING))


def test_same_arrays_give_the_same_bytes(tmp_path: Path) -> None:
    from frozen import write_npz  # type: ignore[import-not-found]  # noqa: PLC0415 - a script's folder, not a package

    arrays: dict[str, Any] = {"b": np.arange(3), "a": np.array(0.5)}
    write_npz(tmp_path / "one.npz", arrays)
    write_npz(tmp_path / "two.npz", dict(reversed(arrays.items())))
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()


def test_every_label_is_one_of_the_conventions() -> None:
    from corpus import corpus_of, shipped_files  # type: ignore[import-not-found]  # noqa: PLC0415 - as above

    from dialogbot.detect.model import KINDS, LANGUAGES, TOPICS  # noqa: PLC0415 - heavy, like the training

    corpus = corpus_of(shipped_files())
    assert len({row["id"] for row in corpus.rows}) == len(corpus.rows)
    assert set(corpus.column("lang")) <= set(LANGUAGES)
    assert set(corpus.column("topic")) <= {"", *map(str, TOPICS)}
    assert set(corpus.column("kind")) <= set(map(str, KINDS))
    assert all(row["opportunity"] == (row["why_not"] is None) for row in corpus.rows)


def test_features_of_training_are_those_of_the_detector() -> None:
    from bags import bag_of, table_of  # type: ignore[import-not-found]  # noqa: PLC0415 - as above

    from dialogbot.detect.lexicon import Lexicon, Weights  # noqa: PLC0415 - heavy, like the training

    texts = [
        "Noen som vet? Jeg leter etter noen bøker.",
        "Noen bøker til noen som leter",
        "Noen som leter!",
        "Noen? Bøker!",
    ]
    table = table_of(bag_of(texts))
    learned = np.random.default_rng(1).normal(size=(len(table.hashes), 2))
    rows, bias = learned * table.scale[:, None], np.array([1.0, -1.0], np.float32)
    scale = (np.abs(rows).max(axis=0) / 127).astype(np.float32)
    weights = Weights(hashes=table.hashes, rows=np.round(rows / scale).astype(np.int8), scale=scale, bias=bias)
    reading = Lexicon(weights).read(texts)
    assert reading.whole == pytest.approx(table.texts @ learned + bias, abs=0.05)


def test_one_text_model_finds_opportunities_in_threads_kept_out() -> None:
    from bags import bag_of, table_of  # noqa: PLC0415 - as above
    from corpus import THREADS, corpus_of  # noqa: PLC0415 - as above
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - heavy
    from sklearn.metrics import average_precision_score  # noqa: PLC0415 - heavy

    corpus = corpus_of([THREADS / "training-town.jsonl", THREADS / "training-university.jsonl"])
    table = table_of(bag_of([post.text for post in corpus.posts]))
    meant = corpus.column("opportunity").astype(bool) | (corpus.column("why_not") == "closed")
    kept_out = np.zeros(len(meant), bool)
    kept_out[[number for thread in corpus.threads[::4] for number in thread]] = True
    model = LogisticRegression(C=2.0, solver="liblinear", random_state=0)
    model.fit(table.texts[~kept_out], meant[~kept_out])
    assert average_precision_score(meant[kept_out], model.decision_function(table.texts[kept_out])) > FLOOR
