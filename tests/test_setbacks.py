"""What becomes of messages that do not get through."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from dialogbot.domain import Barred, Message, Moved, Sort
from dialogbot.notices import plain, said
from dialogbot.setbacks import Setting, follow, shut_out
from dialogbot.store import Store
from tests.build import NOW, store_in, texts

ALERT = Message(key="alert:1", sort=Sort.ALERT, subject="1", address="-1")
KICKED = Barred("kicked")


def test_alert_waits_where_there_is_no_other_chat(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        row = _queued(store, ALERT)
        shut_out(row, ALERT, KICKED, _setting(store, "-1"))

        assert store.outbox.next_due(NOW) is None
        assert store.outbox.next_due(NOW + timedelta(seconds=2)) is not None
        assert [one.address for one in store.addresses.shut()] == ["-1"]


def test_answer_to_somebody_who_has_blocked_the_bot_is_given_up(tmp_path: Path) -> None:
    reply = Message(key="reply:1", sort=Sort.REPLY, subject="", address="7", notice=said("Takk!"))
    with store_in(tmp_path) as store:
        shut_out(_queued(store, reply), reply, KICKED, _setting(store, "-1"))
        due = store.outbox.next_due(NOW)

        assert due is not None
        assert due[1].notice is not None
        assert "får ikke skrive i chatten 7" in plain(due[1].notice)


def test_chat_that_is_shut_is_told_of_once(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        for number in (1, 2):
            message = Message(key=f"alert:{number}", sort=Sort.WORD, subject="", address="-1", notice=said("x"))
            shut_out(_queued(store, message), message, KICKED, _setting(store, "-1", "-2"))

        assert store.outbox.waiting() == 1


def test_chat_that_moves_twice_is_followed_all_the_way(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        follow(_queued(store, ALERT), ALERT, Moved("moved", "-2"), _setting(store, "-1"))
        again = Message(key="alert:2", sort=Sort.ALERT, subject="2", address="-2")
        follow(_queued(store, again), again, Moved("moved", "-3"), _setting(store, "-1"))

        assert store.addresses.moved() == {"-1": "-3", "-2": "-3"}
        assert store.outbox.undelivered_since(NOW - timedelta(days=1)) == 0


def _setting(store: Store, *addresses: str) -> Setting:
    return Setting(store=store, now=NOW, texts=texts(), addresses=addresses)


def _queued(store: Store, message: Message) -> int:
    assert store.outbox.queue(message, NOW)
    due = store.outbox.next_due(NOW)
    assert due is not None
    return due[0]
