"""The command about settings: which hold, who changed them, and changing those that may be changed here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from dialogbot import notices
from dialogbot.commands import Order
from dialogbot.config import Config, changed
from dialogbot.domain import Block, Command, ConfigError, DialogbotError, Notice, Style
from dialogbot.respond.desk import Desk
from dialogbot.roster import CONFIGURE, permits, roster
from dialogbot.settings import (
    CHANGEABLE,
    Unreadable,
    always_open,
    in_force,
    is_weekday,
    read,
    shown,
    standing,
    value_of,
)
from dialogbot.settings.kinds import Kind
from dialogbot.settings.writing import written
from dialogbot.store.changes import Change

_MOST_CHANGES = 10


class Refused(DialogbotError):
    """A setting that is not there, or a value that it cannot have, in words for whoever wrote it."""


def settings(order: Order, command: Command, desk: Desk) -> Notice:
    """Show all settings or one of them, or change one, where the giver of the command may."""
    try:
        return setting(order.rest, command, desk)
    except Refused as refused:
        return notices.said(str(refused))


def setting(words: str, command: Command, desk: Desk) -> Notice:
    """Do as ``settings``. Raises ``Refused``."""
    if not words.strip():
        return _all(desk)
    name, value = _named(words, desk)
    if not value:
        return _one(name, desk)
    if not permits(command, CONFIGURE, roster(desk.team, desk.store)):
        return notices.said(desk.texts("answer.not_allowed"))
    if desk.vocabulary.words.get(value.casefold()) == "reopen":
        return notices.said(_undo(name, command.by, desk))
    if value.casefold() in desk.vocabulary.reset:
        return notices.said(_reset(name, command.by, desk))
    return notices.said("\n".join(_change(name, value, command.by, desk)))


def _named(words: str, desk: Desk) -> tuple[str, str]:
    """Split words into the setting that they begin with, by its longest name, and the value behind it."""
    tokens = words.split()
    for count in range(len(tokens), 0, -1):
        name = desk.vocabulary.settings.get(" ".join(tokens[:count]).casefold())
        if name is not None:
            return name, " ".join(tokens[count:])
    raise Refused(desk.texts("settings.unknown", name=words))


def _all(desk: Desk) -> Notice:
    texts, changes = desk.texts, desk.store.changes.in_force()
    found = standing(desk.config, {name: change.value for name, change in changes.items()})
    week_is_one = always_open(found.config) and not any(map(is_weekday, changes))
    lines = []
    for name in CHANGEABLE:
        change, value = changes.get(name), shown(found.config, name, texts)
        if week_is_one and is_weekday(name):
            lines.append(texts("settings.line", name=texts("opening.whole_week"), value=value))
        elif change is None:
            lines.append(texts("settings.line", name=_label(name, desk), value=value))
        else:
            key = "settings.left_out" if name in found.left_out else "settings.changed"
            day = texts.date(change.made_at)
            lines.append(texts(key, name=_label(name, desk), value=value, by=change.by, day=day))
    heading = Block(style=Style.HEADING, text=texts("settings.heading"))
    items = [Block(style=Style.ITEM, text=line) for line in dict.fromkeys(lines)]
    return Notice(blocks=(heading, *items, Block(style=Style.NOTE, text=texts("settings.hint"))))


def _one(name: str, desk: Desk) -> Notice:
    texts, one = desk.texts, CHANGEABLE[name]
    config = in_force(desk.config, desk.store)
    heading = texts("settings.line", name=_label(name, desk), value=shown(config, name, texts))
    lines = [texts("settings.file", key=name, value=shown(desk.config, name, texts))]
    lines += [_past(change, desk) for change in desk.store.changes.history(name, _MOST_CHANGES)]
    if one.choices:
        lines.append(texts("settings.choices", names=", ".join(texts(f"choice.{choice}") for choice in one.choices)))
    blocks = [Block(style=Style.HEADING, text=heading), *(Block(style=Style.ITEM, text=line) for line in lines)]
    how = texts("settings.how", form=texts(f"setting_form.{one.kind}"))
    return Notice(blocks=(*blocks, Block(style=Style.NOTE, text=how)))


def _past(change: Change, desk: Desk) -> str:
    texts = desk.texts
    value = texts("settings.history_reset") if change.value is None else written(change.name, change.value, texts)
    line = texts("settings.history", when=texts.when(change.made_at), by=change.by, value=value)
    return texts("settings.history_undone", line=line, by=change.undone_by) if change.undone_by else line


def _change(name: str, words: str, by: str, desk: Desk) -> list[str]:
    """Change a setting, and say so, with what else is to be known then."""
    texts, before = desk.texts, in_force(desk.config, desk.store)
    try:
        value = read(name, words, value_of(before, name), desk.vocabulary)
        after = changed(before, {name: value})
    except (Unreadable, ConfigError):
        form = texts(f"setting_form.{CHANGEABLE[name].kind}")
        raise Refused(texts("settings.bad", name=_label(name, desk), value=words, form=form)) from None
    now, was = shown(after, name, texts), shown(before, name, texts)
    if value == value_of(before, name):
        return [texts("settings.same", name=_label(name, desk), value=now)]
    desk.store.changes.put(Change(name=name, value=value, by=by, made_at=desk.now))
    return [texts("settings.done", name=_label(name, desk), value=now, before=was), *_notes(name, before, after, desk)]


def _undo(name: str, by: str, desk: Desk) -> str:
    if desk.store.changes.undo(name, by, desk.now) is None:
        return desk.texts("settings.nothing", name=_label(name, desk))
    value = shown(in_force(desk.config, desk.store), name, desk.texts)
    return desk.texts("settings.undone", name=_label(name, desk), value=value)


def _reset(name: str, by: str, desk: Desk) -> str:
    if name in desk.store.changes.in_force():
        desk.store.changes.put(Change(name=name, value=None, by=by, made_at=desk.now))
    value = shown(desk.config, name, desk.texts)
    return desk.texts("settings.reset", name=_label(name, desk), value=value)


def _label(name: str, desk: Desk) -> str:
    return desk.texts(f"setting.{name}")


def _notes(name: str, before: Config, after: Config, desk: Desk) -> Iterator[str]:
    """Say what a change means that one may not expect."""
    texts = desk.texts
    if name.startswith("detection."):
        yield texts("settings.note_later")
    if is_weekday(name) and always_open(before):
        yield texts("settings.note_hours")
    if CHANGEABLE[name].kind in (Kind.NAMES, Kind.RULES) and not name.startswith("detection."):
        new = _groups(name, after).difference(_groups(name, before))
        unknown = sorted(one for one in new if desk.store.posts.community_named(one) is None)
        yield from (texts("settings.note_unknown", name=one) for one in unknown)
        if name == "privacy.closed" and new.difference(unknown):
            yield texts("settings.note_stored")


def _groups(name: str, config: Config) -> set[str]:
    """Return the names of groups in a setting."""
    value: Sequence[Any] = value_of(config, name)
    return {one["community"] if isinstance(one, dict) else one for one in value if one and _names_group(one)}


def _names_group(one: Any) -> bool:
    return not isinstance(one, dict) or "community" in one
