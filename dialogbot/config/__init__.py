"""TOML into one checked, frozen ``Config``; a wrong setting is an error that says which and what would be right."""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dialogbot.config.checks import CHANNELS, CONTENTS, DAYS, check
from dialogbot.config.filling import filled, settings, unknown, value_of
from dialogbot.config.secret_files import read_password, read_token, read_webhook_secret
from dialogbot.config.sections import (
    AlertsConfig,
    AnswersConfig,
    AuditConfig,
    BackupConfig,
    Config,
    DeadlinesConfig,
    DetectionConfig,
    DigestConfig,
    InboxConfig,
    LimitsConfig,
    MailConfig,
    PrivacyConfig,
    ReportConfig,
    Rule,
    StatsConfig,
    StoreConfig,
    TelegramConfig,
)
from dialogbot.domain import ConfigError

__all__ = [
    "CHANNELS",
    "CONTENTS",
    "DAYS",
    "AlertsConfig",
    "AnswersConfig",
    "AuditConfig",
    "BackupConfig",
    "Config",
    "DeadlinesConfig",
    "DetectionConfig",
    "DigestConfig",
    "InboxConfig",
    "LimitsConfig",
    "MailConfig",
    "PrivacyConfig",
    "ReportConfig",
    "Rule",
    "StatsConfig",
    "StoreConfig",
    "TelegramConfig",
    "changed",
    "from_table",
    "load",
    "read_password",
    "read_token",
    "read_webhook_secret",
    "settings",
]


def load(path: Path) -> Config:
    """Read and check a configuration file. Raises ``ConfigError`` with one line that names file and setting."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise ConfigError(f"{path}: there is no such file; copy config.example.toml to start from") from None
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror})") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not valid TOML: {error}") from None
    try:
        return dataclasses.replace(from_table(table), folder=path.absolute().parent)
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}") from None


def from_table(table: Mapping[str, Any]) -> Config:
    """Turn a parsed TOML table into a checked ``Config``. Raises ``ConfigError``."""
    config: Config = filled(Config, table, "")
    check(config)
    return config


def changed(config: Config, values: Mapping[str, Any]) -> Config:
    """Return the settings with some of them changed, by names such as ``digest.day``; values are as in the file.

    Raises ``ConfigError`` where a name is not known, or what comes of it is not right.
    """
    whole: Any = config
    for name, value in values.items():
        section, _, key = name.rpartition(".")
        part = getattr(whole, section, None) if section else whole
        known = {one.name: one for one in settings(part)} if dataclasses.is_dataclass(part) else {}
        if part is None or key not in known:
            raise ConfigError(unknown(name, list(known)))
        part = dataclasses.replace(part, **{key: value_of(known[key], value, name)})
        whole = dataclasses.replace(whole, **{section: part}) if section else part
    check(whole)
    made: Config = whole
    return made
