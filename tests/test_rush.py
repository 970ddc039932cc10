"""An import rests only while somebody waits."""

from __future__ import annotations

import time

from dialogbot.rush import REST_SECONDS, Rush


def test_import_rests_only_while_somebody_waits() -> None:
    rush = Rush()
    start = time.monotonic()
    for _ in range(100):
        rush.give_way()
    alone = time.monotonic() - start
    rush.heard()
    rush.give_way()

    assert alone < REST_SECONDS
    assert time.monotonic() - start >= REST_SECONDS
