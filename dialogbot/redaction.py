"""Keeps secrets out of the log, and what strangers wrote from acting in it, whoever writes the line."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable
from urllib.parse import quote

from dialogbot.harmless import one_line, safe

MASK = "[secret]"

# What Telegram answers reaches us as an exception and becomes one line of our own; httpx would log the address of
# every poll, and the token stands in it.
QUIET = {"httpx": logging.WARNING, "httpcore": logging.WARNING, "telegram": logging.CRITICAL}


class Redaction(logging.Filter):
    """Lets every record through as one harmless line with its secrets masked: of message, arguments and traceback.

    It belongs on handlers: a filter on a logger does not see what is logged by the loggers below it.
    """

    def __init__(self, secrets: Iterable[str]) -> None:
        """Know the secrets, both as they are and as they stand in an address."""
        super().__init__()
        self._secrets = {form for secret in secrets if secret for form in (secret, quote(secret, safe=""))}

    def filter(self, record: logging.LogRecord) -> bool:
        """Mask the record itself, so that no formatter can bring a secret back."""
        record.msg, record.args = one_line(self.redacted(_message(record))), None
        if record.exc_info:
            record.exc_text = record.exc_text or logging.Formatter().formatException(record.exc_info)
            record.exc_info = None
        record.exc_text = record.exc_text and safe(self.redacted(record.exc_text))
        record.stack_info = record.stack_info and self.redacted(record.stack_info)
        return True

    def redacted(self, text: str) -> str:
        """Mask every secret in a text."""
        for secret in self._secrets:
            text = text.replace(secret, MASK)
        return text


def guard(handlers: Collection[logging.Handler], secrets: Iterable[str]) -> None:
    """Mask the secrets in all that these handlers write, and silence the libraries that log addresses.

    To be called once, when logging has been set up: ``guard(logging.getLogger().handlers, [token])``.
    """
    redaction = Redaction(secrets)
    for handler in handlers:
        handler.addFilter(redaction)
    for name, level in QUIET.items():
        logging.getLogger(name).setLevel(level)


def log_to_stderr(token: str) -> None:
    """Write the log to stderr, without the token."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    guard(logging.getLogger().handlers, [token])


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError):  # a line that was written wrongly must not stop what it tells of
        return f"{record.msg} {record.args}"
