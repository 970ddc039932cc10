"""Secrets, from a file that others cannot read or from the environment, never from the settings themselves."""

from __future__ import annotations

import re
import stat
from collections.abc import Mapping
from pathlib import Path

from dialogbot.config.sections import Config
from dialogbot.domain import ConfigError

SECRET_VARIABLE = "DIALOGBOT_WEBHOOK_SECRET"  # noqa: S105 - the name of the variable, not what it holds
TOKEN_VARIABLE = "DIALOGBOT_TELEGRAM_TOKEN"  # noqa: S105 - the name of the variable, not what it holds


def read_token(config: Config, environment: Mapping[str, str]) -> str:
    """Return the bot's token from ``[telegram] token_file`` or the environment. Raises ``ConfigError``."""
    if re.fullmatch(r"\d+:[\w-]+", config.telegram.token_file, re.ASCII):  # it would be shown as the name of a file
        raise ConfigError("'telegram.token_file' holds the token itself: put it in a file, and write that file's name")
    if config.telegram.token_file:
        return _secret(config.path(config.telegram.token_file), "token", environment)
    token = environment.get(TOKEN_VARIABLE, "").strip()
    if not token:
        raise ConfigError(f"there is no Telegram token: set [telegram] token_file, or {TOKEN_VARIABLE}")
    return token


def read_webhook_secret(config: Config, environment: Mapping[str, str]) -> str:
    """Return the webhook's secret from ``webhook_secret_file`` or the environment. Raises ``ConfigError``."""
    if config.telegram.webhook_secret_file:
        secret = _secret(config.path(config.telegram.webhook_secret_file), "secret", environment)
    else:
        secret = environment.get(SECRET_VARIABLE, "").strip()
    if not re.fullmatch(r"[\w-]{16,256}", secret, re.ASCII):
        raise ConfigError(
            f"a webhook needs a secret of 16 to 256 letters, digits, _ and -: set [telegram] webhook_secret_file, or "
            f"{SECRET_VARIABLE}"
        )
    return secret


def read_password(config: Config, environment: Mapping[str, str]) -> str:
    """Return the password of the mail account from ``[mail] password_file``. Raises ``ConfigError``."""
    if not config.mail.password_file:
        raise ConfigError("[mail] has a user but no password: set password_file")
    return _secret(config.path(config.mail.password_file), "password", environment)


def _secret(path: Path, what: str, environment: Mapping[str, str]) -> str:
    try:
        mode = path.stat().st_mode
        secret = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise ConfigError(f"the {what} file {path} cannot be read") from None
    if mode & (stat.S_IRGRP | stat.S_IROTH) and environment.get("OS") != "Windows_NT":
        raise ConfigError(f"the {what} file {path} can be read by others: chmod 600 {path}")
    if not secret:
        raise ConfigError(f"the {what} file {path} is empty")
    return secret
