"""Closed communities: no name is stored, and neither names nor texts reach a chat, whichever way."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from dialogbot import deliver, notices
from dialogbot.config import AlertsConfig, DeadlinesConfig
from dialogbot.domain import Command, Notice, Origin, Post
from dialogbot.exports import Limits
from dialogbot.followup import follow_up
from dialogbot.ingest import Report, Settings, ingest
from dialogbot.judgement import Sensitivity
from dialogbot.notices import plain
from dialogbot.notify import announce
from dialogbot.privacy import Privacy
from dialogbot.report import digest
from dialogbot.report.week import Week
from dialogbot.respond import Desk, answer
from dialogbot.store import Store, opened
from dialogbot.summary import lines
from tests.build import NOW, OSLO, policy, texts, words

ASK = "Hei! Spør for Astrid: er det noen som vet hvordan jeg fornyer lånene mine på biblioteket? Ring 912 34 567"
ANSWER = "Nils Aas her: du kan ringe dem i morgen, eller spør Bruna Testvik på kari@b.example"
CLOSED = Privacy(closed=frozenset({"strikkekroken"}), own=frozenset({"Lyngvik bibliotek", "Berit Ansatt"}))
SECRET = ("Nils", "Aas", "Bruna", "Testvik", "Astrid", "912 34 567", "kari@b.example")
WORDS = ("fornyer", "lånene", "ringe dem", "spør")


def test_authors_and_names_of_closed_communities_are_nowhere_in_the_files(tmp_path: Path) -> None:
    report = _ingest(tmp_path)

    assert (report.new, report.opportunities) == (2, (1,))
    raw = _raw(tmp_path)
    assert [word for word in SECRET if word in raw] == []
    assert "Person " in raw


def test_same_author_has_the_same_pseudonym_in_the_next_import(tmp_path: Path) -> None:
    _ingest(tmp_path)
    _ingest(tmp_path, _post("p3", "Takk for svaret!", author="Bruna Testvik", parent="p1"))

    with opened(tmp_path / "x.db") as store:
        first, _, third = _thread(store)
    assert first.author == third.author
    assert first.author is not None
    assert first.author.startswith("Person ")


def test_same_export_again_brings_nothing(tmp_path: Path) -> None:
    _ingest(tmp_path)
    report = _ingest(tmp_path)

    assert (report.new, report.known, report.edited, report.opportunities) == (0, 2, 0, ())


def test_posts_without_ids_are_known_again_and_hashed_with_the_key(tmp_path: Path) -> None:
    nameless = [{key: value for key, value in row.items() if key != "id"} for row in _rows()]
    _ingest(tmp_path, *nameless)
    report = _ingest(tmp_path, *nameless)

    assert (report.new, report.known) == (0, 2)
    assert "h:" in _raw(tmp_path)


def test_refs_of_closed_communities_are_no_ids_of_the_platform(tmp_path: Path) -> None:
    _ingest(tmp_path, *_rows("kari.testvik:1", "kari.testvik:2"))

    assert "kari.testvik" not in _raw(tmp_path)
    with opened(tmp_path / "x.db") as store:
        assert [post.parent_ref is None for post in _thread(store)] == [True, False]


def test_the_librarys_own_accounts_keep_their_names_and_roles(tmp_path: Path) -> None:
    _ingest(tmp_path)
    reply = "Hei! Du fornyer lånene selv under «Mine lån», så får du fire nye uker."
    report = _ingest(tmp_path, *_rows(), _post("p3", reply, author="Lyngvik bibliotek", parent="p1"))

    assert report.answered == (1,)
    with opened(tmp_path / "x.db") as store:
        assert _thread(store)[-1].author == "Lyngvik bibliotek"


def test_other_libraries_are_still_libraries_under_their_pseudonym(tmp_path: Path) -> None:
    _ingest(tmp_path, *_rows(), _post("p3", "Vi har den!", author="Vasslia folkebibliotek", parent="p1"))

    with opened(tmp_path / "x.db") as store:
        (answer_of_library,) = store.retention.by_text("Vi har den!")
    assert (answer_of_library.post.author or "").startswith("Bibliotek ")


def test_nothing_is_told_in_the_chat_whichever_way(tmp_path: Path) -> None:
    _ingest(tmp_path)
    _silent(_everything(tmp_path, AlertsConfig()))


def test_link_content_tells_nothing_of_open_communities_either(tmp_path: Path) -> None:
    _ingest(tmp_path, privacy=Privacy(own=CLOSED.own))
    _silent(_everything(tmp_path, AlertsConfig(content="link")))


def test_full_content_tells_of_open_communities(tmp_path: Path) -> None:
    _ingest(tmp_path, privacy=Privacy(own=CLOSED.own))

    told = " ".join(_everything(tmp_path, AlertsConfig()))
    assert all(word in told for word in ("fornyer", "Bruna Testvik"))
    assert "912 34 567" not in told


def test_the_machine_itself_shows_what_is_kept(tmp_path: Path) -> None:
    _ingest(tmp_path)
    with opened(tmp_path / "x.db") as store:
        one = store.opportunities.numbered(1)
        assert one is not None
        shown = plain(notices.alert(one, texts(), content=notices.WHOLE, limit=600))

    assert "hvordan jeg fornyer lånene" in shown
    assert "Spør for [navn]" in shown


def test_community_that_is_closed_later_is_hidden_with_the_next_import(tmp_path: Path) -> None:
    _ingest(tmp_path, privacy=Privacy(own=CLOSED.own))
    report = _ingest(tmp_path)

    assert (report.new, report.known) == (0, 2)
    with opened(tmp_path / "x.db") as store:
        store.compact()
        assert all(post.closed for post in _thread(store))
    raw = _raw(tmp_path)
    assert [word for word in SECRET if word in raw] == []


def test_wrong_key_is_refused(tmp_path: Path) -> None:
    _ingest(tmp_path)
    (tmp_path / "x.key").write_text("ab" * 32, encoding="ascii")

    with pytest.raises(Exception, match="not the one of this database"):
        _ingest(tmp_path)


def test_contacts_are_masked_in_open_communities_and_authors_who_are_numbers(tmp_path: Path) -> None:
    _ingest(tmp_path, _post("p1", ASK, author="+47 912 34 567"), privacy=Privacy())

    raw = _raw(tmp_path)
    assert "912 34 567" not in raw
    assert "Astrid" in raw


def _silent(told: list[str]) -> None:
    assert told
    assert [one for one in told for word in (*SECRET, *WORDS) if word in one] == []


def _everything(folder: Path, alerts: AlertsConfig) -> list[str]:
    """Tell of one opportunity in every way there is: alert, bundle, commands, buttons, reminder, expiry, digest."""
    deadlines = DeadlinesConfig(remind_after_hours=1, escalate_after_hours=2, claims_expire_after_hours=3)
    told = policy(alerts, ["chat"], deadlines=deadlines)
    said: list[str] = []
    with opened(folder / "x.db") as store:
        announce(store, now=NOW, policy=told)
        said += _delivered(store, folder, alerts)
        for line in ("/vis 1", "/trad 1", "/liste", "/uke", "/status", "/hjelp", "thread 1", "/ta 1"):
            response = answer(_command(line), _desk(store, alerts))
            said += [plain(response.notice)] if response else []
        said += _delivered(store, folder, alerts)
        for hours in (4, 5, 6, 7, 9):
            follow_up(store, now=NOW + timedelta(hours=hours), policy=told, texts=texts())
            said += _delivered(store, folder, alerts)
        one = store.opportunities.numbered(1)
        assert one is not None
        said += [plain(notices.bundle([one, one], texts(), content=alerts.content))]
        figures = digest.figures(store, Week.of(NOW.date()), OSLO, digest.House())
        said += [plain(digest.notice(figures, texts(), content=alerts.content))]
    return said


def _delivered(store: Store, folder: Path, alerts: AlertsConfig) -> list[str]:
    """Write out what waits, as delivery does, and take it for delivered."""
    clock: Callable[[], Any] = lambda: NOW + timedelta(days=1)  # noqa: E731 - a clock is a function, and this one is short
    desk = deliver.Desk(path=folder / "x.db", texts=texts(), alerts=alerts, clock=clock)
    said = []
    while (outgoing := deliver._next(store, desk)) is not None:  # noqa: SLF001 - what delivery would send, without a channel
        said.append(plain(outgoing.notice))
        with store.writing():
            store.outbox.confirm(outgoing.row, f"chat:{outgoing.row}", NOW)
    return said


def _command(line: str) -> Command:
    origin = Origin.TYPED if line.startswith("/") else Origin.BUTTON
    return Command(line=line, by="Kari", key=f"key:{line}", address="chat", message_ref="chat:99", origin=origin)


def _desk(store: Store, alerts: AlertsConfig) -> Desk:
    return Desk(store=store, now=NOW, texts=texts(), vocabulary=words(), alerts=alerts)


def _thread(store: Store) -> list[Post]:
    one = store.opportunities.numbered(1)
    assert one is not None
    return store.posts.thread(one.post.platform, one.post.thread_ref or "")


def _raw(folder: Path) -> str:
    return b"".join(path.read_bytes() for path in folder.glob("x.db*")).decode("utf-8", "replace")


def _rows(*refs: str) -> list[dict[str, Any]]:
    first, second = refs or ("p1", "p2")
    return [_post(first, ASK), _post(second, ANSWER, author="Nils Aas", parent=first)]


def _post(ref: str, text: str, *, author: str = "Bruna Testvik", parent: str | None = None) -> dict[str, Any]:
    post = {
        "platform": "facebook", "id": ref, "text": text, "author": author, "community": "Strikkekroken",
        "posted_at": (NOW - timedelta(hours=2)).isoformat(), "url": "https://f.example/groups/1",
    }  # fmt: skip
    return post | ({"parent": parent} if parent else {})


def _ingest(folder: Path, *posts: dict[str, Any], privacy: Privacy = CLOSED) -> Report:
    path = folder / "export.jsonl"
    path.write_text("".join(json.dumps(post) + "\n" for post in posts or _rows()), encoding="utf-8")
    settings = Settings(
        sensitivity=Sensitivity(own_accounts=CLOSED.own, threshold=None), limits=Limits(), privacy=replace(privacy)
    )
    report = ingest(path, folder / "x.db", now=NOW, settings=settings, progress=lambda _: None)
    _no_secret(Notice(blocks=()), lines(report, texts()))
    return report


def _no_secret(_notice: Notice, said: list[str]) -> None:
    assert [word for word in SECRET for line in said if word in line] == []
