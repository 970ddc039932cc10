"""The commands that are about no single opportunity: what waits, how things stand, what is kept quiet, help."""

from __future__ import annotations

from dialogbot import notices
from dialogbot.commands import ACTIONS, Order, lasting_name, snoozed_until
from dialogbot.domain import Block, Command, Notice, Style
from dialogbot.report import digest, status
from dialogbot.respond.desk import Desk
from dialogbot.roster import permits, roster
from dialogbot.store.mutes import Mute

_MUTED_FOR = "7d"
_MOST_LISTED = 20


def show_list(_order: Order, _command: Command, desk: Desk) -> Notice:
    """List what is not finished."""
    found = desk.store.opportunities.unfinished(_MOST_LISTED)
    count = desk.store.opportunities.unfinished_by_status().total()
    return notices.waiting(found, count, desk.texts, content=desk.alerts.content)


def show_digest(_order: Order, _command: Command, desk: Desk) -> Notice:
    """Sum up the last whole week."""
    today = desk.now.astimezone(desk.texts.zone).date()
    week = digest.Week.before(today)
    found = digest.figures(desk.store, week, desk.texts.zone, desk.house)
    return digest.notice(found, desk.texts, content=desk.alerts.content)


def show_help(_order: Order, command: Command, desk: Desk) -> Notice:
    """List what its giver may write."""
    texts, team = desk.texts, roster(desk.team, desk.store)
    lines = [
        Block(
            style=Style.ITEM,
            text=texts("help.line", word=texts(f"words.{action}").split()[0], what=texts(f"menu.{action}")),
        )
        for action in ACTIONS
        if permits(command, action, team)
    ]
    heading = Block(style=Style.HEADING, text=texts("help.heading"))
    return Notice(blocks=(heading, Block(style=Style.PLAIN, text=texts("help.intro")), *lines))


def how_to_import(_order: Order, _command: Command, desk: Desk) -> Notice:
    """Say how posts are brought in."""
    return notices.said(desk.texts("inbox.how"))


def show_status(order: Order, _command: Command, desk: Desk) -> Notice:
    """Tell how things stand; behind "all", each thing in full."""
    everything = desk.vocabulary.zeros.get(order.rest.strip().casefold()) == "all"
    extent = status.Extent.WHOLE if everything else status.Extent.SHORT
    standing = status.figures(desk.store, desk.now, desk.expected, desk.texts.zone, extent)
    return status.notice(standing, desk.texts, extent, desk.answers().damaged)


def mute(order: Order, command: Command, desk: Desk) -> Notice:
    """Keep a community or topic quiet for a while, end that, or tell what is quiet now."""
    texts = desk.texts
    name, length = lasting_name(order.rest, desk.vocabulary)
    if not name:
        return notices.said(_muted(desk))
    topic = desk.vocabulary.topics.get(name.casefold())
    scope, known = ("topic", topic) if topic else ("community", desk.store.posts.community_named(name))
    if known is None:
        return notices.said(texts("mute.unknown", name=name))
    label = texts(f"topic.{topic}") if topic else known
    if length == "":
        return notices.said(texts("mute.lifted" if desk.store.mutes.lift(scope, known) else "mute.none", name=label))
    until = snoozed_until(length or _MUTED_FOR, desk.vocabulary, desk.now, texts.zone)
    if until is None:
        return notices.said(texts("answer.bad_time"))
    desk.store.mutes.put(Mute(scope=scope, name=known, until=until, by=command.by))
    return notices.said(texts("mute.done", name=label, when=texts.when(until)))


def _muted(desk: Desk) -> str:
    texts = desk.texts
    lines = [status.muted_line(one, texts) for one in desk.store.mutes.standing(desk.now)]
    return "\n".join(lines) or texts("mute.nothing")
