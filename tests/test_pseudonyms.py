"""The key and what is made with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogbot.domain import ConfigError
from dialogbot.pseudonyms import Key, read_key

KEY = Key(secret=bytes(32))


def test_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "dialogbot.key"
    first = read_key(path)

    assert read_key(path) == first
    assert path.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in path.parent.iterdir()] == ["dialogbot.key"]


def test_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    read_key(tmp_path / "key")
    (tmp_path / "key").chmod(0o640)

    with pytest.raises(ConfigError, match="chmod 600"):
        read_key(tmp_path / "key")


@pytest.mark.parametrize("text", ["", "no key", "ab" * 31])
def test_file_that_is_no_key_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "key").write_text(text, encoding="ascii")
    (tmp_path / "key").chmod(0o600)

    with pytest.raises(ConfigError, match="holds no key"):
        read_key(tmp_path / "key")


def test_pseudonym_stays_and_belongs_to_one() -> None:
    assert KEY.pseudonym("Person", "Nils Aas") == KEY.pseudonym("Person", "NILS AAS")
    assert KEY.pseudonym("Person", "Nils Aas") != KEY.pseudonym("Person", "Nils Aasen")
    assert KEY.pseudonym("Person", "Nils Aas") != Key(secret=bytes(31) + b"x").pseudonym("Person", "Nils Aas")


def test_key_is_not_shown() -> None:
    assert "00" not in repr(KEY)
