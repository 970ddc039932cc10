"""TAGS: tweets gathered in a Google sheet. Ids that the sheet has rounded are had back from the tweets' links."""

from __future__ import annotations

from datetime import UTC

from dialogbot.exports import Row
from dialogbot.mapping import Columns, words
from dialogbot.mapping.x_tweets import status_in, tweet_words
from dialogbot.readers import flat_reader


def _mended(row: Row) -> Row:
    cells = {**row.cells, "text": tweet_words(words(row.cells.get("text")))}
    ref = status_in(words(row.cells.get("status_url")))
    return Row(where=row.where, cells={**cells, "linked": ref})


READER = flat_reader(
    name="tags_csv",
    title="Tweets gathered with TAGS",
    kinds=".csv .xlsx",
    marks=frozenset({"id_str", "from_user", "text", "status_url"}),
    level=Columns(
        platform="x",
        text=("text",),
        ref=("linked", "id_str"),
        parent_ref=("in_reply_to_status_id_str",),
        author=("from_user",),
        posted_at=("created_at", "time"),
        likes=("favorite_count", "user_favorite_count"),
        url=("status_url",),
        zone=UTC,
    ),
    prepare=_mended,
)
