"""The commands about our own accounts: stats import, stats show, stats sector."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date

from dialogbot.cli.bench import Bench
from dialogbot.domain import UNKNOWN_PLATFORM, DialogbotError
from dialogbot.harmless import safe
from dialogbot.jobs import database
from dialogbot.privacy import privacy
from dialogbot.pseudonyms import Key, read_key
from dialogbot.station import reading
from dialogbot.stats import COUNTED, Asker, Brought, bring, correct, engagement, growth
from dialogbot.store import opened
from dialogbot.store.stats import Sector
from dialogbot.texts import Texts

_FIRST, _AFTER = date(1970, 1, 1), date(9999, 1, 1)
_MOST_UNSURE = 20


def stats_command(chosen: argparse.Namespace, bench: Bench) -> int:
    """Take in a file of figures, show them, or correct a follower's sector."""
    for line in _DOING[chosen.doing](chosen, bench):
        print(safe(line))
    return 0


def _import(chosen: argparse.Namespace, bench: Bench) -> list[str]:
    config = bench.config
    asker = Asker(
        today=bench.clock().astimezone(config.zone).date(),
        zone=config.zone,
        keeping=config.stats.followers,
        key=_key(bench),
        platform=chosen.platform.casefold() if chosen.platform else UNKNOWN_PLATFORM,
    )
    with opened(database(config)) as store:
        brought = bring(store, chosen.file, reading(config).limits, asker)
    return _report(brought, bench.texts)


def _report(brought: Brought, texts: Texts) -> list[str]:
    values = {"figures": brought.figures, "followers": brought.followers, "rejected": len(brought.rejected)}
    lines = [texts("stats.brought", **values)]
    lines += [f"  {one.where}: {texts.counted(f'flaw.{one.flaw}', 1)}" for one in brought.rejected[:_MOST_UNSURE]]
    if brought.unsure:
        lines.append(texts("stats.unsure", names=", ".join(brought.unsure[:_MOST_UNSURE])))
    return lines


def _sector(chosen: argparse.Namespace, bench: Bench) -> list[str]:
    texts = bench.texts
    if bench.config.stats.followers == COUNTED:
        raise DialogbotError("[stats] followers = 'counted' keeps no followers: write the sector into the file instead")
    sectors = {texts(f"sector.{one}").casefold(): one for one in Sector} | {one.value: one for one in Sector}
    sector = sectors.get(chosen.sector.casefold())
    if sector is None:
        raise DialogbotError(f"there is no sector {chosen.sector!r}: write one of {', '.join(Sector)}")
    with opened(database(bench.config)) as store:
        correct(store, chosen.name, sector, _key(bench))
    return [texts("stats.corrected", name=chosen.name, sector=texts(f"sector.{sector}"))]


def _show(chosen: argparse.Namespace, bench: Bench) -> list[str]:
    texts = bench.texts
    first, after = chosen.first or _FIRST, chosen.last or _AFTER
    with opened(database(bench.config)) as store:
        figures, sectors = store.stats.figures(first, after), store.stats.sectors(after)
    lines = [
        texts(
            "stats.growth",
            platform=one.platform,
            last=texts.number(one.last),
            change=f"{one.last - one.first:+d}",
            day=texts.day(one.first_day),
        )
        for one in growth(figures)
    ]
    lines += [
        texts(
            "stats.engagement",
            name=one.post_type or texts("stats.no_type"),
            posts=one.posts,
            mean=texts.number(round(one.mean, 1)),
            likes=texts.number(one.likes),
            comments=texts.number(one.comments),
        )
        for one in engagement(figures)
    ]
    for platform, day, counts in sectors:
        lines.append(texts("stats.sectors", platform=platform, day=texts.day(day), names=_shares(counts, texts)))
    return lines or [texts("stats.none")]


def _shares(counts: dict[Sector, int], texts: Texts) -> str:
    total = sum(counts.values())
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return " · ".join(
        texts("stats.share", name=texts(f"sector.{name}"), value=round(100 * count / total), count=count)
        for name, count in ranked
    )


def _key(bench: Bench) -> Key:
    return read_key(privacy(bench.config).key_path(database(bench.config)))


_DOING: dict[str, Callable[[argparse.Namespace, Bench], list[str]]] = {
    "import": _import,
    "show": _show,
    "sector": _sector,
}
