"""A notice in Telegram's HTML: every word escaped, links kept, and no longer than one message holds.

Limits and tags: https://core.telegram.org/bots/api#sendmessage and #html-style.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from html import escape
from itertools import pairwise

from dialogbot.domain import Block, Style

LIMIT = 4096
LONGEST_URL = 2048
_PERSON = "tg://user?id="  # a mention of somebody without a username; what a post says leads nowhere of this kind
LONGEST_WORD = 40
KEPT = 300
ELLIPSIS = "…"

_LEFT_OUT = Block(style=Style.NOTE, text=ELLIPSIS)
_TAGS = {Style.HEADING: "b", Style.QUOTE: "blockquote", Style.NOTE: "i"}


def html_of(blocks: Sequence[Block]) -> str:
    """Write the blocks as HTML of at most 4096 UTF-16 units without the tags, which is how Telegram counts.

    Where that is too little, the longest blocks are cut on a word, down to 300 units each; where it is still too
    little, the last blocks are left out. A dot-dot-dot shows either.
    """
    fitting = fitted([_clean(block) for block in blocks if block.text.strip() or block.url], LIMIT)
    gaps = ["", *(_gap(above, below) for above, below in pairwise(fitting))]
    return "".join(gap + _markup(block) for gap, block in zip(gaps, fitting, strict=False))


def fitted(blocks: Sequence[Block], limit: int) -> list[Block]:
    """Keep as much of the blocks as fits into ``limit`` UTF-16 units."""
    kept = _with_long_ones_cut(list(blocks), limit)
    if _length(kept) <= limit:
        return kept
    too_many = bisect_right(range(1, len(kept)), limit, key=lambda count: _length([*kept[:count], _LEFT_OUT]))
    return [*kept[:too_many], _LEFT_OUT]


def cut(text: str, size: int) -> str:
    """Keep the beginning of a text, at most ``size`` UTF-16 units with a dot-dot-dot, whole words where possible."""
    if units(text) <= size:
        return text
    half = (size - units(ELLIPSIS)) * 2
    beginning = text.encode("utf-16-le")[:half].decode("utf-16-le", "ignore")  # never half a surrogate pair
    parts = beginning.rsplit(maxsplit=1)
    inside_word = not (beginning[-1:].isspace() or text[len(beginning)].isspace())
    if inside_word and len(parts) > 1 and len(parts[1]) <= LONGEST_WORD:
        beginning = parts[0]
    return beginning.rstrip() + ELLIPSIS


def sendable(text: str) -> str:
    """Mend what no UTF-8 can carry: the halves of surrogate pairs, which exports hold, become U+FFFD."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def units(text: str) -> int:
    """Measure a text as Telegram does, in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def _with_long_ones_cut(blocks: list[Block], limit: int) -> list[Block]:
    while (excess := _length(blocks) - limit) > 0:
        at = max(range(len(blocks)), key=lambda index: units(blocks[index].text))
        size = units(blocks[at].text)
        if size <= KEPT:
            break
        shorter = replace(blocks[at], text=cut(blocks[at].text, max(KEPT, size - excess)))
        blocks = [*blocks[:at], shorter, *blocks[at + 1 :]]
    return blocks


def _length(blocks: Sequence[Block]) -> int:
    return sum(units(_words(block)) for block in blocks) + sum(len(_gap(*pair)) for pair in pairwise(blocks))


def _gap(above: Block, below: Block) -> str:
    """Leave a line free between paragraphs, but not within a list, below a heading, or beside a quotation's own air."""
    alike = above.style is below.style and above.style is not Style.PLAIN
    beside = above.style is Style.HEADING or Style.QUOTE in (above.style, below.style)
    return "\n" if (alike or beside) and below.style is not Style.HEADING else "\n\n"


def _markup(block: Block) -> str:
    words = escape(_words(block))
    link = f"{_PERSON}{block.calls}" if block.calls is not None else block.url
    if link:
        start = len(words) - len(escape(block.text))
        words = f'{words[:start]}<a href="{escape(link)}">{words[start:]}</a>'
    tag = _TAGS.get(block.style)
    return f"<{tag}>{words}</{tag}>" if tag else words


def _words(block: Block) -> str:
    return f"• {block.text}" if block.style is Style.ITEM else block.text


def _clean(block: Block) -> Block:
    """Give the block a text that can be sent, and leave its address only where that can be followed."""
    text = sendable(block.text.strip() or block.url or "")
    return replace(block, text=text, url=block.url if block.url and _can_be_followed(block.url) else None)


def _can_be_followed(url: str) -> bool:
    short = len(url) <= LONGEST_URL and url.isprintable()
    return short and bool(re.fullmatch(r"https?://[^\s/]\S*", url, re.IGNORECASE))
