"""What goes with a digest: the picture of its topics, and the digest as a page."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from dialogbot.domain import Block, Notice, Style, Topic
from dialogbot.report.attached import attachments, digest_page, usual_topics
from dialogbot.report.series import Usual
from dialogbot.report.week import Week
from dialogbot.store import Store
from dialogbot.store.imports import Imported
from tests.build import OSLO, store_in, texts
from tests.report.small import JUNE, ask

WEEK = Week(year=2026, week=23)
NOTICE = Notice(
    blocks=(
        Block(style=Style.HEADING, text="Uke 23"),
        Block(style=Style.ITEM, text="3 nye"),
        Block(style=Style.HEADING, text="Hva"),
        Block(style=Style.PLAIN, text="lån: 2"),
        Block(style=Style.ITEM, text="#1 <b>", url="https://a.example/1"),
    )
)


def _asked(store: Store) -> None:
    """One question in the first week, two in the next, and two and one in the third."""
    counts = {"new": 1, "known": 0, "edited": 0, "rejected": 0, "opportunities": 1}
    store.imports.remember(Imported(file="a.csv", reader="table_csv", at=JUNE - timedelta(days=14), **counts))
    asked = [(14, Topic.LOANS), (7, Topic.LOANS), (7, Topic.LOANS), (0, Topic.LOANS), (0, Topic.LOANS), (0, Topic.DATA)]
    for number, (days, topic) in enumerate(asked, 1):
        ask(store, number, JUNE - timedelta(days=days), topic)


def test_mean_counts_only_the_weeks_since_the_first_import(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        _asked(store)

        assert usual_topics(store, WEEK, OSLO) == [
            Usual(topic="loans", count=2, mean=1.5),
            Usual(topic="data", count=1, mean=0.0),
        ]


def test_digest_brings_its_picture_and_its_page(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        _asked(store)
        picture, page = attachments(store, WEEK, NOTICE, texts())

    assert (picture.name, page.name) == ("2026-W23.png", "2026-W23.html")
    assert "lån 2 (snitt 1,5)" in picture.alt
    assert picture.content().startswith(b"\x89PNG")
    assert "Uke 23" in page.content().decode()


def test_empty_weeks_bring_the_page_alone(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        assert [one.name for one in attachments(store, WEEK, NOTICE, texts())] == ["2026-W23.html"]


def test_headings_of_the_digest_become_sections() -> None:
    made = digest_page(NOTICE, None, texts())

    assert made.index("<h1>Uke 23</h1>") < made.index("<li>3 nye</li>") < made.index("<h2>Hva</h2>")
    assert '<li><a href="https://a.example/1" rel="noreferrer">#1 &lt;b&gt;</a></li>' in made
