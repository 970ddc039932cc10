"""Posts with a heading: the heading is part of what they say, since a question often stands only there."""

from __future__ import annotations


def titled(title: str, text: str) -> str:
    """Give a text under its title; the title is left out where the text begins with it."""
    heading = " ".join(title.split())
    start = " ".join(text.split())[: len(heading)]
    if not heading or start.casefold() == heading.casefold():
        return text
    return f"{heading}\n\n{text}".strip()
