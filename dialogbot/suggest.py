"""Stage: ask the answer bank about what was found, and anew about the last weeks when it has changed."""

from __future__ import annotations

from datetime import datetime, timedelta

from dialogbot.answers import Bank, bank_in
from dialogbot.config import Config
from dialogbot.domain import Answer, Opportunity
from dialogbot.store import Store
from dialogbot.texts import Texts

LATELY = timedelta(weeks=9)
"""How far back it is asked anew: the eight weeks of a digest's figures, and the one that is not over."""

_AT_ONCE = 200


def bank(config: Config) -> Bank:
    """Return the answer bank of the settings; without one, or without its folder, it is empty."""
    return bank_in(config.path(config.answers.folder)) if config.answers.folder else Bank()


def suggested(store: Store, bank: Bank, one: Opportunity, texts: Texts) -> tuple[Answer, ...]:
    """Return what a card suggests as an answer, in the language of its texts, and then in the asker's if otherwise."""
    return bank.shown(store.suggestions.fitting(one.number), texts.locale[:2], one.verdict.language)


def suggest(store: Store, bank: Bank, now: datetime) -> int:
    """Remember which entry fits best for each opportunity about which this bank was not asked; count them."""
    count = 0
    if not bank.answers:
        return count
    while waiting := store.suggestions.waiting(bank.mark, now - LATELY, _AT_ONCE):
        found = [(one.number, bank.suggestions(one.text, above=one.above, topic=one.topic)[0]) for one in waiting]
        with store.writing():
            for number, best in found:
                store.suggestions.put(number, best, bank.mark, now)
        count += len(found)
    return count
