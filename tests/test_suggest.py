"""Suggestions: what the answer bank says of what was found, on the card, and the holes in it, also of past weeks."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from dialogbot import deliver
from dialogbot.answers import Bank
from dialogbot.config import AlertsConfig, AnswersConfig, Config
from dialogbot.domain import Action, Answer, Decision, Kind, Opportunity, Status, Topic
from dialogbot.jobs import ask_answer_bank, database
from dialogbot.notices import alert, plain
from dialogbot.notify import announce
from dialogbot.report.week import Week
from dialogbot.station import announced
from dialogbot.store import Store, opened
from dialogbot.store.suggestions import Unanswered
from dialogbot.suggest import suggest
from tests.board import Board
from tests.build import NOW, OSLO, QUESTION, YES, add, policy, store_in, texts

RENEW = Answer(
    id="renew", title="Fornye lån", language="nb", topic=Topic.LOANS, keywords=("fornye", "fornyer", "lån", "lånet"),
    url="https://bibliotek.example/laan",
)  # fmt: skip
IN_ENGLISH = replace(RENEW, title="Renew a loan", language="en", url="https://bibliotek.example/en/loans")
ROOMS = Answer(id="rooms", title="Grupperom", language="nb", topic=Topic.SPACE, keywords=("grupperom", "booke"))
PRINT = Answer(id="print", title="Utskrift", language="nb", topic=Topic.EQUIPMENT, keywords=("utskrift", "skriver"))
BANK = Bank(answers=(RENEW, IN_ENGLISH, ROOMS, PRINT))
BETTER = Bank(answers=(*BANK.answers, Answer(id="cards", title="Lånekort", language="nb", topic=Topic.LOANS,
                                             keywords=("lånekort", "barn", "eget", "kort"))))  # fmt: skip
CARD = "Kan barn få eget lånekort?"
WEEK = Week.of(NOW.astimezone(OSLO).date())
SPAN = WEEK.span(OSLO)


def _ask(store: Store, ref: str, text: str, now: datetime = NOW, language: str = "nb") -> int:
    post = replace(QUESTION, ref=ref, text=text)
    number = store.opportunities.judged(add(store, post, now), replace(YES, language=language), now)
    assert number is not None
    return number


def _holes(store: Store, then: datetime = SPAN[1]) -> list[tuple[int, int]]:
    return [(one.asked, one.holes) for one in store.suggestions.unanswered(SPAN, then)]


def test_question_that_fits_and_one_that_is_a_hole(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        fits, hole = _ask(store, "1", QUESTION.text), _ask(store, "2", CARD)
        assert suggest(store, BANK, NOW) == 2

        assert (store.suggestions.fitting(fits), store.suggestions.fitting(hole)) == ("renew", None)
        assert store.suggestions.unanswered(SPAN, SPAN[1]) == [Unanswered(topic=Topic.LOANS, asked=2, holes=1)]
        assert store.suggestions.used(SPAN, SPAN[1]) == {"renew": 1}


def test_bank_is_asked_once(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        _ask(store, "1", CARD)

        assert [suggest(store, BANK, NOW) for _ in range(3)] == [1, 0, 0]


def test_without_a_bank_there_are_no_holes(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        _ask(store, "1", CARD)

        assert (suggest(store, Bank(), NOW), _holes(store)) == (0, [])


def test_hole_is_filled_from_now_on_and_not_in_the_past(tmp_path: Path) -> None:
    filled = SPAN[1] + timedelta(days=2)
    with store_in(tmp_path) as store:
        number = _ask(store, "1", CARD)
        suggest(store, BANK, NOW)
        suggest(store, BETTER, filled)

        assert store.suggestions.fitting(number) == "cards"
        assert (_holes(store), _holes(store, filled + timedelta(days=1))) == ([(1, 1)], [(1, 0)])


def test_bank_that_changes_back_is_asked_again(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        number = _ask(store, "1", CARD)
        for days, bank in enumerate((BANK, BETTER, BANK)):
            suggest(store, bank, NOW + timedelta(days=days))

        assert store.suggestions.fitting(number) is None


def test_mentions_colleagues_and_what_is_put_away_are_no_holes(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        dismissed, reopened = _ask(store, "1", CARD), _ask(store, "2", CARD)
        for place, verdict in enumerate((replace(YES, kind=Kind.NONE), replace(YES, topic=Topic.PROFESSION))):
            store.opportunities.judged(add(store, replace(QUESTION, ref=f"3{place}", text=CARD)), verdict, NOW)
        suggest(store, BANK, NOW)
        for number in (dismissed, reopened):
            store.opportunities.decide(Decision(number=number, action=Action.DISMISS, by="Kari", made_at=NOW))
        store.opportunities.undo(Decision(number=reopened, action=Action.REOPEN, by="Kari", made_at=NOW))

        assert _holes(store) == [(1, 1)]


def test_text_that_was_deleted_is_not_asked_about_again(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        number = _ask(store, "1", QUESTION.text)
        suggest(store, BANK, NOW)
        store.retention.rewrite(1, "")

        assert suggest(store, BETTER, NOW + timedelta(days=1)) == 0
        assert store.suggestions.fitting(number) == "renew"


def test_card_shows_the_entry_in_the_language_of_staff_and_of_the_asker(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        _ask(store, "1", "Hvordan fornyer jeg lånet? How do I renew my loan?", language="en")
        suggest(store, BANK, NOW)
        announce(store, now=NOW, policy=policy(AlertsConfig(), ["1"]))
    board = Board(now=NOW)
    desk = deliver.Desk(
        path=tmp_path / "test.db", texts=texts(), alerts=AlertsConfig(), clock=lambda: NOW, answers=lambda: BANK
    )
    asyncio.run(deliver.drain(board, desk))

    assert "Kanskje til hjelp: Fornye lån https://bibliotek.example/laan" in board.said[0][2].splitlines()
    assert "På engelsk: Renew a loan https://bibliotek.example/en/loans" in board.said[0][2].splitlines()


def test_card_suggests_nothing_where_nothing_fits_or_the_entry_is_gone(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        for ref, text in (("1", CARD), ("2", QUESTION.text)):
            _ask(store, ref, text)
        suggest(store, BANK, NOW)
        announce(store, now=NOW, policy=policy(AlertsConfig(), ["1"]))
    board = Board(now=NOW)
    desk = deliver.Desk(path=tmp_path / "test.db", texts=texts(), alerts=AlertsConfig(), clock=lambda: NOW)
    asyncio.run(deliver.drain(board, desk))

    assert len(board.said) == 2
    assert not any("Kanskje" in said for _, _, said in board.said)


def test_bank_of_the_settings_is_asked_before_the_alert_and_by_the_clock(tmp_path: Path) -> None:
    folder = tmp_path / "answers"
    folder.mkdir()
    entry = "---\nid: cards\ntitle: Lånekort\ntopic: loans\nkeywords: [lånekort, barn, eget, kort]\nlang: nb\n---\n"
    (folder / "cards.md").write_text(entry, encoding="utf-8")
    config = Config(folder=tmp_path, answers=AnswersConfig(folder="answers"))
    with opened(database(config)) as store:
        number = _ask(store, "1", CARD)
    announced(config, NOW)
    with opened(database(config)) as store:
        before = store.suggestions.fitting(number)
    (folder / "rooms.md").write_text(entry.replace("cards", "rooms").replace("loans", "space"), encoding="utf-8")
    (folder / "cards.md").unlink()
    ask_answer_bank(config, NOW + timedelta(minutes=1))
    with opened(database(config)) as store:
        assert (before, store.suggestions.fitting(number)) == ("cards", None)


def test_suggestion_is_shown_also_where_no_text_may_be() -> None:
    one = Opportunity(number=1, post=QUESTION, parent=None, verdict=YES, found_at=NOW, status=Status.OPEN, last=None)
    told = alert(one, texts(), content="link", limit=600, answers=(RENEW,))

    assert "Kanskje til hjelp: Fornye lån https://bibliotek.example/laan" in plain(told)
