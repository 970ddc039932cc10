"""The command about messages that were not found: whether they should have been."""

from __future__ import annotations

import re

from dialogbot import missed, notices
from dialogbot.audit import Answer
from dialogbot.commands import Order
from dialogbot.domain import Command
from dialogbot.respond.desk import Desk, Response, said


def audit(order: Order, command: Command, desk: Desk) -> Response:
    """Keep an answer, or list what waits for one; what should have been seen is answered with its new card."""
    match = re.fullmatch(r"#?(\d{1,9})\s*(.*)", f"{order.number or ''} {order.rest}".strip())
    if match is None:
        return Response(notice=missed.listed(desk.store.audits.waiting(), desk.texts, desk.alerts))
    one = desk.store.audits.numbered(int(match[1]))
    if one is None:
        return said(desk, "audit.no_such", number=int(match[1]))
    answer = desk.vocabulary.answers.get(match[2].strip(" .!").casefold())
    if answer is None:
        return Response(notice=missed.question(one, desk.texts, desk.alerts))
    number = missed.answer(desk.store, one, answer, command.by, desk.now)
    if number is None:
        key = "audit.not_sure" if answer is Answer.UNSURE else "audit.kept"
        return said(desk, key, number=one.number)
    return _card(number, desk)


def _card(number: int, desk: Desk) -> Response:
    found = desk.store.opportunities.numbered(number)
    if found is None:
        return said(desk, "answer.no_such", number=number)
    card = notices.alert(found, desk.texts, content=desk.alerts.content, limit=desk.alerts.text_limit)
    return Response(notice=card, number=number, card=True, telling=True)
