"""How the settings become a channel."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dialogbot.cli.connecting import channel, menus
from dialogbot.config import Config, from_table
from dialogbot.domain import ConfigError
from dialogbot.jobs import database
from dialogbot.store import opened
from tests.build import NOW

TEAM: dict[str, Any] = {
    "channel": "telegram",
    "telegram": {"chats": [-1001]},
    "team": {
        "people": {
            "Kari Holm": {"telegram_id": 501, "interface": "nn"},
            "Siri Moe": {"telegram_id": 503, "role": "reader", "interface": "en"},
        },
        "topic_chats": {"data": "-1005/17"},
    },
}
TOKEN = "7000000001:AAtest_token_of_a_bot_that_is_not_there"


def test_each_chat_and_person_has_a_menu_in_their_language_and_readers_a_shorter_one(tmp_path: Path) -> None:
    found = {menu.chat: dict(menu.commands) for menu in menus(_config(tmp_path, TEAM))}

    assert found.keys() == {-1001, -1005, 501, 503}
    assert found[-1001]["ta"].startswith("Jeg tar den")
    assert found[501]["ta"].startswith("Eg tek")
    assert list(found[503]) == ["language", "digest", "help"]


def test_menu_goes_where_a_chat_has_moved(tmp_path: Path) -> None:
    config = _config(tmp_path, TEAM)
    with opened(database(config)) as store:
        store.addresses.move("-1001", "-1009", NOW)

    assert -1009 in [menu.chat for menu in menus(config)]


def test_webhook_needs_a_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = TEAM | {"telegram": {"chats": [-1001], "webhook_url": "https://dialog.example/hook"}}
    config = _config(tmp_path, settings)
    monkeypatch.setenv("DIALOGBOT_WEBHOOK_SECRET", "short")
    with pytest.raises(ConfigError, match="webhook_secret_file"):
        channel(config, TOKEN)
    monkeypatch.setenv("DIALOGBOT_WEBHOOK_SECRET", "long-enough_for_a_secret")

    assert TOKEN not in repr(channel(config, TOKEN))


def test_secret_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("long-enough_for_a_secret", encoding="utf-8")
    (tmp_path / "secret").chmod(0o644)
    telegram = {"chats": [-1001], "webhook_url": "https://dialog.example/hook", "webhook_secret_file": "secret"}
    with pytest.raises(ConfigError, match="chmod 600"):
        channel(_config(tmp_path, TEAM | {"telegram": telegram}), TOKEN)


@pytest.mark.parametrize("setting", [{"webhook_url": "http://dialog.example/"}, {"webhook_listen": "8443"}])
def test_webhook_that_cannot_work_is_a_mistake_in_the_settings(setting: dict[str, str]) -> None:
    with pytest.raises(ConfigError, match="webhook"):
        from_table({"telegram": setting})


def _config(folder: Path, table: dict[str, Any]) -> Config:
    return replace(from_table(table), folder=folder)
