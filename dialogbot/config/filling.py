"""A parsed table into the classes of the settings: every name known, every value of the right type."""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Mapping
from typing import Any

from dialogbot.domain import ConfigError


def settings(kind: Any) -> list[dataclasses.Field[Any]]:
    """List the fields of a configuration class that stand in the file."""
    return [one for one in dataclasses.fields(kind) if one.metadata.get("setting", True)]


def filled(kind: Any, table: Mapping[str, Any], prefix: str) -> Any:
    """Make an object of a configuration class; ``prefix`` stands before a key in an error. Raises ``ConfigError``."""
    known = {one.name: one for one in settings(kind)}
    for key in table:
        if key not in known:
            raise ConfigError(unknown(prefix + key, [prefix + name for name in known]))
    return kind(**{key: value_of(known[key], value, prefix + key) for key, value in table.items()})


def unknown(key: str, known: list[str]) -> str:
    """Say that a setting is not known, and which it may have been."""
    near = difflib.get_close_matches(key, known, n=1, cutoff=0.5)
    return f"unknown setting '{key}'" + (f"; did you mean '{near[0]}'?" if near else f"; known are {', '.join(known)}")


def value_of(one: dataclasses.Field[Any], value: Any, key: str) -> Any:
    """Return a value of the file as the field wants it. Raises ``ConfigError`` where it is of another type."""
    default = one.default_factory() if callable(one.default_factory) else one.default
    if dataclasses.is_dataclass(default):
        if not isinstance(value, dict):
            raise ConfigError(f"'{key}' must be a table: [{key}]")
        return filled(type(default), value, f"{key}.")
    if "of" in one.metadata:
        return _tables(one.metadata["of"], value, key)
    if isinstance(default, tuple):
        return _members(value, int if "int" in str(one.type) else str, key)
    if isinstance(default, float) and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if type(value) is not type(default):
        raise ConfigError(f"'{key}' must be {_WORDS[type(default)]}, not {value!r}")
    return value


_WORDS = {str: "a text in quotes", int: "a whole number", float: "a number", bool: "true or false", dict: "a table"}


def _tables(kind: Any, value: Any, key: str) -> tuple[Any, ...]:
    if not isinstance(value, list) or any(not isinstance(member, dict) for member in value):
        raise ConfigError(f"'{key}' must be written as tables: [[{key}]]")
    return tuple(filled(kind, member, f"{key}[{place}].") for place, member in enumerate(value, 1))


def _members(value: Any, kind: type, key: str) -> tuple[Any, ...]:
    if not isinstance(value, list) or any(type(member) is not kind for member in value):
        raise ConfigError(f"'{key}' must be a list in [ ] where each is {_WORDS[kind]}")
    return tuple(value)
