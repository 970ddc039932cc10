"""The menus of commands that Telegram shows behind its button: one for each chat and person, none for strangers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """What may be written in a chat, as pairs of a command and its description; a person's chat has the person's id."""

    chat: int
    commands: tuple[tuple[str, str], ...]


def changed(menus: Sequence[Menu], shown: dict[int, Menu]) -> list[Menu]:
    """List the menus that are not shown yet as they are, and an empty one for each chat that is to have none now."""
    gone = shown.keys() - {menu.chat for menu in menus}
    wanted = [*menus, *(Menu(chat=chat, commands=()) for chat in sorted(gone))]
    return [menu for menu in wanted if shown.get(menu.chat) != menu]
