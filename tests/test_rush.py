"""An import rests only while somebody waits, and never for long."""

from __future__ import annotations

import time

from dialogbot.rush import LASTING_SECONDS, Rush


def test_import_rests_only_while_somebody_waits() -> None:
    rush = Rush()
    start = time.monotonic()
    for _ in range(100):
        rush.give_way()
    alone = time.monotonic() - start
    rush.heard()
    rush.rested = float("-inf")
    rush.give_way()

    assert alone < LASTING_SECONDS
    assert LASTING_SECONDS <= time.monotonic() - start - alone < 1.5


def test_import_that_has_hardly_worked_hardly_rests() -> None:
    rush = Rush()
    rush.give_way()
    start = time.monotonic()
    for _ in range(10):
        rush.heard()
        rush.give_way()

    assert time.monotonic() - start < 1
