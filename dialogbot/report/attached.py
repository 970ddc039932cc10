"""What goes with a week's digest: a picture of its topics, and the digest as a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import tzinfo
from functools import partial

from dialogbot.domain import Block, File, Notice, Style
from dialogbot.report import charts
from dialogbot.report.document import Document, Entry, Listing, Paragraph, Part, Section
from dialogbot.report.drawing import Form, Picture, can_draw
from dialogbot.report.page import page
from dialogbot.report.series import Usual
from dialogbot.report.week import Week
from dialogbot.store import Store
from dialogbot.texts import Texts

WEEKS_BEFORE = 8


def attachments(store: Store, week: Week, notice: Notice, texts: Texts) -> tuple[File, ...]:
    """Return what goes with the digest ``notice`` of a week: the picture, where it can be drawn, and the page."""
    picture = topics_picture(store, week, texts)
    title = notice.blocks[0].text if notice.blocks else str(week)
    made = File(name=f"{week}.html", alt=title, content=partial(_page_bytes, notice, picture, texts))
    if picture is None or not can_draw():
        return (made,)
    return (File(name=f"{week}.png", alt=picture.alt, content=partial(picture.draw, Form.PNG)), made)


def topics_picture(store: Store, week: Week, texts: Texts) -> Picture | None:
    """Return the picture of a week's topics against the weeks before; ``None``: nobody asked anything in them."""
    topics = usual_topics(store, week, texts.zone)
    return charts.week(topics, texts) if topics else None


def usual_topics(store: Store, week: Week, zone: tzinfo) -> list[Usual]:
    """Count a week's topics beside their mean over the weeks before, up to eight, since the first import."""
    first = store.imports.first_at()
    before = [week.back(back) for back in range(1, WEEKS_BEFORE + 1)]
    lived = [one for one in before if first is not None and one.span(zone)[1] > first]
    counts = Counter(dict(store.figures.topics(week.span(zone))))
    earlier: Counter[str] = Counter()
    for one in lived:
        earlier.update(dict(store.figures.topics(one.span(zone))))
    return [
        Usual(topic=topic, count=counts[topic], mean=earlier[topic] / len(lived) if lived else None)
        for topic in sorted(counts | earlier, key=lambda topic: (-counts[topic], -earlier[topic], topic))
    ]


def digest_page(notice: Notice, picture: Picture | None, texts: Texts) -> str:
    """Write a digest as a whole HTML document: its headings become sections."""
    title, *sections = _sections(notice.blocks)
    pictures: tuple[Part, ...] = (picture,) if picture is not None else ()
    whole = Document(title=title.heading, lead=(*title.parts, *pictures), sections=tuple(sections))
    return page(whole, texts)


def _page_bytes(notice: Notice, picture: Picture | None, texts: Texts) -> bytes:
    return digest_page(notice, picture, texts).encode()


def _sections(blocks: Sequence[Block]) -> list[Section]:
    """Gather blocks under the headings before them."""
    gathered: list[tuple[str, list[Block]]] = []
    for block in blocks:
        if block.style is Style.HEADING or not gathered:
            gathered.append((block.text, []))
        else:
            gathered[-1][1].append(block)
    return [Section(heading=heading, parts=tuple(_parts(below))) for heading, below in gathered]


def _parts(blocks: Iterable[Block]) -> Iterable[Part]:
    """Write blocks as paragraphs, and those of one list together as a list."""
    entries: list[Entry] = []
    for block in blocks:
        if block.style is Style.ITEM:
            entries.append(Entry(text=block.text, url=block.url))
            continue
        if entries:
            yield Listing(entries=tuple(entries))
            entries = []
        yield Paragraph(text=block.text)
    if entries:
        yield Listing(entries=tuple(entries))
