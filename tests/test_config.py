"""The configuration file: defaults, checks and secrets."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from dialogbot.config import Config, from_table, load, read_token
from dialogbot.domain import ConfigError

EXAMPLE = Path(__file__).parents[1] / "config.example.toml"


def test_example_file_holds_every_setting_with_its_default() -> None:
    table = tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))

    assert from_table(table) == Config()
    assert _keys(table) == _all_settings(Config())


def test_unknown_setting_names_the_nearest_known_one() -> None:
    with pytest.raises(ConfigError, match=r"unknown setting 'digest\.dai'; did you mean 'digest\.day'"):
        from_table({"digest": {"dai": "friday"}})


@pytest.mark.parametrize(
    ("table", "complaint"),
    [
        ({"language": "no"}, "'language' must be one of nb, nn, en"),
        ({"digest": {"time": "8"}}, "'digest.time' must be a time"),
        ({"digest": "monday"}, r"'digest' must be a table"),
        ({"telegram": {"chats": ["me"]}}, "'telegram.chats' must be a list"),
        ({"alerts": {"bundle_from": True}}, "'alerts.bundle_from' must be a whole number"),
        ({"time_zone": "Norway/Oslo"}, "'time_zone' must be a name"),
        ({"channel": "telegram"}, "the id of at least one chat"),
        ({"detection": {"threshold": 1.5}}, "0 or a number below 1"),
    ],
)
def test_wrong_setting_says_what_would_be_right(table: dict[str, object], complaint: str) -> None:
    with pytest.raises(ConfigError, match=complaint):
        from_table(table)


def test_whole_number_serves_where_a_number_is_asked() -> None:
    assert from_table({"inbox": {"settle_seconds": 3}}).inbox.settle_seconds == 3.0


def test_paths_start_in_the_folder_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('[store]\nfile = "data/x.db"\n', encoding="utf-8")

    config = load(file)

    assert config.path(config.store.file) == tmp_path / "data/x.db"


def test_missing_file_and_broken_file_are_one_line_each(tmp_path: Path) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_text("language = ", encoding="utf-8")

    with pytest.raises(ConfigError, match="there is no such file"):
        load(tmp_path / "none.toml")
    with pytest.raises(ConfigError, match="not valid TOML"):
        load(broken)


def test_token_comes_from_its_file_or_the_environment(tmp_path: Path) -> None:
    secret = tmp_path / "bot.token"
    secret.write_text("12:abc\n", encoding="utf-8")
    secret.chmod(0o600)

    assert read_token(from_table({"telegram": {"token_file": str(secret)}}), {}) == "12:abc"
    assert read_token(Config(), {"DIALOGBOT_TELEGRAM_TOKEN": "34:def"}) == "34:def"


def test_token_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    secret = tmp_path / "bot.token"
    secret.write_text("12:abc", encoding="utf-8")
    secret.chmod(0o644)

    with pytest.raises(ConfigError, match="chmod 600") as refused:
        read_token(from_table({"telegram": {"token_file": str(secret)}}), {})
    assert "12:abc" not in str(refused.value)


def test_no_token_says_where_it_may_stand() -> None:
    with pytest.raises(ConfigError, match="token_file, or DIALOGBOT_TELEGRAM_TOKEN"):
        read_token(Config(), {})


def _keys(table: dict[str, object]) -> set[str]:
    return {
        f"{name}.{key}" if isinstance(value, dict) and value else name
        for name, value in table.items()
        for key in (value if isinstance(value, dict) and value else [name])
    }


def _all_settings(config: Config) -> set[str]:
    from dataclasses import is_dataclass  # noqa: PLC0415 - only this check needs it

    from dialogbot.config import settings  # noqa: PLC0415 - the same

    found = set()
    for one in settings(Config):
        value = getattr(config, one.name)
        if is_dataclass(value):
            found |= {f"{one.name}.{inner.name}" for inner in settings(type(value))}
        else:
            found.add(one.name)
    return found
