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
    logging.getLogger("anybody").error("asked %s", {"url": form})

    assert written.getvalue() == f"asked {{'url': '{MASK}'}}\n"


def test_secret_is_masked_in_a_traceback(written: io.StringIO) -> None:
    empty: dict[str, str] = {}
    try:
        empty[SECRET]
    except KeyError:
        logging.getLogger("anybody").exception("it failed", stack_info=True)

    assert f"KeyError: '{MASK}'" in written.getvalue()
    assert SECRET not in written.getvalue()


def test_line_that_was_written_wrongly_is_written_all_the_same(written: io.StringIO) -> None:
    line = "bot" + SECRET + " 5 %"

    logging.getLogger("anybody").error(line, 7)

    assert written.getvalue() == f"bot{MASK} 5 % (7,)\n"


def test_line_without_secret_is_left_alone(written: io.StringIO) -> None:
    logging.getLogger("anybody").error("100 %% of %d", 3)

    assert written.getvalue() == "100 % of 3\n"


@pytest.mark.usefixtures("written")
def test_libraries_that_log_addresses_are_silenced() -> None:
    assert not logging.getLogger("httpx").isEnabledFor(logging.INFO)
    assert not logging.getLogger("telegram.Bot").isEnabledFor(logging.DEBUG)
