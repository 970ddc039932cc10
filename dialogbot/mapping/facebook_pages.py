"""The HTML pages of a Facebook download: their records, whichever of four generations of markup they are in.

2018-21 ``div.pam.uiBoxWhite``, 2021-23 ``div._3-95._a6-g``, 2024 ``div._a6-g``, since 2025 ``section._a6-g``. Classes
and order were read in public parsers of such files; what stands in the pages is in the language of the account.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

GROUP_WORDS = (
    "group gruppe gruppa grupp groep groupe grupo gruppo grup grupa skupina csoport ryhmä hópur joavku группа група "
    "กลุ่ม nhóm مجموعة المجموعة گروه kooxda grupė grupi"
)
GROUP_LABELS = frozenset(GROUP_WORDS.split())
# What of a thing for sale, a poll or an event says what it is; a price or a place alone does not.
TELLING_WORDS = (
    "title tittel titel rubrik titre título titolo otsikko tytuł description beskrivelse beskriving beskrivning "
    "beschreibung beschrijving descripción descrizione kuvaus opis question spørsmål spørgsmål fråga frage vraag "
    "option alternativ mulighed valgmulighet name navn namn naam nom"
)
TELLING_LABELS = frozenset(TELLING_WORDS.split())
UPDATED = re.compile(
    r"^(?:updated|oppdatert|oppdaterte|opdateret|uppdaterad|uppdaterades|aktualisiert|bijgewerkt|mis à jour|"
    r"actualizado|päivitetty|zaktualizowano|aggiornato)\b.{4,60}$",
    re.IGNORECASE,
)
RECORDS = frozenset({"_a6-g", "uiBoxWhite"})
RECORD_START = re.compile(r'<(?:section|div)\b[^>]{0,200}?\bclass="[^"]{0,200}(?:\b_a6-g\b|\buiBoxWhite\b)')
# A parsed page takes some fifteen times its size in memory.
PIECE_CHARS = 2_000_000
BLOCKS = frozenset({"div", "p", "section", "li", "ul", "ol", "table", "tr", "td", "blockquote", "h2", "footer"})
SILENT = frozenset({"script", "style", "head", "title"})
WEB = re.compile(r"^(?:https?://|www\.)\S+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One record of a page, its words as they stand: ``stamp`` is its time, ``link`` that of its footer.

    ``bare`` says that it has a title and no body at all.
    """

    title: str
    text: str
    group: str | None
    stamp: str
    link: str
    bare: bool


@dataclass(slots=True)
class _Heard:
    """What the blocks of a body say: in plain words, in what is attached, and as the name of a group."""

    own: list[str] = field(default_factory=list)
    attached: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    group: str | None = None


def sections(html: str) -> Iterator[Section]:
    """Yield the records of a page, in their order."""
    for piece in _pieces(html):
        yield from (_section(node) for node in _outermost(page_of(piece), RECORDS))


def page_of(html: str) -> LexborNode:
    """Give the root of a page; a page of nothing has an empty one."""
    from selectolax.lexbor import LexborHTMLParser  # noqa: PLC0415 # needed for pages only

    root = LexborHTMLParser(html or "<html></html>").root
    if root is None:
        raise ValueError("no page")
    return root


def leaf_texts(html: str, selector: str) -> list[str]:
    """Give the texts of the nodes that a CSS selector finds and that hold no other such node."""
    found = page_of(html).css(selector)
    return [node_text(node) for node in found if len(node.css(selector)) <= 1]


def link_targets(html: str) -> list[str]:
    """Give where the links of a page lead, in their order."""
    return [node.attributes.get("href") or "" for node in page_of(html).css("a[href]")]


def node_text(node: LexborNode) -> str:
    """Give the text of a node as a browser shows it: blanks run together, a line for each ``br`` and each block."""
    pieces: list[str] = []
    stack: list[LexborNode | str] = [node]
    while stack:
        top = stack.pop()
        if isinstance(top, str):
            pieces.append(top)
        elif top.tag == "-text":
            pieces.append(re.sub(r"[ \t\r\n\f]+", " ", top.text_content or ""))
        elif top.tag == "br":
            pieces.append("\n")
        elif top.tag not in SILENT:
            ends = "\n" if top.tag in BLOCKS else ""
            stack.append(ends)
            stack.extend(reversed(list(top.iter(include_text=True))))
            stack.append(ends)
    lines = [line.strip() for line in "".join(pieces).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _pieces(html: str) -> Iterator[str]:
    """Cut a large page before a record, so that it is never parsed as a whole."""
    start = 0
    for found in RECORD_START.finditer(html) if len(html) > PIECE_CHARS else ():
        if found.start() - start >= PIECE_CHARS:
            yield html[start : found.start()]
            start = found.start()
    yield html[start:]


def _section(record: LexborNode) -> Section:
    title = record.css_first("._a6-h, ._2lek")
    body = record.css_first("._a6-p, ._2let")
    stamps = record.css("._a72d") or record.css("._2lem") or record.css("._a6-o")
    link = record.css_first("._a6-o a, ._2lem a")
    heard = _heard(body) if body is not None else _Heard()
    return Section(
        title=" ".join(node_text(title).split()) if title is not None else "",
        text=heard.own[-1] if heard.own else "\n".join(dict.fromkeys(heard.attached)),
        group=heard.group,
        stamp=" ".join(node_text(stamps[-1]).split()) if stamps else "",
        link=(link.attributes.get("href") or "") if link is not None else "",
        bare=body is None or not (heard.own or heard.attached or heard.group or body.css_first("img, video, a, audio")),
    )


def _heard(body: LexborNode) -> _Heard:
    heard = _Heard()
    for block in list(_outermost(body, frozenset({"_2pin"}))) or [body]:
        for label, value in _labelled(block):
            if label in GROUP_LABELS:
                heard.group = heard.group or value
            elif label in TELLING_LABELS:
                heard.attached.append(value)
        if block.css_first("img, video, audio, ._a7nf") is not None:
            heard.attached += [text for each in block.css("._3-95") if (text := node_text(each))]
        else:
            _hear_words(block, heard)
    return heard


def _hear_words(block: LexborNode, heard: _Heard) -> None:
    text = node_text(block)
    linked = " ".join(node_text(each) for each in block.css("a"))
    if not text or UPDATED.match(text):
        return
    if "".join(linked.split()) == "".join(text.split()):
        # A link stands alone where it was attached; the same words again are what was written.
        kind = heard.own if text in heard.links else heard.links if WEB.match(text) else heard.attached
        kind.append(text)
    elif not (linked and text.removesuffix(linked).rstrip().endswith(":")):
        heard.own.append(text)


def _labelled(block: LexborNode) -> list[tuple[str, str]]:
    """Take the lines such as ``Group: NAME`` out of a block, and give their labels and values."""
    found = []
    for line in block.css("div, p"):
        first = next((each for each in line.iter(include_text=True) if each.tag != "-text" or node_text(each)), None)
        if first is None or first.tag not in {"span", "b", "strong"}:
            label, colon, value = node_text(line).partition(":") if "_3-95" in _classes(line) else ("", "", "")
            if colon and label.strip().casefold() in GROUP_LABELS and first is not None and first.tag == "-text":
                found.append((label.strip().casefold(), value.strip()))
                line.decompose()
            continue
        label = node_text(first)
        if label.endswith(":"):
            value = node_text(line).removeprefix(label).strip()
            found.append((label.rstrip(": \u00a0").casefold(), value))
            line.decompose()
    return found


def _outermost(node: LexborNode, wanted: frozenset[str]) -> Iterator[LexborNode]:
    """Yield the nodes of one of these classes that stand in no other such node, in their order."""
    stack = list(reversed(list(node.iter())))
    while stack:
        top = stack.pop()
        if wanted & _classes(top):
            yield top
        else:
            stack.extend(reversed(list(top.iter())))


def _classes(node: LexborNode) -> frozenset[str]:
    return frozenset((node.attributes.get("class") or "").split())
