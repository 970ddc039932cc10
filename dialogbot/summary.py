"""What an import amounted to, in words and as JSON. Pure."""

from __future__ import annotations

from typing import Any

from dialogbot.ingest import Report
from dialogbot.texts import Texts

_MOST_COMMUNITIES = 5
_MOST_PLACES = 3


def lines(report: Report, texts: Texts) -> list[str]:
    """Write a report for people: a line of counts, and what else is worth knowing."""
    title = texts.known(f"reader.{report.reader}", report.title)
    found = [texts("report.file", file=report.file, reader=title), f"  {_counts(report, texts)}"]
    if report.first and report.last:
        found.append("  " + texts("report.span", first=texts.date(report.first), last=texts.date(report.last)))
    if report.communities:
        shown = ", ".join(report.communities[:_MOST_COMMUNITIES])
        more = " …" if len(report.communities) > _MOST_COMMUNITIES else ""
        found.append("  " + texts("report.communities", names=shown + more))
    if report.own_words_only:
        found.append("  " + texts("report.own_words"))
    found += ["  " + texts(f"remark.{remark}") for remark in report.remarks]
    return found


def table(report: Report) -> dict[str, Any]:
    """Write a report as an object for JSON; times in ISO 8601, UTC."""
    return {
        "file": report.file,
        "reader": report.reader,
        "new": report.new,
        "known": report.known,
        "edited": report.edited,
        "forgotten": report.forgotten,
        "rejected": {flaw: {"count": count, "places": list(places)} for flaw, count, places in report.flaws},
        "opportunities": list(report.opportunities),
        "settled": list(report.settled),
        "answered": list(report.answered),
        "first": report.first.isoformat() if report.first else None,
        "last": report.last.isoformat() if report.last else None,
        "communities": list(report.communities),
        "own_words_only": report.own_words_only,
        "remarks": list(report.remarks),
    }


def _counts(report: Report, texts: Texts) -> str:
    parts = [texts.counted("report.new", report.new), texts.counted("report.known", report.known)]
    if report.edited:
        parts.append(texts.counted("report.edited", report.edited))
    if report.forgotten:
        parts.append(texts.counted("report.forgotten", report.forgotten))
    if report.flaws:
        key = "report.rejected_one" if report.rejected == 1 else "report.rejected_many"
        parts.append(texts(key, count=report.rejected, flaws=", ".join(_flaws(report, texts))))
    count = len(report.opportunities)
    parts.append(texts.counted("report.opportunities", count) if count else texts("report.opportunities_none"))
    if report.settled:
        parts.append(texts.counted("report.settled", len(report.settled)))
    if report.answered:
        parts.append(texts.counted("report.answered", len(report.answered)))
    return ", ".join(parts)


def _flaws(report: Report, texts: Texts) -> list[str]:
    found = []
    for flaw, count, places in report.flaws:
        named = [place.rpartition("/")[2] for place in places[:_MOST_PLACES]]
        shown = ", ".join(named) + (" …" if count > len(named) else "")
        found.append(texts("report.flaw_places", flaw=texts.counted(f"flaw.{flaw}", count), places=shown))
    return found
