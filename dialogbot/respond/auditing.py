"""The command about messages that were not found: whether they should have been."""

from __future__ import annotations

import re
from dataclasses import replace

from dialogbot import missed, notices
from dialogbot.audit import Answer
from dialogbot.commands import Order
from dialogbot.domain import Block, Command, Style
from dialogbot.report.digest import recall_line
from dialogbot.report.quality import recall
from dialogbot.report.week import Week, weeks_until
from dialogbot.report.weekly import AUDITED
from dialogbot.respond.desk import Desk, Response, said


def audit(order: Order, command: Command, desk: Desk) -> Response:
    """Keep an answer, or list what waits for one; what should have been seen is answered with its new card."""
    match = re.fullmatch(r"#?(\d{1,9})\s*(.*)", f"{order.number or ''} {order.rest}".strip())
    if match is None:
        waiting = missed.listed(desk.store.audits.waiting(), desk.texts, desk.alerts)
        return Response(notice=replace(waiting, blocks=(*waiting.blocks, *_estimate(desk))))
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


def _estimate(desk: Desk) -> list[Block]:
    """Tell what the answers say so far of what is missed, if they say anything."""
    zone = desk.texts.zone
    weeks = weeks_until(Week.of(desk.now.astimezone(zone).date()), AUDITED)
    found = recall(desk.store, weeks, zone, desk.now)
    return [Block(style=Style.NOTE, text=recall_line(found, desk.texts))] if found is not None else []


def _card(number: int, desk: Desk) -> Response:
    found = desk.store.opportunities.numbered(number)
    if found is None:
        return said(desk, "answer.no_such", number=number)
    card = notices.alert(found, desk.texts, content=desk.alerts.content, limit=desk.alerts.text_limit)
    return Response(notice=card, number=number, card=True, telling=True)
