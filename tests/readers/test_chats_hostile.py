"""No JSON with the keys of chats and forums makes their readers crash, whatever stands behind the keys."""

from pathlib import Path

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dialogbot.domain import Post, Rejected
from dialogbot.exports import Limits, open_export
from dialogbot.readers import all_readers

READERS = {reader.name: reader for reader in all_readers()}
LEAF = (
    st.none()
    | st.booleans()
    | st.integers(-9, 10**18)
    | st.floats()
    | st.sampled_from(["", "x", "2026", "1.2", "t1_a"])
)
KEYS = {
    "telegram_json": ("messages", "chats", "list", "name", "id", "type", "date", "text", "from", "poll", "reactions"),
    "discord_exporter": ("guild", "channel", "messages", "id", "type", "author", "reference", "reactions", "name"),
    "slack": ("messages", "channel_id", "ts", "type", "text", "user", "user_profile", "file", "comment", "reactions"),
    "mattermost": ("order", "posts", "message", "create_at", "user_id", "props", "metadata", "type", "id"),
    "discourse": ("post_stream", "posts", "post_number", "cooked", "actions_summary", "details", "links", "title"),
    "reddit_thread": ("kind", "data", "children", "replies", "body", "id", "link_id", "permalink", "created_utc"),
    "reddit_dump": ("body", "link_id", "parent_id", "subreddit", "id", "author", "score", "title", "data"),
}


def _values(keys: tuple[str, ...]) -> st.SearchStrategy[object]:
    return st.recursive(
        LEAF,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(keys), inner, max_size=6),
        max_leaves=12,
    )


@pytest.mark.parametrize("name", KEYS)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_json_with_a_formats_keys_is_survived(name: str, data: st.DataObject, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(orjson.dumps(data.draw(_values(KEYS[name]))))
    with open_export(path, Limits()) as export:
        if READERS[name].recognise(export):
            assert all(isinstance(row, Post | Rejected) for row in READERS[name].read(export))


def _shaped(name: str, value: object) -> object:
    """Put a value where the messages of a format stand, beside one that makes the format known."""
    telegram = {"id": 1, "type": "message", "date": "2026-01-01T00:00:00", "text": "x"}
    known: dict[str, object] = {
        "telegram_json": {"name": value, "id": value, "messages": [telegram, {**telegram, "text": value}, value]},
        "discord_exporter": {
            "guild": {"id": value},
            "channel": {"type": value},
            "messages": [value, {"content": value}],
        },
        "slack": {
            "name": value,
            "messages": [{"type": "message", "subtype": value, "ts": "1.2", "text": value, "file": value}, value],
        },
        "mattermost": {"order": value, "posts": {"a": {"message": value, "create_at": 1, "props": value}, "b": value}},
        "discourse": {
            "slug": value,
            "details": value,
            "post_stream": {"posts": [value, {"post_number": value, "post_type": value}]},
        },
        "reddit_thread": {
            "kind": "Listing",
            "data": {"children": [value, {"kind": "t1", "data": {"body": value}}, {"kind": value, "data": {}}]},
        },
        "reddit_dump": [dict.fromkeys(("body", "link_id", "parent_id", "subreddit", "id"), value)],
    }
    return known[name]


@pytest.mark.parametrize("name", KEYS)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_value_in_a_known_place_is_survived(name: str, data: st.DataObject, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(orjson.dumps(_shaped(name, data.draw(_values(KEYS[name])))))
    with open_export(path, Limits()) as export:
        assert READERS[name].recognise(export)
        assert all(isinstance(row, Post | Rejected) for row in READERS[name].read(export))


def test_line_of_a_kind_that_is_no_word_is_no_mattermost(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(b'{"type": ["post"], "version": 1}\n{"type": ["post"], "post": {}}\n')
    with open_export(path, Limits()) as export:
        assert not READERS["mattermost"].recognise(export)
