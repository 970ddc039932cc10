from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest

from dialogbot.redaction import MASK, QUIET, guard

SECRET = "123456:ABC-def"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What a guarded handler of the root logger writes."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    levels = {name: logging.getLogger(name).level for name in QUIET}
    guard([handler], ["", SECRET])
    logging.getLogger().addHandler(handler)
    yield stream
    logging.getLogger().removeHandler(handler)
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


@pytest.mark.parametrize("form", [SECRET, "123456%3AABC-def"])
def test_secret_is_masked_in_message_and_arguments(written: io.StringIO, form: str) -> None:
    logging.getLogger("anybody").error("bot" + form + " %s", {"url": form})

    assert written.getvalue() == f"bot{MASK} {{'url': '{MASK}'}}\n"


def test_secret_is_masked_in_a_traceback(written: io.StringIO) -> None:
    try:
        raise ValueError(SECRET)
    except ValueError:
        logging.getLogger("anybody").exception("it failed", stack_info=True)

    assert f"ValueError: {MASK}" in written.getvalue()
    assert SECRET not in written.getvalue()


def test_line_without_secret_is_left_alone(written: io.StringIO) -> None:
    logging.getLogger("anybody").error("100 %% of %d", 3)

    assert written.getvalue() == "100 % of 3\n"


@pytest.mark.usefixtures("written")
def test_libraries_that_log_addresses_are_silenced() -> None:
    assert not logging.getLogger("httpx").isEnabledFor(logging.INFO)
    assert not logging.getLogger("telegram.Bot").isEnabledFor(logging.DEBUG)
