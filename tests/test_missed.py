"""The audit as staff meet it: a few cards a week, one tap, and a card of its own for what should have been seen."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pytest

from dialogbot import deliver
from dialogbot.audit import Answer
from dialogbot.channels import Obey
from dialogbot.config import AlertsConfig, Config, from_table
from dialogbot.domain import Command, Notice, Origin, Status
from dialogbot.forgetting import forget_author
from dialogbot.jobs import audit, database
from dialogbot.lessons import _cases
from dialogbot.missed import draw, setup
from dialogbot.notices import plain
from dialogbot.privacy import Guard, Privacy
from dialogbot.pseudonyms import Key
from dialogbot.report.quality import recall
from dialogbot.report.week import Week
from dialogbot.respond import Desk, answer
from dialogbot.store import Store, opened
from dialogbot.store.imports import Imported
from tests.build import NO, OSLO, QUESTION, add, found, texts, words

WEEK = Week(year=2026, week=48)
IN_WEEK = datetime(2026, 11, 25, 12, tzinfo=UTC)
MONDAY = datetime(2026, 11, 30, 9, tzinfo=UTC)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    table = {"detection": {"own_accounts": ["Lyngvik bibliotek"]}, "privacy": {"closed": ["Lukket rom"]}}
    return replace(from_table(table), folder=tmp_path)


def _fill(store: Store, count: int = 30) -> None:
    nothing = {"new": 0, "known": 0, "edited": 0, "rejected": 0, "opportunities": 0}
    store.imports.remember(Imported(file="x", reader="y", at=IN_WEEK, **nothing))
    for number in range(count):
        post = replace(QUESTION, ref=f"20000000{number}", text=f"Dette er melding nummer {number}")
        store.opportunities.judged(add(store, post, IN_WEEK), replace(NO, score=0.3 if number < 6 else 0.01), IN_WEEK)


def _asked(store: Store) -> list[str]:
    return [one.post.text for one in store.audits.waiting()]


def test_week_is_asked_about_once_when_its_digest_is_due(config: Config) -> None:
    with opened(database(config)) as store:
        _fill(store)
    for now in (IN_WEEK, MONDAY, MONDAY + timedelta(hours=1), MONDAY + timedelta(days=3)):
        audit(config, now)

    with opened(database(config)) as store:
        assert len(_asked(store)) == 10
        assert store.outbox.waiting() == 10


def test_nothing_is_asked_where_the_settings_say_never(config: Config) -> None:
    with opened(database(config)) as store:
        _fill(store)
    audit(replace(config, audit=replace(config.audit, near=0, rest=0)), MONDAY)

    with opened(database(config)) as store:
        assert _asked(store) == []


def test_own_words_closed_groups_short_words_and_what_was_found_are_never_asked_about(config: Config) -> None:
    with opened(database(config)) as store:
        changes: list[dict[str, Any]] = [{"author": "lyngvik Bibliotek"}, {"community": "Lukket rom"}]
        changes += [{"closed": True}, {"text": "to ord"}]
        for number, change in enumerate(changes):
            post = replace(QUESTION, ref=f"3000000000{number}", text=f"Hva med dette, {number}?")
            store.opportunities.judged(add(store, replace(post, **change), IN_WEEK), NO, IN_WEEK)
        found(store, now=IN_WEEK)

        assert draw(store, WEEK, setup(config), MONDAY, OSLO) == []


def test_yes_makes_an_opportunity_with_its_card(config: Config) -> None:
    with opened(database(config)) as store:
        _fill(store)
        draw(store, WEEK, setup(config), MONDAY, OSLO)
        said = answer(_press("audit 1 yes"), _desk(store))
        one = store.opportunities.numbered(1)

    assert said
    assert (said.number, said.card, said.telling) == (1, True, True)
    assert one
    assert (one.status, one.announced_at) == (Status.OPEN, MONDAY)


def test_what_was_missed_is_a_label_and_is_not_closed_by_the_next_import(config: Config) -> None:
    with opened(database(config)) as store:
        _fill(store)
        draw(store, WEEK, setup(config), MONDAY, OSLO)
        answer(_press("audit 1 ja"), _desk(store))
        one = store.audits.numbered(1)
        assert one
        cases = _cases(store)

        assert [(case.number, case.status) for case, _ in cases] == [(1, Status.HANDLED)]
        assert store.opportunities.outdated(one.post.platform, one.post.thread_ref or "") == []


@pytest.mark.parametrize("line", ["/stikkprove 1 nei", "/audit 1 no", "/stikkprøve 1 Nei.", "audit 1 no"])
def test_no_is_kept_however_it_is_written(config: Config, line: str) -> None:
    with opened(database(config)) as store:
        _fill(store)
        draw(store, WEEK, setup(config), MONDAY, OSLO)
        said = answer(Command(line=line, by="Kari", key="k", operator=True), _desk(store))
        one = store.audits.numbered(1)

    assert said
    assert plain(said.notice) == "Notert: 1 var ikke noe for oss. Takk!"
    assert one
    assert (one.answer, one.by) == (Answer.NO, "Kari")


def test_command_alone_lists_what_waits(config: Config) -> None:
    with opened(database(config)) as store:
        _fill(store, 2)
        draw(store, WEEK, setup(config), MONDAY, OSLO)
        listed = answer(Command(line="/stikkprove", by="Kari", key="k", operator=True), _desk(store))
        none = answer(Command(line="/stikkprove 9 ja", by="Kari", key="m", operator=True), _desk(store))

    assert listed
    assert none
    assert plain(listed.notice).splitlines()[0] == "2 meldinger ble ikke varslet. Burde vi ha sett dem?"
    assert plain(none.notice) == "Det finnes ingen stikkprøve 9."


def test_answers_of_a_week_become_an_estimate_of_recall(config: Config) -> None:
    with opened(database(config)) as store:
        _fill(store)
        for number in range(1, 4):
            found(store, number, now=IN_WEEK)
            answer(Command(line=f"/ta {number}", by="Kari", key=f"t{number}", operator=True), _desk(store))
        numbers = draw(store, WEEK, setup(config), MONDAY, OSLO)
        for number in numbers:
            line = f"/audit {number} {'yes' if number == 1 else 'no'}"
            answer(Command(line=line, by="Kari", key=f"a{number}", operator=True), _desk(store))
        later = MONDAY + timedelta(hours=1)
        told = answer(Command(line="/audit", by="Kari", key="l", operator=True), replace(_desk(store), now=later))
        estimate = recall(store, [WEEK], OSLO, later)
        before = recall(store, [WEEK], OSLO, MONDAY)

    # one of four near messages of six: 1.5 missed, beside three that were found and right
    assert before is None
    assert told
    assert plain(told.notice).splitlines()[-1].endswith("Stikkprøver fra 1 uke: 1 av 10 burde vært sett")
    assert estimate
    assert (estimate.yes, estimate.answered, estimate.missed) == (1, 10, 1.5)
    assert estimate.share.value == pytest.approx(3 / 4.5)


def _press(line: str) -> Command:
    return Command(line=line, by="Kari", origin=Origin.BUTTON, key=line, reply_to="-1:5", operator=True)


def _desk(store: Store) -> Desk:
    return Desk(store=store, now=MONDAY, texts=texts(), vocabulary=words(), alerts=AlertsConfig())


def test_sample_is_the_same_when_it_is_drawn_again(config: Config, tmp_path: Path) -> None:
    drawn = []
    for folder in ("one", "two"):
        with opened(tmp_path / folder / "x.db") as store:
            _fill(store)
            draw(store, WEEK, setup(config), MONDAY, OSLO)
            drawn.append(_asked(store))

    assert drawn[0] == drawn[1]


def test_question_in_the_chat_is_brought_up_to_date_when_it_is_answered(config: Config) -> None:
    with opened(database(config)) as store:
        _fill(store)
    audit(config, MONDAY)
    chat = _Chat()
    desk = deliver.Desk(path=database(config), texts=texts(), alerts=AlertsConfig(), clock=lambda: MONDAY)
    asyncio.run(deliver.drain(chat, desk))
    asked = chat.shown["console:0"]
    with opened(database(config)) as store:
        answer(_press("audit 1 unsure"), _desk(store))
    asyncio.run(deliver.drain(chat, desk))

    assert [one.command for one in asked.buttons] == ["audit 1 yes", "audit 1 no", "audit 1 unsure"]
    assert len(chat.shown) == 10
    assert plain(chat.shown["console:0"]).splitlines()[-1] == "Kari: Usikker"
    assert chat.shown["console:0"].buttons == ()


def test_question_about_a_message_that_is_forgotten_says_that_it_is_gone(config: Config) -> None:
    with opened(database(config)) as store:
        _fill(store, 1)
    audit(config, MONDAY)
    chat = _Chat()
    desk = deliver.Desk(path=database(config), texts=texts(), alerts=AlertsConfig(), clock=lambda: MONDAY)
    asyncio.run(deliver.drain(chat, desk))
    guard = Guard(privacy=Privacy(), key=Key(secret=bytes(32)))
    with opened(database(config)) as store:
        receipt = forget_author(store, guard, "Kari Testvik", MONDAY)
    asyncio.run(deliver.drain(chat, desk))

    assert (receipt.posts, receipt.messages) == (1, 1)
    assert plain(chat.shown["console:0"]) == "Slettet."


@dataclass(slots=True)
class _Chat:
    """A channel that keeps what it is given."""

    shown: dict[str, Notice] = field(default_factory=dict)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        pass

    async def send(self, notice: Notice, address: str, reply_to: str | None = None) -> str:
        reference = reply_to or f"{address}:{len(self.shown)}"
        self.shown[reference] = notice
        return reference

    async def edit(self, reference: str, notice: Notice) -> None:
        self.shown[reference] = notice

    async def remove(self, reference: str) -> None:
        raise NotImplementedError

    async def listen(self, obey: Obey) -> None:
        raise NotImplementedError
