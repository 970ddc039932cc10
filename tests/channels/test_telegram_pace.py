from __future__ import annotations

import pytest

from dialogbot.channels.telegram_pace import Pace
from dialogbot.domain import DeliveryError

GROUP = -1001
PERSON = 501


def spoken(chat: int, count: int) -> Pace:
    """A chat that has had one message a second, from 0 on."""
    pace = Pace()
    for second in range(count):
        pace.spoke(chat, float(second))
    return pace


def test_burst_of_twenty_is_borne() -> None:
    spoken(GROUP, 19).check(GROUP, now=19)


@pytest.mark.parametrize(("chat", "wait"), [(GROUP, 40), (PERSON, 0.5)])
def test_next_one_has_to_wait_until_the_first_has_passed(chat: int, wait: float) -> None:
    pace = spoken(chat, 20)

    with pytest.raises(DeliveryError) as caught:
        pace.check(chat, now=20 if chat == GROUP else 19.5)

    assert caught.value.retry_after == wait


@pytest.mark.parametrize(("chat", "now"), [(GROUP, 60), (PERSON, 20)])
def test_chat_takes_more_when_the_time_is_over(chat: int, now: float) -> None:
    spoken(chat, 20).check(chat, now)


def test_one_chat_does_not_hold_up_another() -> None:
    spoken(GROUP, 20).check(PERSON, now=20)
