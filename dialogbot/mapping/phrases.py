"""Patterns made of many phrases in several languages."""

from __future__ import annotations


def one_of(phrases: str) -> str:
    """Give the pattern that matches one of the phrases; they are patterns themselves, parted by ``|`` and new lines."""
    found = [phrase.strip() for line in phrases.strip().split("\n") for phrase in line.strip().split(" | ")]
    return "(?:" + "|".join(phrase for phrase in found if phrase) + ")"
