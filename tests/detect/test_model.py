"""The shipped weights as a file."""

from __future__ import annotations

from importlib import resources

import numpy as np

from dialogbot.detect.model import OUTPUTS, shipped

FILE = resources.files("dialogbot.detect").joinpath("weights.npz")


def test_weights_load_without_pickle() -> None:
    with FILE.open("rb") as file, np.load(file, allow_pickle=False) as stored:
        assert all(stored[name].dtype != object for name in stored.files)


def test_weights_are_small_enough_to_ship() -> None:
    with FILE.open("rb") as file:
        assert len(file.read()) < 6_000_000


def test_model_has_an_output_for_every_label_and_a_threshold_between() -> None:
    model = shipped()
    assert model.weights.rows.shape == (len(model.weights.hashes), len(OUTPUTS))
    assert 0.2 <= model.threshold <= 0.7


def test_hashes_are_sorted_and_distinct_enough_to_be_looked_up() -> None:
    hashes = shipped().weights.hashes.astype(np.int64)
    assert (np.diff(hashes) >= 0).all()
    assert (np.diff(hashes) == 0).mean() < 0.001
