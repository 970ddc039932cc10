from __future__ import annotations

import pytest

from dialogbot.channels.telegram_access import Access, Speaker

GROUP = -1001
ELSEWHERE = -1002
KARI = 501
STRANGER = 666
DISGUISE = 1087968824


def speaker(chat: int, user: int, *, bot: bool = False, speaks_as: int | None = None) -> Speaker:
    return Speaker(chat=chat, user=user, bot=bot, speaks_as=speaks_as)


@pytest.mark.parametrize(
    ("who", "among_users", "among_members"),
    [
        (speaker(GROUP, KARI), True, True),
        (speaker(KARI, KARI), True, False),
        (speaker(ELSEWHERE, KARI), False, False),
        (speaker(GROUP, STRANGER), False, True),
        (speaker(STRANGER, STRANGER), False, False),
        (speaker(KARI, STRANGER), False, False),
        (speaker(GROUP, DISGUISE, bot=True, speaks_as=GROUP), False, True),
        (speaker(GROUP, DISGUISE, bot=True, speaks_as=ELSEWHERE), False, False),
        (speaker(GROUP, KARI, bot=True), False, False),
    ],
)
def test_only_the_configured_are_heard(who: Speaker, among_users: bool, among_members: bool) -> None:  # noqa: FBT001  # what is expected in the one and in the other set-up
    assert Access([GROUP], [KARI]).allows(who) is among_users
    assert Access([GROUP], []).allows(who) is among_members


def test_reader_of_a_channel_is_no_member_and_those_who_are_named_are() -> None:
    anybody, kari = (Speaker(chat=GROUP, user=user, bot=False, only_reads=True) for user in (STRANGER, KARI))

    assert not Access([GROUP], []).allows(anybody)
    assert Access([GROUP], [KARI]).allows(kari)


def test_chat_to_which_ours_has_moved_is_ours() -> None:
    assert Access([GROUP], [KARI], is_moved=lambda chat: chat == ELSEWHERE).allows(speaker(ELSEWHERE, KARI))


def test_each_stranger_is_logged_once_a_minute(caplog: pytest.LogCaptureFixture) -> None:
    access = Access([GROUP], [KARI])

    for now in (0, 1, 59, 60):
        access.hears(speaker(GROUP, STRANGER), now)
    access.hears(speaker(GROUP, STRANGER + 1), 61)
    access.hears(speaker(GROUP, KARI), 62)

    assert [str(STRANGER) in message for message in caplog.messages] == [True, True, False]
