"""The target of ``make fuzz`` that understands what people write."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import atheris

with atheris.instrument_imports(include=["dialogbot"]):
    from dialogbot.commands import ACTIONS, Vocabulary, lasting_name, parse, snoozed_until, vocabulary
    from dialogbot.domain import LANGUAGES
    from dialogbot.texts import sentences

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


def target(known: Vocabulary, data: bytes) -> None:
    """Understand a line, in reply to an alert and not, and what stands behind its command."""
    provider = atheris.FuzzedDataProvider(data)
    line = provider.ConsumeUnicode(200)
    for replying in (True, False):
        order = parse(line, known, replying=replying)
        assert order is None or order.action in ("", *ACTIONS)
    snoozed_until(line, known, NOW, ZoneInfo("Europe/Oslo"))
    lasting_name(line, known)


if __name__ == "__main__":
    words = vocabulary(sentences(language) for language in LANGUAGES)
    atheris.Setup(sys.argv, lambda data: target(words, data))
    atheris.Fuzz()
