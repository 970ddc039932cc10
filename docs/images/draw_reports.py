# ruff: noqa: INP001 - a script of the documentation, not a package
"""Draw the pictures of the page about reports, from six months of sample data.

usage, from the root of a checkout with its development packages, where Chromium is installed:
    .venv/bin/python -m docs.images.draw_reports
"""

from __future__ import annotations

import html
import io
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image

from dialogbot.config import Config, DetectionConfig
from dialogbot.report import digest, halfyear
from dialogbot.report.additions import additions
from dialogbot.report.attached import attachments
from dialogbot.report.drawing import Form, Picture
from dialogbot.report.measures import measure
from dialogbot.report.page import page
from dialogbot.report.period import Period
from dialogbot.store import opened
from dialogbot.texts import Texts, load
from docs.images.draw import chromium, keep
from tests.halfyear.story import LIBRARY, OSLO, write

CONFIG = Config(detection=DetectionConfig(own_accounts=(LIBRARY,)))
AFTER = datetime(2026, 11, 2, 8, tzinfo=UTC)
PERIOD = Period.parse("2026-05-01", "2026-10-31")
WEEK = digest.Week.parse("2026-W40")
PHONE = 390


def main() -> None:
    """Write the sample data into a folder that is thrown away, and draw from there."""
    texts = load("nb", OSLO)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        write(path / "dialogbot.db")
        _half_year(path, texts)
        _week(path, texts)


def _half_year(folder: Path, texts: Texts) -> None:
    own = CONFIG.own_accounts
    with opened(folder / "dialogbot.db") as store:
        figures = measure(store, PERIOD, now=AFTER, zone=OSLO, own=own)
        more = additions(store, PERIOD, texts, until=figures.until, own=own)
    report = halfyear.document(figures, texts, named=False, more=more)
    for part in (part for section in report.sections for part in section.parts):
        if isinstance(part, Picture):
            keep(f"chart-{part.name}", part.draw(Form.PNG))
    _photograph(page(report, texts), folder, "halfyear", (900, 1500))
    _on_a_phone(page(report, texts), folder, "halfyear-phone")


def _week(folder: Path, texts: Texts) -> None:
    with opened(folder / "dialogbot.db") as store:
        figures = digest.figures(store, WEEK, OSLO, digest.house(CONFIG))
        notice = digest.notice(figures, texts, content="full")
        picture, made = attachments(store, WEEK, notice, texts)
        keep("chart-week", picture.content())
        _on_a_phone(made.content().decode(), folder, "digest-page")


def _on_a_phone(made: str, folder: Path, name: str) -> None:
    """Photograph a page in a frame as narrow as a phone: a window of Chromium's is never so narrow."""
    frame = f'<iframe width={PHONE} height=1500 scrolling=no style="border:0" srcdoc="{html.escape(made)}"></iframe>'
    _photograph(f"<!doctype html><body style='margin:0'>{frame}", folder, name, (PHONE, 1500))


def _photograph(made: str, folder: Path, name: str, size: tuple[int, int]) -> None:
    source, target = folder / f"{name}.html", folder / f"{name}.png"
    source.write_text(made, encoding="utf-8")
    width, height = size
    chromium(
        f"--screenshot={target}", f"--window-size={max(width, 500)},{height}", "--hide-scrollbars", source.as_uri()
    )
    with Image.open(target) as shown:
        cut = io.BytesIO()
        shown.crop((0, 0, width, height)).save(cut, "PNG")
    keep(name, cut.getvalue())


if __name__ == "__main__":
    main()
