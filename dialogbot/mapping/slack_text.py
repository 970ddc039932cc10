"""Slack's way of writing: mentions and links in angle brackets, three signs escaped, names of users in a list."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from dialogbot.mapping.columns import value_at
from dialogbot.mapping.values import words

BRACKETS = re.compile(r"<([^<>\n]+)>")
ESCAPES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
NAMES = ("profile.real_name", "real_name", "profile.display_name", "display_name", "name")


def user_name(cells: Mapping[str, Any]) -> str:
    """Give the name of a user: their real one, else the one they show, else the one they log in with."""
    return next((name for path in NAMES if (name := words(value_at(cells, path)).strip())), "")


def readable(text: str, names: Mapping[str, str]) -> str:
    """Write a text as Slack shows it: ``<@U1>`` by name, ``<url|label>`` as its label with the address behind it."""
    shown = BRACKETS.sub(lambda found: _shown(found[1], names), text)
    for written, sign in ESCAPES:
        shown = shown.replace(written, sign)
    return shown


def _shown(inside: str, names: Mapping[str, str]) -> str:
    target, _, label = inside.partition("|")
    if target.startswith("@"):
        return f"@{names.get(target[1:]) or label.removeprefix('@') or target[1:]}"
    if target.startswith("#"):
        return f"#{names.get(target[1:]) or label.removeprefix('#') or target[1:]}"
    if target.startswith("!"):
        return label if target.startswith("!date") else f"@{(label or target[1:]).removeprefix('@').partition('^')[0]}"
    address = target.removeprefix("mailto:").removeprefix("tel:")
    return address if not label or label in {address, target} or address.endswith(label) else f"{label} ({address})"
