"""XML as people bring it: streamed, mended where it is broken, and safe against what strangers put into it.

No entity is expanded, nothing is fetched, and depth, size and amplification keep the bounds of libxml2.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, BinaryIO

from dialogbot.exports.member import Member

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

# What XML forbids even where people paste it in: with it in a CDATA section libxml2 would drop the section.
FORBIDDEN = bytes(code for code in range(32) if code not in (9, 10, 13))
PREFIXES = ("app", "blogger", "content", "dc", "thr", "wp")
ROOT = re.compile(r"<(?:[\w.-]+:)?([A-Za-z]\w*)[\s>/]")
CUT_SHORT = frozenset({"ERR_RESOURCE_LIMIT", "ERR_TAG_NOT_FINISHED", "ERR_DOCUMENT_EMPTY", "ERR_ENTITY_LOOP"})


def xml_root(member: Member) -> str:
    """Give the name of a member's outermost element without its namespace; empty if it is no XML."""
    head = member.head_text.lstrip("\ufeff \t\r\n")
    if not head.startswith("<"):
        return ""
    bare = re.sub(r"<!--.*?-->|<\?.*?\?>|<!DOCTYPE[^>\[]*(\[.*?\]\s*)?>", "", head[:65_536], flags=re.DOTALL)
    found = ROOT.match(bare.lstrip())
    return "" if found is None else found[1]


def xml_elements(member: Member, names: frozenset[str], within: frozenset[str]) -> Iterator[Element | None]:
    """Yield the elements called one of ``names`` that stand directly in one called one of ``within``.

    An element is emptied when the next is asked for. A last ``None`` says that the file breaks off or is beyond bounds.
    """
    from lxml import etree  # noqa: PLC0415 # only exports in XML need it

    with member.utf8() as stream:
        context = etree.iterparse(
            _Legal(stream),
            events=("end",),
            tag=tuple(f"{{*}}{name}" for name in sorted(names)),
            encoding="utf-8",
            recover=True,
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            for _, element in context:
                parent = element.getparent()
                if parent is not None and local_name(parent) in within:
                    yield element
                    _forget(element, parent)
        except etree.XMLSyntaxError:
            yield None
            return
        if any(entry.type_name in CUT_SHORT for entry in list(context.error_log)[-3:]):
            yield None


def local_name(element: Element) -> str:
    """Give an element's name without its namespace."""
    # What is no element (an entity that was left alone) has a function for a tag.
    tag: object = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2] if isinstance(tag, str) else ""


def children(element: Element, name: str) -> Iterator[Element]:
    """Yield the children of that name, in whatever namespace, or with a usual prefix that the file does not declare."""
    return element.iterchildren(*_tags(name))


def child_text(element: Element, *names: str) -> str:
    """Give the words of the first child with words in it that bears one of the names, the first name first."""
    found = (inner_text(child) for name in names for child in children(element, name))
    return next((text for text in found if text), "")


def inner_text(element: Element) -> str:
    """Give all words in an element, stripped."""
    return "".join(str(each) for each in element.itertext()).strip()


def inner_markup(element: Element) -> str:
    """Give what an element holds as HTML: its words where the markup is escaped, else its children written out."""
    from lxml import etree  # noqa: PLC0415 # only exports in XML need it

    if element.get("type") != "xhtml" and not any(local_name(each) for each in element):
        return inner_text(element)
    whole = str(etree.tostring(element, method="xml", encoding="unicode", with_tail=False))
    return re.sub(r"(</?)[\w-]+:(?=\w)", r"\1", whole)


class _Legal:
    """Bytes without what XML forbids, and without anything before the first sign."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._begun = False

    def read(self, size: int = -1) -> bytes:
        """Give the next bytes; none only at the end."""
        while chunk := self._stream.read(size):
            legal = chunk.translate(None, FORBIDDEN)
            legal = legal if self._begun else legal.lstrip()
            if legal:
                self._begun = True
                return legal
        return b""


@cache
def _tags(name: str) -> tuple[str, ...]:
    return (f"{{*}}{name}", *(f"{prefix}:{name}" for prefix in PREFIXES))


def _forget(element: Element, parent: Element) -> None:
    element.clear()
    while element.getprevious() is not None:
        del parent[0]
