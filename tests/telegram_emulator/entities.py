"""Telegram's HTML: what of it is understood, how it becomes entities, and how it is refused when it is wrong."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

from lo_bot_api_emulator import ApiRefusal

TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "a": "text_link",
    "span": "spoiler",
}


def parsed(text: str) -> tuple[str, list[dict[str, Any]]]:
    """The words without their tags and the entities over them; raises ``ApiRefusal`` as Telegram would refuse."""
    bare = re.search(r"<(?![A-Za-z/])", text)
    if bare:  # the standard parser would keep a lone "<" as text; Telegram does not
        raise _refusal(f'Unsupported start tag "" at byte offset {len(text[: bare.start()].encode())}')
    parser = _Parser()
    parser.feed(text)
    parser.close()
    if parser.opened:
        raise _refusal(f'Can\'t find end tag corresponding to start tag "{parser.opened[-1][0]}"')
    return parser.words, sorted(parser.entities, key=lambda entity: (entity["offset"], -entity["length"]))


def utf16_length(text: str) -> int:
    """How long Telegram counts a text to be."""
    return len(text.encode("utf-16-le")) // 2


def _refusal(reason: str) -> Exception:
    refusal: Exception = ApiRefusal(f"Bad Request: can't parse entities: {reason}")
    return refusal


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words = ""
        self.entities: list[dict[str, Any]] = []
        self.opened: list[tuple[str, int, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            raise _refusal(f'Unsupported start tag "{tag}" at byte offset {len(self.words.encode())}')
        self.opened.append((tag, utf16_length(self.words), dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.opened or self.opened[-1][0] != tag:
            raise _refusal(f"Unexpected end tag at byte offset {len(self.words.encode())}")
        _, offset, attributes = self.opened.pop()
        length = utf16_length(self.words) - offset
        if not length:
            return
        entity: dict[str, Any] = {"type": TAGS[tag], "offset": offset, "length": length}
        if tag == "a":
            entity["url"] = attributes.get("href") or ""
        self.entities.append(entity)

    def handle_data(self, data: str) -> None:
        self.words += data
