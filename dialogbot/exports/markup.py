"""From HTML to the words in it, with the line breaks that a browser would show."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "dd", "details", "div", "dl", "dt", "fieldset", "figcaption",
    "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p",
    "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
))  # fmt: skip
# An empty line stands around these, only a new line around other blocks.
APART = frozenset((
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "table", "pre",
))  # fmt: skip
UNSEEN = frozenset((
    "script", "style", "template", "noscript", "head", "title", "iframe", "object", "svg", "video", "audio",
    "select", "textarea",
))  # fmt: skip
SPACES = re.compile(r"[ \t\r\n\f]+")
AROUND_BREAK = re.compile(r" *\n *")


def parsed_html(html: str) -> LexborHTMLParser:
    """Parse a page or a piece of one; any text at all can be parsed."""
    from selectolax.lexbor import LexborHTMLParser  # noqa: PLC0415 # only exports in HTML need it

    return LexborHTMLParser(html.replace("\0", ""))


def text_of_html(html: str) -> str:
    """Give the words of a piece of HTML: entities resolved, ``<br>`` a new line, paragraphs apart."""
    if "<" not in html and "&" not in html:
        return SPACES.sub(" ", html).strip()
    body = parsed_html(html).body
    return "" if body is None else text_of_node(body)


def text_of_written_html(html: str) -> str:
    """Do the same for HTML as people write it in a blog's editor, where a new line of the source is meant as one."""
    return text_of_html(re.sub(r"\r\n|\r|\n", "<br>", html))


def text_of_node(node: LexborNode) -> str:
    """Give the words of a node and all below it, as ``text_of_html`` does."""
    whole: list[str] = []
    gap = 0
    for piece in _pieces(node):
        if isinstance(piece, int):
            gap = max(gap, piece)
        elif piece.strip(" ") or not gap:
            whole += ["\n" * gap, piece]
            gap = 0
    return re.sub(r"\n{3,}", "\n\n", AROUND_BREAK.sub("\n", "".join(whole))).strip()


def _pieces(top: LexborNode) -> Iterator[str | int]:
    """Yield words, and for the edge of a block how many line breaks it wants.

    It walks without recursion, since a stranger's page may be nested without end.
    """
    node: LexborNode | None = top
    while node is not None:
        yield _opening(node)
        child = None if node.tag in UNSEEN else node.child
        while child is None and node is not None:
            yield _edge(node)
            if node.mem_id == top.mem_id:
                return
            child, node = node.next, node.parent
        node = child


def _opening(node: LexborNode) -> str | int:
    if node.tag == "-text":
        return SPACES.sub(" ", node.text_content or "")
    if node.tag == "br":
        return "\n"
    if node.tag == "img" and "emoji" in (node.attributes.get("class") or ""):
        return node.attributes.get("alt") or ""
    return _edge(node)


def _edge(node: LexborNode) -> int:
    if node.tag in APART:
        return 2
    return 1 if node.tag in BLOCKS else 0
