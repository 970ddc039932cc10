"""Words of strangers made harmless for a terminal and for a log. Pure."""

from __future__ import annotations

import re
import unicodedata

_UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_TURNING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


def safe(text: str) -> str:
    """Take out what could act on a terminal: control characters, and marks that turn the direction of text."""
    visible = "".join(sign for sign in text if unicodedata.bidirectional(sign) not in _TURNING)
    return _UNSAFE.sub("", visible)


def one_line(text: str) -> str:
    """Make text harmless and a single line, so that it cannot pass for a line of the log."""
    return " ".join(safe(text).splitlines())
