"""No line that anybody can write makes the command parser fail, and what it makes of it is always the same."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from dialogbot.commands import ACTIONS, lasting_name, parse, reason_in, snoozed_until
from tests.build import NOW, OSLO, words

KNOWN = words()
PIECES = st.sampled_from(
    [*sorted(KNOWN.words), "#1", "12", "999999999999", "/", ":", "–", "2d", "0u", "³", "٣", "\u202e"]
)
LINES = st.text(max_size=200) | st.lists(PIECES | st.text(max_size=5), max_size=8).map(" ".join)


@settings(max_examples=300, deadline=None)
@given(line=LINES | LINES.map("/{}".format), replying=st.booleans())
def test_any_line_is_a_command_or_talk(line: str, replying: bool) -> None:  # noqa: FBT001 - drawn
    order = parse(line, KNOWN, replying=replying)

    assert order is None or order.action in ("", *ACTIONS)
    assert order is None or order.number is None or 0 <= order.number < 10**9
    assert order == parse(line, KNOWN, replying=replying)


@settings(max_examples=300, deadline=None)
@given(line=LINES)
def test_talk_without_slash_number_or_alert_is_never_a_command(line: str) -> None:
    if line.strip().startswith("/") or any(sign.isdigit() for sign in line):
        return

    assert parse(line, KNOWN, replying=False) is None


@settings(max_examples=300, deadline=None)
@given(rest=LINES)
def test_any_words_behind_a_command_are_survived(rest: str) -> None:
    until = snoozed_until(rest, KNOWN, NOW, OSLO)
    name, _ = lasting_name(rest, KNOWN)
    _, note = reason_in(rest, KNOWN)

    assert until is None or until > NOW
    assert len(name) <= len(rest)
    assert len(note) <= len(rest)
