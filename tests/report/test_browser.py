"""The report in a real browser: on a desk, on a phone, and on paper. Skipped where there is no Chromium."""

from __future__ import annotations

import html
import re
import shutil
import struct
import subprocess
from pathlib import Path

import pytest

from dialogbot.report import halfyear
from dialogbot.report.additions import Additions
from dialogbot.report.measures import measure
from dialogbot.report.page import page
from tests.build import OSLO, store_in, texts
from tests.report.small import AFTER, PERIOD, fill

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
SECTIONS = 5
PHONE = 390

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a little half-year, as a file."""
    folder = tmp_path_factory.mktemp("report")
    with store_in(folder) as store:
        fill(store)
        figures = measure(store, PERIOD, now=AFTER, zone=OSLO, own=frozenset())
    target = folder / "report.html"
    target.write_text(
        page(halfyear.document(figures, texts(), named=False, more=Additions()), texts()), encoding="utf-8"
    )
    return target


def browse(*arguments: str, folder: Path) -> str:
    """Let Chromium do one thing, with a profile of its own."""
    command = [
        str(CHROMIUM), "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
        f"--user-data-dir={folder / 'profile'}", *arguments,
    ]  # fmt: skip
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout


@pytest.mark.parametrize("width", [PHONE, 1100])
def test_page_is_no_wider_than_the_screen(report: Path, tmp_path: Path, width: int) -> None:
    free = re.sub(r"<meta http-equiv[^>]*>", "", report.read_text(encoding="utf-8"))  # its rules forbid the measuring
    frame = f'<iframe id=f width={width} height=900 style="border:0" srcdoc="{html.escape(free)}"></iframe>'
    measure_it = "onload = () => document.title = `${f.contentDocument.documentElement.scrollWidth}`"
    outer = tmp_path / "outer.html"
    outer.write_text(f"<!doctype html><body style='margin:0'>{frame}<script>{measure_it}</script>", encoding="utf-8")
    dumped = browse("--dump-dom", "--window-size=1200,1000", outer.as_uri(), folder=tmp_path)
    title = re.match(r"<!DOCTYPE html>\s*<html><head><title>(\d+)</title>", dumped)

    assert title is not None
    assert int(title[1]) <= width


def test_page_is_shown(report: Path, tmp_path: Path) -> None:
    target = tmp_path / "shown.png"
    browse(f"--screenshot={target}", "--window-size=1100,1600", report.as_uri(), folder=tmp_path)
    picture = target.read_bytes()

    assert struct.unpack(">II", picture[16:24]) == (1100, 1600)
    assert len(picture) > 40_000  # a white sheet of that size has some 10 000 bytes


def test_each_question_begins_a_page_on_paper(report: Path, tmp_path: Path) -> None:
    target = tmp_path / "printed.pdf"
    browse(f"--print-to-pdf={target}", "--no-pdf-header-footer", report.as_uri(), folder=tmp_path)
    pages = len(re.findall(rb"/Type\s*/Page\b(?!s)", target.read_bytes()))

    assert SECTIONS <= pages <= 2 * SECTIONS
