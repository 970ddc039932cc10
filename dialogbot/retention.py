"""Stage: what has been kept long enough goes, and what a newly closed community told before is hidden."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta

from dialogbot.config import Config, PrivacyConfig
from dialogbot.inbox import delete_old
from dialogbot.masking import Names, known
from dialogbot.notify import refresh
from dialogbot.privacy import KEYED, Guard, Why, guarded, privacy
from dialogbot.store import Store, opened
from dialogbot.store.posts import DERIVED
from dialogbot.store.retention import Stored

_log = logging.getLogger(__name__)
EVERY = timedelta(days=1)
_AT_ONCE = 1000  # posts a transaction, so that nobody waits long for the write lock


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """How many of each kind were deleted, or emptied of what they said."""

    closed: int = 0
    texts: int = 0
    posts: int = 0
    stripped: int = 0
    decisions: int = 0
    messages: int = 0
    imports: int = 0
    files: int = 0

    @property
    def anything(self) -> bool:
        """Whether anything went."""
        return any(getattr(self, one.name) for one in fields(self))


def enforce_when_due(config: Config, now: datetime) -> Swept | None:
    """Enforce the retention once a day, or when a community was closed; ``None``: it was done within the last day."""
    path = config.path(config.store.file)
    with opened(path) as store:
        last = store.forgotten.last_sweep()
        told = privacy(config)
        to_close = any(told.closes(name) for name in store.retention.open_communities())
    if last is not None and timedelta() <= now - last[0] < EVERY and not to_close:
        return None
    return enforce(config, now)


def enforce(config: Config, now: datetime) -> Swept:
    """Delete what has been kept long enough, and leave no remains of it in the files of the database."""
    path = config.path(config.store.file)
    files = delete_old(config.path(config.inbox.folder), config.privacy.keep_done_files_days, now)
    with opened(path) as store:
        guard = guarded(store, privacy(config))
        counts = Counter(closed=close_communities(store, guard, now))
        counts += Counter(_swept(store, guard, config.privacy, now))
        counts["files"] += files
        found = Swept(**counts)
        with store.writing():
            store.retention.delete_outdated(now, now.astimezone(config.zone).date())
            store.forgotten.swept(days(config.privacy), counts, now)
        if found.anything or store.forgotten.compaction_wanted():
            store.compact()
    if found.anything:
        _log.info("deleted: %s", ", ".join(f"{count} {name}" for name, count in sorted(counts.items()) if count))
    return found


def close_communities(store: Store, guard: Guard, now: datetime) -> int:
    """Hide what is stored of communities that are closed now and were not before; return how many posts that were.

    What stands in the chat about them is changed as well.
    """
    count = 0
    for community in store.retention.open_communities():
        if not guard.privacy.closes(community):
            continue
        posts = store.retention.open_posts(community)
        own = {name.casefold() for name in guard.privacy.own}
        names = known(one.post.author for one in posts if one.post.author and one.post.author.casefold() not in own)
        for start in range(0, len(posts), _AT_ONCE):
            with store.writing():
                some = posts[start : start + _AT_ONCE]
                for one in some:
                    store.retention.close(_closed(one, guard, names))
                numbers = store.retention.cards(one.row for one in some)
                refresh(store, numbers, store.opportunities.latest_decision(numbers), now, "closed")
                store.forgotten.want_compaction()
        count += len(posts)
    return count


def days(told: PrivacyConfig) -> Mapping[str, int]:
    """Return for how many days each kind is kept, by the name of its setting without ``keep_`` and ``_days``."""
    names = [one.name for one in fields(told) if one.name.startswith("keep_")]
    return {name.removeprefix("keep_").replace("_days", ""): getattr(told, name) for name in names}


def _closed(one: Stored, guard: Guard, names: Names) -> Stored:
    """Return a post as it would have been stored had its community been closed then."""
    mark = guard.key.hashed("message", one.mark)
    post = guard.hidden(one.post, names)
    derived = {ref: _rehashed(ref, guard) for ref in (post.ref, post.thread_ref, post.parent_ref)}
    post = replace(
        post, ref=derived[post.ref], thread_ref=derived[post.thread_ref], parent_ref=derived[post.parent_ref]
    )
    return Stored(row=one.row, mark=mark, post=post)


def _rehashed(ref: str | None, guard: Guard) -> str | None:
    if ref is None or not ref.startswith(DERIVED):
        return ref
    return DERIVED + guard.key.hashed("message", ref.removeprefix(DERIVED))


def _swept(store: Store, guard: Guard, told: PrivacyConfig, now: datetime) -> dict[str, int]:
    counts: dict[str, int] = {}
    with store.writing():
        counts["texts"] = store.retention.empty_closed(now - timedelta(days=told.keep_text_days_closed))
    if told.keep_posts_days:
        before = now - timedelta(days=told.keep_posts_days)
        counts["posts"] = _delete_posts(store, guard, before, now)
        counts["stripped"] = _strip(store, guard, before, now)
    with store.writing():
        if told.keep_decisions_days:
            before = now - timedelta(days=told.keep_decisions_days)
            counts["decisions"] = _delete_decided(store, guard, before, now)
            store.retention.delete_changes(before)
        if told.keep_messages_days:
            counts["messages"] = store.retention.delete_messages(now - timedelta(days=told.keep_messages_days))
        if told.keep_imports_days:
            counts["imports"] = store.retention.delete_imports(now - timedelta(days=told.keep_imports_days))
    return counts


def _delete_posts(store: Store, guard: Guard, before: datetime, now: datetime) -> int:
    """Delete posts a thousand at a time, so that nobody waits long for the write lock."""
    count = 0
    while True:
        with store.writing():
            some = store.retention.past(before)
            _expire(store, guard, some, now)
            store.retention.delete(one.row for one in some)
        count += len(some)
        if not some:
            return count


def _strip(store: Store, guard: Guard, before: datetime, now: datetime) -> int:
    with store.writing():
        some = store.retention.past_opportunities(before)
        _expire(store, guard, some, now)
        for one in some:
            message, *ref = guard.traces(one.post, one.mark)
            store.retention.strip(one, KEYED + ref[0] if ref else DERIVED + message, message)
    return len(some)


def _delete_decided(store: Store, guard: Guard, before: datetime, now: datetime) -> int:
    """Delete opportunities and decisions; of their posts what is not kept for longer."""
    some = store.retention.decided(before)
    bare = [one for one in some if not one.post.text]
    _expire(store, guard, bare, now)
    store.retention.delete_cards(one.row for one in some)
    store.retention.delete(one.row for one in bare)
    return len(some)


def _expire(store: Store, guard: Guard, some: list[Stored], now: datetime) -> None:
    for one in some:
        store.forgotten.remember(guard.traces(one.post, one.mark), Why.EXPIRED, now)
