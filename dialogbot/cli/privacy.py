"""The commands about what is stored of people: forget, person, documents."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from dialogbot.cli.bench import Bench
from dialogbot.documents import LANGUAGES, written
from dialogbot.forgetting import Told, excerpt, forget_author, forget_link, forget_text, told_of
from dialogbot.harmless import safe
from dialogbot.jobs import database
from dialogbot.privacy import guarded, privacy
from dialogbot.respond.privacy import receipt_words
from dialogbot.store import opened
from dialogbot.texts import Texts

_EXCERPT = 160


def forget_command(chosen: argparse.Namespace, bench: Bench) -> int:
    """Delete for good what somebody wrote, and print a receipt."""
    now = bench.clock()
    with opened(database(bench.config)) as store:
        guard = guarded(store, privacy(bench.config))
        if chosen.author is not None:
            receipt = forget_author(store, guard, chosen.author, now)
        elif chosen.link is not None:
            receipt = forget_link(store, guard, chosen.link, now)
        else:
            receipt = forget_text(store, guard, chosen.text, now)
        store.compact()
    print(receipt_words(receipt, bench.texts))
    copies = bench.config.backup.every_days * bench.config.backup.keep
    if receipt.posts and copies:
        print(bench.texts("forget.copies", days=copies))
    return 0


def person_command(chosen: argparse.Namespace, bench: Bench) -> int:
    """Print all that is stored about a person."""
    with opened(database(bench.config)) as store:
        told = told_of(store, guarded(store, privacy(bench.config)), " ".join(chosen.name))
    if chosen.format == "json":
        print(told.as_json())
    else:
        print(safe("\n".join(_lines(told, bench.texts))))
    return 0


def documents_command(chosen: argparse.Namespace, bench: Bench) -> int:
    """Write the documents that the library needs, from its settings."""
    language = chosen.language or (bench.config.language if bench.config.language in LANGUAGES else LANGUAGES[0])
    today = bench.clock().astimezone(bench.config.zone).date()
    folder: Path = chosen.to
    for path in written(folder, bench.config, language, today):
        print(bench.texts("documents.written", path=path))
    return 0


def _lines(told: Told, texts: Texts) -> list[str]:
    acts = {place: count for place, count in told.as_staff.items() if count}
    lines = [texts("person.forgotten")] if told.forgotten else []
    if told.posts:
        lines += [texts.counted("person.posts", len(told.posts)), *_posts(told.posts, texts)]
    if told.mentions:
        lines += [texts.counted("person.mentions", len(told.mentions)), *_posts(told.mentions, texts)]
    for one in told.follows:
        key = "person.follower_corrected" if one.corrected else "person.follower"
        lines.append(texts(key, platform=one.platform, sector=texts(f"sector.{one.sector}")))
    if acts:
        counts = ", ".join(texts(f"person_place.{place}", count=count) for place, count in acts.items())
        lines.append(texts("person.as_staff", counts=counts))
    if not lines:
        return [texts("person.nothing", name=told.name)]
    names = texts("person.pseudonyms", names=", ".join(told.pseudonyms))
    return [texts("person.heading", name=told.name), names, *lines]


def _posts(posts: Sequence[dict[str, object]], texts: Texts) -> list[str]:
    lines = []
    for one in posts:
        at = one["posted_at"]
        when = texts.when(datetime.fromisoformat(str(at))) if at else "–"
        community = one["community"] or texts("alert.no_community")
        lines.append(texts("person.line", when=when, community=community, text=excerpt(one, _EXCERPT) or "–"))
    return lines
