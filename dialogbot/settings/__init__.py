"""The settings in force: those of the file, with what staff changed in the course of their work in their place.

A change is kept in the database, so that it outlives a restart and holds for every command. The file is never written.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dialogbot.config import Config, changed
from dialogbot.domain import ConfigError
from dialogbot.hours import WEEK
from dialogbot.settings.kinds import CHANGEABLE
from dialogbot.settings.reading import Unreadable, read
from dialogbot.settings.writing import written
from dialogbot.store import Store, opened
from dialogbot.texts import Texts

__all__ = [
    "CHANGEABLE",
    "Standing",
    "Unreadable",
    "always_open",
    "current",
    "in_force",
    "is_weekday",
    "read",
    "shown",
    "standing",
    "value_of",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The settings in force, and the names of changes that do not fit the file any more and are left out."""

    config: Config
    left_out: tuple[str, ...] = ()


def in_force(config: Config, store: Store) -> Config:
    """Return the settings of the file with the changes that staff made."""
    return standing(config, {name: change.value for name, change in store.changes.in_force().items()}).config


def current(config: Config) -> Config:
    """Return the settings in force, as the database knows them now; without a database those of the file."""
    path = config.path(config.store.file)
    if not path.exists():
        return config
    with opened(path) as store:
        return in_force(config, store)


def standing(config: Config, values: Mapping[str, Any]) -> Standing:
    """Return the settings with these values, in the form of the file; one that is not right there is left out."""
    values = {name: value for name, value in values.items() if name in CHANGEABLE}
    if not values:
        return Standing(config=config)
    try:
        return Standing(config=changed(config, values))
    except ConfigError:
        return _one_by_one(config, values)


def value_of(config: Config, name: str) -> Any:
    """Return the value of a setting in the form of the file."""
    section, _, key = name.rpartition(".")
    return _plain(getattr(getattr(config, section) if section else config, key))


def shown(config: Config, name: str, texts: Texts) -> str:
    """Write the value of a setting as staff read it."""
    if is_weekday(name) and always_open(config):
        return texts("opening.always")
    return written(name, value_of(config, name), texts)


def is_weekday(name: str) -> bool:
    """Say whether a setting is the opening hours of a weekday."""
    return name.removeprefix("hours.") in WEEK


def always_open(config: Config) -> bool:
    """Say whether no weekday has hours, which means that it is always open."""
    return not any(getattr(config.hours, day) for day in WEEK)


def _one_by_one(config: Config, values: Mapping[str, Any]) -> Standing:
    left_out = []
    for name, value in values.items():
        try:
            config = changed(config, {name: value})
        except ConfigError:
            left_out.append(name)
    return Standing(config=config, left_out=tuple(left_out))


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {key: each for key, each in dataclasses.asdict(value).items() if each != ""}
    return dict(value) if isinstance(value, Mapping) else value
