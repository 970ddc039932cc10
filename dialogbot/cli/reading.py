"""The commands that read exports: import, preview, formats."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from tqdm import tqdm

from dialogbot import summary
from dialogbot.cli.bench import Bench
from dialogbot.cli.weekly import rates_table
from dialogbot.domain import Flaw, Kind, Post, Rejected, UnreadableFile, Verdict
from dialogbot.exports import open_export
from dialogbot.harmless import one_line, safe
from dialogbot.ingest import Report, ingest
from dialogbot.jobs import database
from dialogbot.judgement import judged_by, line
from dialogbot.lessons import holding
from dialogbot.mapping.description import described, mapping_toml
from dialogbot.normalise import alike, identified
from dialogbot.notices import shortened
from dialogbot.readers import Rank, Reader, all_readers, read
from dialogbot.retention import enforce_when_due
from dialogbot.station import announced, reading
from dialogbot.store import opened
from dialogbot.texts import Texts
from dialogbot.threads import threads

MOST = 100_000
"""Posts that are looked at without being stored: what is previewed stands in memory."""

_EXCERPT = 160
_EXAMPLE = 40
_FIELDS = ("text", "author", "posted_at", "community", "platform", "ref", "parent_ref", "thread_ref", "likes", "url")


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A post of an export with what is thought of it."""

    post: Post
    thread: str | None
    verdict: Verdict


def import_command(chosen: argparse.Namespace, bench: Bench) -> int:
    """Import each file; one that cannot be read is told of, and the rest go on."""
    failures = 0
    for path in chosen.files:
        try:
            report = imported(path, bench)
        except UnreadableFile as error:
            failures += 1
            print(one_line(bench.texts("report.failed", file=path.name, why=error)), file=sys.stderr)
            continue
        _print_report(report, bench, chosen.format)
    announced(bench.config, bench.clock())
    enforce_when_due(bench.config, bench.clock())
    if chosen.format == "text":
        tell(bench)
    return 1 if failures else 0


def imported(path: Path, bench: Bench) -> Report:
    """Import one file, with a bar on a terminal."""
    with progress_bar(path) as progress:
        return ingest(
            path,
            database(bench.config),
            now=bench.clock(),
            settings=reading(bench.config),
            progress=progress,
        )


def tell(bench: Bench) -> None:
    """Show the alerts that are queued here, or say who will send them."""
    if bench.config.channel == "console":
        from dialogbot.cli.connecting import channel  # noqa: PLC0415 - only here is the channel needed
        from dialogbot.cli.running import delivered  # noqa: PLC0415 - only here is the loop needed

        delivered(bench, channel(bench.config, ""))
        return
    with opened(database(bench.config)) as store:
        waiting = store.outbox.waiting()
    if waiting:
        print(bench.texts.counted("report.queued", waiting))


def preview_command(chosen: argparse.Namespace, bench: Bench) -> int:
    """Show what would be alerted, and write nothing."""
    for path in chosen.files:
        judged = list(previewed(path, bench))
        if chosen.format == "json":
            for one in judged:
                print(json.dumps(_table(one, bench), ensure_ascii=False))
        else:
            _print_preview(path, judged, bench)
    return 0


def previewed(path: Path, bench: Bench) -> Iterator[Judged]:
    """Read and judge a file, in its order."""
    told = reading(bench.config)
    with progress_bar(path) as progress, read(path, told.limits, progress, told.layout) as found_in:
        flaws: Counter[Flaw] = Counter()
        posts = list(islice(_posts(found_in.rows, flaws), MOST))
    if len(posts) == MOST:
        print(bench.texts("preview.cut", count=MOST), file=sys.stderr)
    if flaws:
        words = ", ".join(bench.texts.counted(f"flaw.{flaw}", count) for flaw, count in sorted(flaws.items()))
        print(bench.texts("preview.rejected", file=safe(path.name), flaws=words), file=sys.stderr)
    found: dict[int, Judged] = {}
    groups = threads(posts)
    of_threads = [[posts[place] for place in places] for places in groups]
    verdicts = judged_by(of_threads, told.sensitivity, holding(database(bench.config)))
    for places, judged in zip(groups, verdicts, strict=True):
        for place, (verdict, _) in zip(places, judged, strict=True):
            thread = posts[place].thread_ref or posts[places[0]].ref
            found[place] = Judged(post=posts[place], thread=thread, verdict=verdict)
    yield from (found[place] for place in sorted(found))


def _posts(rows: Iterable[Post | Rejected], flaws: Counter[Flaw]) -> Iterator[Post]:
    """Yield the posts, and count what is none."""
    for one in rows:
        if isinstance(one, Rejected):
            flaws[one.flaw] += 1
        else:
            yield identified(alike(one))


def formats_command(chosen: argparse.Namespace, bench: Bench) -> int:
    """List the readers, or tell of a file who reads it and what is found in it."""
    if chosen.file is not None:
        return _tell_of(chosen.file, bench)
    texts = bench.texts
    print(texts("formats.heading"))
    for reader in all_readers():
        print(texts("formats.line", name=reader.name, kinds=reader.kinds, title=_title(reader, texts)))
        if reader.tells:
            print(texts("formats.tells", tells=", ".join(sorted(reader.tells))))
        if reader.own_words_only:
            print(texts("formats.own_words"))
    return 0


def _tell_of(path: Path, bench: Bench) -> int:
    """Say which reader takes a file, what it finds, and print a mapping to start from."""
    texts, told = bench.texts, reading(bench.config)
    with open_export(path, told.limits) as export:
        description = described(export)
    with read(path, told.limits, layout=told.layout) as found_in:
        title = _title(found_in.reader, texts)
        print(texts("formats.read_by", file=safe(path.name), name=found_in.reader.name, title=title))
        _print_examples(list(islice((one for one in found_in.rows if isinstance(one, Post)), MOST)), bench)
    if description is not None and found_in.reader.rank is not Rank.SPECIFIC:
        print(texts("formats.mapping"), end="\n\n")
        print(safe(mapping_toml(description)))
    return 0


def _title(reader: Reader, texts: Texts) -> str:
    return texts.known(f"reader.{reader.name}", reader.title)


def _print_examples(posts: list[Post], bench: Bench) -> None:
    """Print each field with how many posts have it, and three examples."""
    texts = bench.texts
    print(texts("formats.posts", count=len(posts)))
    for name in _FIELDS:
        values = [getattr(post, name) for post in posts if getattr(post, name) is not None]
        shown = [shortened(str(value), _EXAMPLE) for value in list(dict.fromkeys(values))[:3]]
        examples = " | ".join(shown) or "–"
        print(safe(texts("formats.field", name=name, count=len(values), examples=examples)))
    print()


@contextmanager
def progress_bar(path: Path) -> Iterator[Callable[[int], None]]:
    """Give a listener to bytes read that draws a bar on a terminal, and nothing on a pipe."""
    total = path.stat().st_size if path.is_file() else None
    with tqdm(
        total=total, unit="B", unit_scale=True, desc=safe(path.name), leave=False, disable=not sys.stderr.isatty()
    ) as bar:
        yield lambda count: _advance(bar, count)


def _advance(bar: Any, count: int) -> None:
    bar.update(min(count, bar.total - bar.n) if bar.total else count)


def _print_report(report: Report, bench: Bench, form: str) -> None:
    if form == "json":
        print(json.dumps(summary.table(report), ensure_ascii=False))
        return
    print(safe("\n".join(summary.lines(report, bench.texts))), end="\n\n")


def _print_preview(path: Path, judged: list[Judged], bench: Bench) -> None:
    texts = bench.texts
    found = [one for one in judged if one.verdict.opportunity]
    print(safe(path.name))
    if not found:
        print(texts("preview.none", posts=len(judged)))
    else:
        key = "preview.found_one" if len(found) == 1 else "preview.found_many"
        print(texts(key, count=len(found), posts=len(judged)))
    for one in sorted(found, key=lambda one: -one.verdict.score):
        print(safe(_line(one, bench)))
    scored = [(one.post, one.verdict.score) for one in judged]
    print(safe("\n".join(rates_table(scored, line(reading(bench.config).sensitivity), texts))))
    print(texts("preview.nothing_stored"), end="\n\n")


def _line(one: Judged, bench: Bench) -> str:
    verdict, texts = one.verdict, bench.texts
    topic = texts(f"topic.{verdict.topic or Kind.NONE}")
    words = shortened(one.post.text, _EXCERPT)
    line = f"  {texts.decimal(verdict.score, 2)}  {texts(f'kind.{verdict.kind}')} · {topic}: {words}"
    return f"{line}\n        {' · '.join(_signals(verdict, bench))}" if verdict.signals else line


def _signals(verdict: Verdict, bench: Bench) -> list[str]:
    return [bench.texts(f"signal.{one.name}", evidence=one.evidence) for one in verdict.signals]


def _table(one: Judged, bench: Bench) -> dict[str, Any]:
    post, verdict = one.post, one.verdict
    return {
        "id": post.ref,
        "thread": one.thread,
        "parent": post.parent_ref,
        "platform": post.platform,
        "group": post.community,
        "author": post.author,
        "created": post.posted_at.isoformat() if post.posted_at else None,
        "text": post.text,
        "likes": post.likes,
        "url": post.url,
        "opportunity": verdict.opportunity,
        "score": round(verdict.score, 4),
        "kind": verdict.kind,
        "topic": verdict.topic,
        "language": verdict.language,
        "signals": _signals(verdict, bench),
    }
