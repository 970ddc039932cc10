"""The command that deletes what somebody wrote."""

from __future__ import annotations

from dialogbot import notices
from dialogbot.commands import Order
from dialogbot.domain import Command, DialogbotError, Notice
from dialogbot.forgetting import Receipt, forget_link, forget_number
from dialogbot.privacy import guarded
from dialogbot.respond.desk import Desk
from dialogbot.texts import Texts


def forget(order: Order, command: Command, desk: Desk) -> Notice:
    """Delete a message by its link or number, with a receipt; it cannot be undone, so it wants its slash."""
    words = order.rest.split()
    shown = desk.store.outbox.numbers(command.reply_to) if command.reply_to else ()
    number = order.number if order.number is not None else (shown[0] if len(shown) == 1 and not words else None)
    if not command.line.startswith("/") or (number is None and len(words) != 1):
        return notices.said(desk.texts("forget.how"))
    guard = guarded(desk.store, desk.privacy)
    try:
        if number is not None:
            receipt = forget_number(desk.store, guard, number, desk.now)
        else:
            receipt = forget_link(desk.store, guard, words[0], desk.now)
    except DialogbotError:
        return notices.said(desk.texts("forget.how"))
    return notices.said(receipt_words(receipt, desk.texts))


def receipt_words(receipt: Receipt, texts: Texts) -> str:
    """Write a receipt: counts, no names."""
    if not receipt.posts and not receipt.mentions:
        return texts("forget.none" if receipt.remembered else "forget.nothing")
    return texts(
        "forget.done",
        posts=receipt.posts,
        opportunities=receipt.opportunities,
        decisions=receipt.decisions,
        mentions=receipt.mentions,
        messages=receipt.messages,
    )
