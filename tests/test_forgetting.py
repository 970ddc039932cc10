"""What somebody asks to have deleted is gone from every file and does not come back."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from dialogbot import deliver
from dialogbot.config import AlertsConfig, Config, StoreConfig
from dialogbot.domain import Command, DialogbotError, Message, Sort
from dialogbot.exports import Limits
from dialogbot.forgetting import Receipt, forget_author, forget_link, forget_text, told_of
from dialogbot.ingest import Report, Settings, ingest
from dialogbot.jobs import finish_deletions
from dialogbot.judgement import Sensitivity
from dialogbot.notices import plain, said
from dialogbot.notify import announce
from dialogbot.people import Person, Role, Team
from dialogbot.privacy import Privacy, guarded
from dialogbot.respond import Desk, answer
from dialogbot.store import Store, opened
from tests.build import NOW, policy, texts, words

ASK = "Noen som vet hvordan jeg fornyer lånene på biblioteket? Fristen for Trollmannens hemmelighet er i morgen"
OTHER = "Som Bruna Testvik sier: sol og skarenatt på fjellet"
LINK = "https://f.example/groups/1/posts/7"


def test_author_is_gone_from_the_raw_files_also_where_others_name_them(tmp_path: Path) -> None:
    _ingest(tmp_path)
    with opened(tmp_path / "x.db") as store:
        receipt = forget_author(store, guarded(store, Privacy()), "bruna  testvik", NOW)
        store.compact()

    assert (receipt.posts, receipt.opportunities, receipt.mentions) == (1, 1, 1)
    assert _remains(tmp_path, "Bruna", "Testvik", "Trollmannens", "skarenatt") == ["skarenatt"]


def test_remains_are_gone_while_the_program_goes_on(tmp_path: Path) -> None:
    _ingest(tmp_path)
    with opened(tmp_path / "x.db") as running, opened(tmp_path / "x.db") as store:
        assert running.posts.count() == 2
        forget_author(store, guarded(store, Privacy()), "Bruna Testvik", NOW)
        store.compact()

        assert (tmp_path / "x.db-wal").exists()
        assert _remains(tmp_path, "Bruna", "Trollmannens") == []
        assert not store.forgotten.compaction_wanted()


def test_log_that_somebody_reads_is_emptied_later(tmp_path: Path) -> None:
    _ingest(tmp_path)
    config = Config(folder=tmp_path, store=StoreConfig(file="x.db"))
    with opened(tmp_path / "x.db") as store:
        _receipt(store)
    finish_deletions(config, NOW)

    assert _remains(tmp_path, "Trollmannens") == []


def test_forgotten_author_does_not_come_back_nor_does_the_name(tmp_path: Path) -> None:
    _ingest(tmp_path)
    with opened(tmp_path / "x.db") as store:
        forget_author(store, guarded(store, Privacy()), "Bruna Testvik", NOW)
        store.compact()
    report = _ingest(tmp_path, *_rows(), _post("p3", "Et nytt innlegg om bøker"), _post("p4", OTHER, author="Ola"))

    assert (report.new, report.known, report.forgotten) == (1, 1, 2)
    assert _remains(tmp_path, "Bruna", "Testvik", "Trollmannens", "nytt innlegg") == []


def test_forgotten_author_of_a_closed_community_does_not_come_back(tmp_path: Path) -> None:
    closed = Privacy(closed=frozenset({"vannkanna"}))
    _ingest(tmp_path, privacy=closed)
    with opened(tmp_path / "x.db") as store:
        receipt = forget_author(store, guarded(store, closed), "Bruna Testvik", NOW)
    report = _ingest(tmp_path, privacy=closed)

    assert receipt.posts == 1
    assert (report.new, report.forgotten) == (0, 1)


@pytest.mark.parametrize("way", ["link", "text"])
def test_forgotten_message_does_not_come_back_with_or_without_its_id(tmp_path: Path, way: str) -> None:
    _ingest(tmp_path)
    with opened(tmp_path / "x.db") as store:
        guard = guarded(store, Privacy())
        if way == "link":
            receipt = forget_link(store, guard, f"{LINK}?fbclid=abc", NOW)
        else:
            receipt = forget_text(store, guard, "fristen for  TROLLMANNENS", NOW)
        store.compact()
    nameless = [{key: value for key, value in row.items() if key not in ("id", "url")} for row in _rows()[:1]]

    assert receipt.posts == 1
    assert [_ingest(tmp_path).forgotten, _ingest(tmp_path, *nameless).forgotten] == [1, 1]
    assert _remains(tmp_path, "Trollmannens") == []


def test_community_that_is_closed_afterwards_brings_nothing_back(tmp_path: Path) -> None:
    _ingest(tmp_path)
    with opened(tmp_path / "x.db") as store:
        forget_link(store, guarded(store, Privacy()), LINK, NOW)

    assert _ingest(tmp_path, privacy=Privacy(closed=frozenset({"vannkanna"}))).forgotten == 1


def test_link_that_is_not_stored_yet_is_never_stored(tmp_path: Path) -> None:
    with opened(tmp_path / "x.db") as store:
        forget_link(store, guarded(store, Privacy()), LINK, NOW)

    assert (_ingest(tmp_path).forgotten, _remains(tmp_path, "Trollmannens")) == (1, [])


@pytest.mark.parametrize("words_", ["kort", "  a b c d  "])
def test_few_letters_are_refused(tmp_path: Path, words_: str) -> None:
    with opened(tmp_path / "x.db") as store, pytest.raises(DialogbotError, match="at least 10 letters"):
        forget_text(store, guarded(store, Privacy()), words_, NOW)


def test_what_stands_in_the_chat_is_changed_and_what_waits_is_dropped(tmp_path: Path) -> None:
    _ingest(tmp_path)
    with opened(tmp_path / "x.db") as store:
        announce(store, now=NOW, policy=policy(AlertsConfig(), ["chat"]))
        _deliver(store, tmp_path)
        reply = Message(key="reply:9", sort=Sort.REPLY, subject="", address="chat", notice=said(f"#1 {ASK}"))
        store.outbox.queue(reply, NOW)
        receipt = _receipt(store)
        told = _deliver(store, tmp_path)

    assert receipt.messages == 1
    assert told == ["Slettet."]


def test_slett_wants_its_slash_and_answers_with_a_receipt(tmp_path: Path) -> None:
    _ingest(tmp_path)
    with opened(tmp_path / "x.db") as store:
        assert "kan ikke angres" in _say(store, "slett 1")
        assert "kan ikke angres" in _say(store, "/slett")
        assert _say(store, f"/slett {LINK}").startswith("Slettet: 1 · varsler: 1 ")
        assert _say(store, "/slett 1") == "Ingenting er lagret om dette."
        assert _say(store, f"/slett {LINK}").startswith("Ingenting er lagret om dette. Kommer det")


def test_slett_is_for_administrators_where_there_are_any(tmp_path: Path) -> None:
    _ingest(tmp_path)
    boss = Team(people=(Person(name="Sjef", role=Role.ADMIN), Person(name="Kari")))
    with opened(tmp_path / "x.db") as store:
        assert "Slettet" not in _say(store, "/slett 1", team=boss)
        assert "Slettet: 1" in _say(store, "/slett 1", by="Sjef", team=boss)


def test_person_is_told_what_is_stored(tmp_path: Path) -> None:
    _ingest(tmp_path)
    with opened(tmp_path / "x.db") as store:
        told = told_of(store, guarded(store, Privacy()), "Bruna Testvik")

    table = json.loads(told.as_json())
    assert [post["text"] for post in table["posts"]] == [ASK]
    assert [post["text"] for post in table["mentions"]] == [OTHER]


def test_person_of_a_closed_community_is_told_by_pseudonym(tmp_path: Path) -> None:
    closed = Privacy(closed=frozenset({"vannkanna"}))
    _ingest(tmp_path, privacy=closed)
    with opened(tmp_path / "x.db") as store:
        told = told_of(store, guarded(store, closed), "BRUNA TESTVIK")

    assert len(told.posts) == 1
    assert told.posts[0]["author"] in told.pseudonyms


def _receipt(store: Store) -> Receipt:
    return forget_link(store, guarded(store, Privacy()), LINK, NOW)


def _say(store: Store, line: str, *, by: str = "Kari", team: Team | None = None) -> str:
    desk = Desk(store=store, now=NOW, texts=texts(), vocabulary=words(), alerts=AlertsConfig(), team=team or Team())
    response = answer(Command(line=line, by=by, address="chat", message_ref="chat:9"), desk)
    assert response is not None
    return plain(response.notice)


def _deliver(store: Store, folder: Path) -> list[str]:
    desk = deliver.Desk(path=folder / "x.db", texts=texts(), alerts=AlertsConfig(), clock=lambda: NOW)
    told = []
    while (outgoing := deliver._next(store, desk)) is not None:  # noqa: SLF001 - what delivery would send, without a channel
        told.append(plain(outgoing.notice))
        with store.writing():
            store.outbox.confirm(outgoing.row, f"chat:{outgoing.row}", NOW)
    return told


def _rows() -> list[dict[str, Any]]:
    return [_post("p1", ASK, url=LINK), _post("p2", OTHER, author="Nils Aas")]


def _post(ref: str, text: str, *, author: str = "Bruna Testvik", url: str | None = None) -> dict[str, Any]:
    return {
        "platform": "facebook", "id": ref, "text": text, "author": author, "community": "Vannkanna",
        "posted_at": (NOW - timedelta(hours=2)).isoformat(), "url": url or f"https://f.example/{ref}",
    }  # fmt: skip


def _ingest(folder: Path, *posts: dict[str, Any], privacy: Privacy | None = None) -> Report:
    path = folder / "export.jsonl"
    path.write_text("".join(json.dumps(post) + "\n" for post in posts or _rows()), encoding="utf-8")
    settings = Settings(
        sensitivity=Sensitivity(own_accounts=frozenset(), threshold=None), limits=Limits(), privacy=privacy or Privacy()
    )
    report = ingest(path, folder / "x.db", now=NOW, settings=settings, progress=lambda _: None)
    path.unlink()
    return report


def _remains(folder: Path, *told: str) -> list[str]:
    raw = b"".join(path.read_bytes() for path in folder.glob("x.db*"))
    return [word for word in told if word.encode() in raw]
