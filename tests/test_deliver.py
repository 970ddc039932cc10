"""From the outbox to staff: at least once, in order, and true when it arrives."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest

from dialogbot.channels import Obey
from dialogbot.config import AlertsConfig
from dialogbot.deliver import AT_ONCE, Desk, drain
from dialogbot.domain import Action, Decision, DeliveryError, Message, Notice, Sort, Undeliverable
from dialogbot.notices import plain, said
from dialogbot.notify import announce, decide
from tests.build import NOW, found, policy, store_in, texts

ALERTS = AlertsConfig(bundle_from=4)


@dataclass(slots=True)
class Board:
    """A channel that keeps what it is given; ``trouble`` is what the next calls meet with instead."""

    trouble: list[Exception] = field(default_factory=list)
    shown: dict[str, Notice] = field(default_factory=dict)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        pass

    async def send(self, notice: Notice, address: str, reply_to: str | None = None) -> str:
        reference = f"{address}:{len(self.shown)}" + (f" to {reply_to}" if reply_to else "")
        await self.edit(reference, notice)
        return reference

    async def edit(self, reference: str, notice: Notice) -> None:
        if self.trouble:
            raise self.trouble.pop(0)
        self.shown[reference] = notice

    async def remove(self, reference: str) -> None:
        del self.shown[reference]

    async def listen(self, obey: Obey) -> None:
        raise NotImplementedError


def test_alert_is_sent_and_then_no_more(tmp_path: Path) -> None:
    board = Board()
    with store_in(tmp_path) as store:
        found(store)
        announce(store, now=NOW, policy=policy(ALERTS, ["-1"]))

        assert [_drain(tmp_path, board) for _ in range(2)] == [1, 0]
    assert list(board.shown) == ["-1:0"]
    assert "Kari Testvik skrev tirsdag 24. november kl. 08.00:" in plain(board.shown["-1:0"])


def test_alert_shows_who_has_it_after_an_edit(tmp_path: Path) -> None:
    board = Board()
    with store_in(tmp_path) as store:
        found(store)
        announce(store, now=NOW, policy=policy(ALERTS, ["-1"]))
        _drain(tmp_path, board)
        decide(store, _claim(1), NOW)
        _drain(tmp_path, board)

    assert len(board.shown) == 1
    assert "Kari tok den tirsdag 24. november kl. 10.00" in plain(board.shown["-1:0"])


def test_list_shows_what_became_of_each(tmp_path: Path) -> None:
    board = Board()
    with store_in(tmp_path) as store:
        for number in range(1, 5):
            found(store, number)
        announce(store, now=NOW, policy=policy(ALERTS, ["-1"]))
        _drain(tmp_path, board)
        decide(store, _claim(3), NOW)
        _drain(tmp_path, board)

    assert plain(board.shown["-1:0"]).count("Kari tok den") == 1


def test_alert_about_what_was_put_aside_meanwhile_is_not_sent(tmp_path: Path) -> None:
    board = Board()
    with store_in(tmp_path) as store:
        found(store)
        announce(store, now=NOW, policy=policy(ALERTS, ["-1"]))
        store.opportunities.decide(Decision(number=1, action=Action.DISMISS, by="Ola", made_at=NOW))

        assert _drain(tmp_path, board) == 0
        assert store.outbox.waiting() == 0


def test_decision_made_while_the_alert_is_under_way_is_shown_afterwards(tmp_path: Path) -> None:
    class Slow(Board):
        async def send(self, notice: Notice, address: str, reply_to: str | None = None) -> str:
            with store_in(tmp_path) as other:
                decide(other, _claim(1), NOW)
            return await Board.send(self, notice, address, reply_to)

    board = Slow()
    with store_in(tmp_path) as store:
        found(store)
        announce(store, now=NOW, policy=policy(ALERTS, ["-1"]))
    _drain(tmp_path, board)

    assert "Kari tok den" in plain(board.shown["-1:0"])


def test_what_does_not_get_through_waits_and_is_tried_again(tmp_path: Path) -> None:
    board = Board(trouble=[DeliveryError("no network")])
    with store_in(tmp_path) as store:
        found(store)
        announce(store, now=NOW, policy=policy(ALERTS, ["-1"]))

    assert [_drain(tmp_path, board, seconds) for seconds in (0, 1, 3)] == [0, 0, 1]


def test_pause_asked_for_at_an_address_holds_all_its_messages(tmp_path: Path) -> None:
    board = Board(trouble=[DeliveryError("slow down", retry_after=30)])
    with store_in(tmp_path) as store:
        for number in (1, 2):
            found(store, number)
        announce(store, now=NOW, policy=policy(ALERTS, ["-1"]))

    assert [_drain(tmp_path, board, seconds) for seconds in (0, 29, 30)] == [0, 0, 2]


def test_pause_at_one_address_does_not_hold_up_the_others(tmp_path: Path) -> None:
    board = Board(trouble=[DeliveryError("slow down", retry_after=30)])
    with store_in(tmp_path) as store:
        found(store)
        announce(store, now=NOW, policy=policy(ALERTS, ["-1", "-2"]))

    assert [_drain(tmp_path, board, seconds) for seconds in (0, 30)] == [1, 1]


def test_order_is_kept_after_trouble(tmp_path: Path) -> None:
    board = Board(trouble=[DeliveryError("no network")])
    with store_in(tmp_path) as store:
        for number in (1, 2):
            found(store, number)
        announce(store, now=NOW, policy=policy(ALERTS, ["-1"]))
    _drain(tmp_path, board)
    _drain(tmp_path, board, 60)

    assert [plain(notice)[:2] for notice in board.shown.values()] == ["#1", "#2"]


@dataclass(slots=True)
class _Slow(Board):
    """A channel that needs a moment for each message; it counts how many are under way, in all and at an address."""

    under_way: list[str] = field(default_factory=list)
    most: int = 0
    finished: list[str] = field(default_factory=list)

    async def send(self, notice: Notice, address: str, reply_to: str | None = None) -> str:
        assert address not in self.under_way
        self.under_way.append(address)
        self.most = max(self.most, len(self.under_way))
        await asyncio.sleep(0.05)
        self.under_way.remove(address)
        self.finished.append(f"{address} {plain(notice)}")
        return await Board.send(self, notice, address, reply_to)


def test_some_messages_are_under_way_at_once_and_each_address_keeps_its_order(tmp_path: Path) -> None:
    board, addresses = _Slow(), [f"-{place}" for place in range(1, 7)]
    with store_in(tmp_path) as store:
        for place in range(3):
            for address in addresses:
                key = f"{address} {place}"
                message = Message(key=key, sort=Sort.REPLY, subject="", address=address, notice=said(str(place)))
                store.outbox.queue(message, NOW)

    assert _drain(tmp_path, board) == 18
    assert board.most == AT_ONCE
    for address in addresses:
        assert [one for one in board.finished if one.split()[0] == address] == [f"{address} {n}" for n in range(3)]


def test_nothing_new_is_begun_when_one_did_not_get_through_and_what_arrived_is_remembered(tmp_path: Path) -> None:
    board = Board(trouble=[DeliveryError("no network")])
    with store_in(tmp_path) as store:
        for place in range(AT_ONCE + 3):
            message = Message(key=str(place), sort=Sort.REPLY, subject="", address=f"-{place}", notice=said("Hei"))
            store.outbox.queue(message, NOW)
    sent = _drain(tmp_path, board)

    assert sent == len(board.shown) < AT_ONCE
    assert _drain(tmp_path, board, seconds=60) == AT_ONCE + 3 - sent


def test_undeliverable_message_is_told_to_staff_and_blocks_nothing(tmp_path: Path) -> None:
    board = Board(trouble=[Undeliverable("chat not found")])
    with store_in(tmp_path) as store:
        for number in (1, 2):
            found(store, number)
        announce(store, now=NOW, policy=policy(ALERTS, ["-1"]))
    _drain(tmp_path, board)

    words = [plain(notice) for notice in board.shown.values()]
    assert words[0].startswith("#2")
    assert words[1] == "Et varsel kunne ikke leveres (alert:1): chat not found"


def test_word_that_cannot_be_delivered_leads_to_no_other_word(tmp_path: Path) -> None:
    board = Board(trouble=[Undeliverable("blocked"), Undeliverable("blocked")])
    with store_in(tmp_path) as store:
        found(store)
        announce(store, now=NOW, policy=policy(ALERTS, ["-1"]))
        _drain(tmp_path, board)

        assert store.outbox.waiting() == 0


def test_answer_is_a_reply_and_its_words_are_forgotten(tmp_path: Path) -> None:
    board = Board()
    message = Message(key="reply:1", sort=Sort.REPLY, subject="", address="-1", notice=said("Takk!"), reply_to="-1:9")
    with store_in(tmp_path) as store:
        store.outbox.queue(message, NOW)
    _drain(tmp_path, board)

    assert list(board.shown) == ["-1:0 to -1:9"]
    assert b"Takk!" not in (tmp_path / "test.db").read_bytes()


def test_bug_that_one_message_brings_out_is_logged_told_and_stops_no_other(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    board = Board(trouble=[ZeroDivisionError("hemmelig")] * 6)
    with store_in(tmp_path) as store:
        found(store)
        announce(store, now=NOW, policy=policy(ALERTS, ["-1"]))
    sent = [_drain(tmp_path, board, seconds=600 * time) for time in range(8)]

    assert sum(sent) == 1
    assert "not expected: ZeroDivisionError in test_deliver.py" in caplog.text
    assert "hemmelig" not in caplog.text
    with store_in(tmp_path) as store:
        assert store.outbox.undelivered_since(NOW) == 1


def test_notice_that_cannot_be_written_out_is_given_up_and_stops_no_other(tmp_path: Path) -> None:
    board = Board()
    with store_in(tmp_path) as store:
        store.outbox.queue(Message(key="alert:x", sort=Sort.ALERT, subject="x", address="-1"), NOW)
        store.outbox.queue(Message(key="a", sort=Sort.REPLY, subject="", address="-2", notice=said("Hei")), NOW)

    assert _drain(tmp_path, board) == 2
    with store_in(tmp_path) as store:
        assert store.outbox.undelivered_since(NOW - timedelta(seconds=1)) == 1


def _claim(number: int) -> Decision:
    return Decision(number=number, action=Action.CLAIM, by="Kari", made_at=NOW)


def _drain(folder: Path, board: Board, seconds: int = 0) -> int:
    def clock() -> datetime:
        return NOW + timedelta(seconds=seconds)

    return asyncio.run(drain(board, Desk(path=folder / "test.db", texts=texts(), alerts=ALERTS, clock=clock)))
