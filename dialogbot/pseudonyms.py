"""The key outside the database, and the hashes made with it: without the key nobody can try out names or texts."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import re
import secrets
import stat
from dataclasses import dataclass, field
from pathlib import Path

from dialogbot.domain import ConfigError

_BYTES = 32
_DIGITS = 32
_SHOWN = 6  # digits of a pseudonym: among 1000 authors two share one with a chance of 3 %


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A secret of 32 bytes. Hashes are HMAC-SHA256 (RFC 2104), cut to 128 bits, as 32 hexadecimal digits."""

    secret: bytes = field(repr=False)

    def hashed(self, kind: str, value: str) -> str:
        """Return the keyed hash of a value; the same value as another ``kind`` has another hash."""
        message = f"{kind}\x1f{value}".encode("utf-8", "replace")
        return hmac.new(self.secret, message, hashlib.sha256).hexdigest()[:_DIGITS]

    def pseudonym(self, word: str, name: str) -> str:
        """Return what stands for a name, whatever its case: ``Person 3f2a9c``."""
        return f"{word} {self.hashed('author', name.casefold())[:_SHOWN]}"


def read_key(path: Path) -> Key:
    """Return the key of a file, which is made with a new key, readable by its owner alone, if it is not there.

    Raises ``ConfigError`` for a file that is no key, or that others can read.
    """
    try:
        with contextlib.suppress(FileExistsError):
            _make(path)
        mode, text = path.stat().st_mode, path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"the key file {path} cannot be read or made: {error}") from None
    if mode & (stat.S_IRGRP | stat.S_IROTH) and os.name != "nt":
        raise ConfigError(f"the key file {path} can be read by others: chmod 600 {path}")
    if re.fullmatch(rf"[0-9a-f]{{{2 * _BYTES}}}", text) is None:
        raise ConfigError(f"the key file {path} holds no key: put the right one back from where you keep copies")
    return Key(secret=bytes.fromhex(text))


def _make(path: Path) -> None:
    """Write a new key beside its place and link it there whole: two that start at once get the same one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pending = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    if path.exists():
        return
    handle = os.open(pending, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(_BYTES) + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(pending, path)
    finally:
        pending.unlink()
