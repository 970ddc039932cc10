"""What must never come in: addresses of those who comment, posts that were not meant for everyone."""

from pathlib import Path

import pytest

from dialogbot.domain import Flaw, Post, Rejected
from dialogbot.readers import read

FIXTURES = Path(__file__).parent.parent / "fixtures" / "exports"


def _rows(path: Path) -> list[Post | Rejected]:
    with read(path) as reading:
        return list(reading.rows)


@pytest.mark.parametrize("secret", ["hemmelig@example.org", "192.0.2.7", "noreply@blogger.com"])
@pytest.mark.parametrize("name", ["wordpress_wxr/blogg.xml", "blogger/blog-08-02-2018.xml"])
def test_addresses_of_those_who_comment_are_not_read(name: str, secret: str) -> None:
    rows = _rows(FIXTURES / name)
    assert secret not in repr(rows)


def test_posts_to_followers_or_to_single_persons_are_refused() -> None:
    rows = _rows(FIXTURES / "mastodon_outbox" / "archive")
    refused = [row for row in rows if isinstance(row, Rejected) and row.flaw is Flaw.NOT_PUBLIC]
    assert len(refused) == 2
    assert "Bare for følgere" not in repr(rows)
    assert "Til deg alene" not in repr(rows)


def test_deleted_tweets_are_not_read() -> None:
    assert "Dette ble slettet" not in repr(_rows(FIXTURES / "x_archive" / "twitter-2026-01-01-abcdef"))


def test_drafts_and_spam_of_a_blog_are_refused() -> None:
    told = repr(_rows(FIXTURES / "wordpress_wxr" / "blogg.xml"))
    assert not any(words in told for words in ("Kladd", "Bare for oss", "Med passord", "billig", "ikke lest ennå"))
