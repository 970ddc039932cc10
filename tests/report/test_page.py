"""The page: valid HTML that loads nothing, runs nothing, and can be read by everybody."""

from __future__ import annotations

import re
import warnings
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest

from dialogbot.report import halfyear
from dialogbot.report.additions import Additions
from dialogbot.report.document import Document, Entry, Listing, Paragraph, Section, Table
from dialogbot.report.measures import measure
from dialogbot.report.page import page
from tests.build import OSLO, store_in, texts
from tests.report.small import AFTER, PERIOD, fill

HOSTILE = "<script>alert(1)</script> \"&' \u202egnort\x00"
LOADING = {"src", "href", "data", "srcset", "poster", "background", "action"}
STRANGE = Document(
    title=HOSTILE,
    lead=(Paragraph(text=HOSTILE),),
    sections=(
        Section(
            heading=HOSTILE,
            parts=(
                Table(name="t", caption=HOSTILE, columns=("a", HOSTILE), rows=((HOSTILE, HOSTILE),)),
                Listing(
                    entries=(
                        Entry(text=HOSTILE, url="javascript:alert(1)"),
                        Entry(text="x", url='https://a.example/?"'),
                    )
                ),
            ),
        ),
    ),
)


def parsed(made: str) -> Element:
    """Parse HTML and raise for whatever the standard calls an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # html5lib's own use of what Python will take away
        root: Element = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(made)
    return root


@pytest.fixture(scope="module", params=["nb", "nn", "en"])
def report(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The report of a little half-year in each language."""
    words = texts(request.param)
    with store_in(tmp_path_factory.mktemp("store")) as store:
        fill(store)
        figures = measure(store, PERIOD, now=AFTER, zone=OSLO, own=frozenset())
    return page(halfyear.document(figures, words, named=False, more=Additions()), words)


def test_page_is_valid_and_says_its_language(report: str) -> None:
    root = parsed(report)

    assert report.startswith("<!DOCTYPE html>")
    assert root.get("lang") in ("nb", "nn", "en")


def test_page_loads_nothing_and_runs_nothing(report: str) -> None:
    elements = list(parsed(report).iter())
    loaded = [value for one in elements for name, value in one.attrib.items() if name in LOADING]

    assert {one.tag for one in elements} & {"script", "iframe", "object", "embed", "link", "form", "base"} == set()
    assert [name for one in elements for name in one.attrib if name.startswith("on")] == []
    assert [value for value in loaded if not value.startswith("data:image/svg+xml;base64,")] == []
    assert re.search(r"url\(|@import", report) is None


def test_headings_stand_in_order_and_there_is_one_title(report: str) -> None:
    headings = [one.tag for one in parsed(report).iter() if re.fullmatch(r"h\d", one.tag)]

    assert headings == ["h1", *["h2"] * 5]


def test_every_picture_is_told_in_words_and_every_table_has_a_caption(report: str) -> None:
    root = parsed(report)
    tables, captions = root.findall(".//table"), root.findall(".//table/caption")

    assert len(root.findall(".//img")) == 5
    assert all(len(one.get("alt") or "") > 40 for one in root.iter("img"))
    assert len(tables) == len(captions) >= 6
    assert all(one.get("scope") for one in root.iter("th"))


def test_strange_words_stay_words() -> None:
    root = parsed(page(STRANGE, texts()))

    assert [one.tag for one in root.iter("script")] == []
    assert root.findtext(".//h1") == "<script>alert(1)</script> \"&' gnort"
    assert [one.get("href") for one in root.iter("a")] == ['https://a.example/?"']


def test_without_the_drawing_package_the_words_stand_for_the_pictures(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for module in ("page", "halfyear"):
        monkeypatch.setattr(f"dialogbot.report.{module}.can_draw", lambda: False)
    with store_in(tmp_path) as store:
        fill(store)
        figures = measure(store, PERIOD, now=AFTER, zone=OSLO, own=frozenset())
    made = page(halfyear.document(figures, texts(), named=False, more=Additions()), texts())

    assert "<img" not in made
    assert "mai 1 av 1" in made
    assert "Bildene mangler" in made


def test_empty_half_year_says_so(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        figures = measure(store, PERIOD, now=AFTER, zone=OSLO, own=frozenset())
    made = page(halfyear.document(figures, texts(), named=False, more=Additions()), texts())

    parsed(made)
    assert "Det ble ikke funnet noen muligheter for samtale i perioden." in made
