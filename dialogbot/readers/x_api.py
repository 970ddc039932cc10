"""Tweets as the API of X gave them: twarc's JSON lines (version 2 in pages or flattened, version 1.1), or twarc's CSV.

What a page includes beside its tweets gives authors their names and retweets all their words; those are no tweets of
the file's own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from dialogbot.domain import Post, Rejected
from dialogbot.exports import Export, Member, Row
from dialogbot.mapping import Columns, to_post, value_at, words
from dialogbot.mapping.x_tweets import tweet_link, tweet_words, whole_retweet
from dialogbot.readers import Reader, Rows, Tell, rows_with

VERSION_2 = (frozenset({"id", "text", "author_id"}), frozenset({"id", "text", "conversation_id"}))
VERSION_2_ALSO = frozenset(
    {"edit_history_tweet_ids", "public_metrics", "conversation_id", "referenced_tweets", "created_at"}
)
VERSION_1 = frozenset({"id_str", "created_at", "user"})
TABLE = frozenset({"id", "text", "conversation_id", "author_id"})
TWEETS = Columns(
    platform="x",
    text=("words", "note_tweet.text", "extended_tweet.full_text", "full_text", "text"),
    ref=("id_str", "id"),
    thread_ref=("conversation_id", "conversation_id_str"),
    parent_ref=("answered", "in_reply_to_status_id_str", "in_reply_to_status_id", "referenced_tweets.replied_to.id"),
    author=("author.username", "user.screen_name", "username"),
    posted_at=("created_at",),
    likes=("public_metrics.like_count", "favorite_count"),
    url=("url",),
)


def _recognise(export: Export) -> bool:
    return any(_claims(member) for member in export.members)


def _claims(member: Member) -> bool:
    first = member.first
    return _is_tweet(first) or _is_page(first) or any(header >= TABLE for header in member.headers)


def _is_tweet(cells: Mapping[str, Any]) -> bool:
    if cells.keys() >= VERSION_1:
        user = cells["user"]
        return isinstance(user, dict) and "screen_name" in user and ("text" in cells or "full_text" in cells)
    return any(cells.keys() >= marks for marks in VERSION_2) and bool(VERSION_2_ALSO & cells.keys())


def _is_page(cells: Mapping[str, Any]) -> bool:
    inner = cells.get("data")
    first = inner[0] if isinstance(inner, list) and inner else inner
    if isinstance(first, dict) and ("includes" in cells or "__twarc" in cells or "meta" in cells):
        return _is_tweet(first) or first.keys() >= {"id", "text", "edit_history_tweet_ids"}
    return "__twarc" in cells and not inner


def _read(export: Export) -> Rows:
    for member in export.members:
        for row in rows_with(member, TABLE) if _claims(member) else ():
            if isinstance(row, Rejected):
                yield row
            else:
                yield from (_post(each) for each in _tweets(row))


def _tweets(row: Row) -> Iterator[Row]:
    """Yield the tweets of a record: itself, or those of the page that it is, each with what the page tells of it."""
    inner = row.cells.get("data")
    if not isinstance(inner, list | dict):
        if "__twarc" not in row.cells or "text" in row.cells:
            yield row
        return
    users = _by_id(row, "users")
    others = _by_id(row, "tweets")
    for index, each in enumerate(inner if isinstance(inner, list) else [inner]):
        if isinstance(each, dict):
            author = each.get("author") or users.get(str(each.get("author_id")))
            told = [_told(one, others) for one in _referenced(each)]
            where = f"{row.where}.data[{index}]"
            yield Row(where=where, cells={**each, "author": author, "referenced_tweets": told})


def _by_id(row: Row, kind: str) -> dict[str, Any]:
    found = value_at(row.cells, f"includes.{kind}")
    listed = found if isinstance(found, list) else []
    return {str(each.get("id")): each for each in listed if isinstance(each, dict)}


def _told(reference: dict[str, Any], others: dict[str, Any]) -> dict[str, Any]:
    return {**others.get(str(reference.get("id")), {}), **reference}


def _post(row: Row) -> Post | Rejected:
    cells = row.cells
    answered = next((each.get("id") for each in _referenced(cells) if each.get("type") == "replied_to"), None)
    whole = {**cells, "words": _words(cells), "answered": answered}
    post = to_post(Row(where=row.where, cells=whole), TWEETS)
    if isinstance(post, Rejected):
        return post
    return replace(post, url=tweet_link(post.author, post.ref))


def _words(cells: Mapping[str, Any]) -> str:
    """Give all the words of a tweet, those of a long one and of a retweet too."""
    text = _own_words(cells)
    passed_on = cells.get("retweeted_status")
    others = [each for each in _referenced(cells) if each.get("type") == "retweeted"]
    original = next((each for each in [passed_on, *others] if isinstance(each, dict)), {})
    return whole_retweet(text, _own_words(original))


def _own_words(cells: Mapping[str, Any]) -> str:
    names = ("note_tweet.text", "extended_tweet.full_text", "full_text", "text")
    return tweet_words(next((found for name in names if (found := words(value_at(cells, name)))), ""))


def _referenced(cells: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = cells.get("referenced_tweets")
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


READER = Reader(
    name="x_api",
    title="Tweets gathered through the API of X (twarc JSON lines or CSV)",
    kinds=".jsonl .json .csv",
    tells=frozenset({Tell.AUTHOR, Tell.TIME, Tell.THREAD, Tell.PARENT, Tell.LIKES, Tell.URL}),
    recognise=_recognise,
    read=_read,
)
