"""A make-believe Telegram for the tests: one process for the whole run, a new world for each test."""

from __future__ import annotations

import base64
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import settings

settings.register_profile("fixed", derandomize=True, database=None)  # the same inputs each time
settings.register_profile("wide", derandomize=False, max_examples=1000)  # pytest --hypothesis-profile wide
settings.load_profile("fixed")

TOKEN = "7000000001:AAtest_token_of_a_bot_that_is_not_there"


class Emulator:
    """The people in the chat, and whoever looks over the shoulder of Telegram. Ids are Telegram's own."""

    token = TOKEN

    def __init__(self, api_url: str) -> None:
        self.api_url = api_url
        self._http = httpx.Client(base_url=f"{api_url}/__t", trust_env=False, timeout=60)

    def close(self) -> None:
        self._http.close()

    def reset(self) -> None:
        """Forget everything; no bot may be talking to the emulator meanwhile."""
        self._post("reset")

    def add_chat(self, chat_id: int, **more: Any) -> None:
        """A chat that the bot can write to: private when its id is positive, else a supergroup."""
        self._post("chat", chat_id=chat_id, **more)

    def add_user(self, user_id: int, **more: Any) -> None:
        """Give a person a name: ``first_name``, ``last_name``, ``username``."""
        self._post("user", user_id=user_id, **more)

    def block(self, chat_id: int) -> None:
        """Throw the bot out of a chat."""
        self._post("block", chat_id=chat_id)

    def lose(self, chat_id: int, message_id: int) -> None:
        """Somebody deletes a message."""
        self._post("lose", chat_id=chat_id, message_id=message_id)

    def say(self, chat_id: int, user_id: int, text: str, reply_to: int | None = None, **more: Any) -> int:
        """A person writes something; returns the message id. ``more`` are further fields of the message."""
        said = self._post("say", token=TOKEN, chat_id=chat_id, user_id=user_id, text=text, reply_to=reply_to, **more)
        return int(said["message_id"])

    def send_file(self, chat_id: int, user_id: int, name: str, data: bytes, size: int | None = None) -> int:
        """A person sends a file, said to have ``size`` bytes; returns the message id."""
        file = {"name": name, "base64": base64.b64encode(data).decode(), "size": len(data) if size is None else size}
        return int(self._post("file", token=TOKEN, chat_id=chat_id, user_id=user_id, **file)["message_id"])

    def press(self, chat_id: int, user_id: int, message_id: int, data: str) -> str:
        """A person presses the button that stands for ``data``; returns the id of the callback query."""
        press = {"chat_id": chat_id, "user_id": user_id, "message_id": message_id, "data": data}
        return str(self._post("press", token=TOKEN, **press)["callback_query_id"])

    def migrate(self, chat_id: int, to: int) -> None:
        """A group becomes a supergroup, which has another id."""
        self._post("migrate", token=TOKEN, chat_id=chat_id, to=to)

    def update(self, update: dict[str, Any]) -> None:
        """Any update, as Telegram would send it."""
        self._post("update", token=TOKEN, update=update)

    def limit(self, **limit: Any) -> None:
        """Let a group have no more than so many messages; the fields are those of ``telegram_emulator.limit.Limit``."""
        self._post("limit", **limit)

    def fault(self, method: str, **fault: Any) -> None:
        """The next calls of a method go wrong; the fields are those of ``telegram_emulator.faults.Fault``."""
        self._post("fault", method=method, **fault)

    def calls(self, method: str) -> list[dict[str, Any]]:
        """What the bot has asked for so far: ``params``, ``status``, and ``result`` or ``error``."""
        return self._list("calls", method=method)

    def wait_for(self, method: str, count: int = 1, contains: str = "", seconds: float = 20) -> list[dict[str, Any]]:
        """The calls of a method, as soon as there are ``count`` of them whose text holds ``contains``."""
        return self._list("wait", method=method, count=count, contains=contains, seconds=seconds)

    def messages(self, chat_id: int) -> list[dict[str, Any]]:
        """What stands in a chat now, by its people and by the bot, edits carried out."""
        return self._list("messages", chat_id=chat_id)

    def commands(self, scope: int | str = "default") -> list[dict[str, Any]]:
        """The bot's menu in a chat, or for strangers."""
        return self._list("commands", scope=scope)

    def _post(self, route: str, **body: Any) -> Any:
        answer = self._http.post(route, json=body)
        assert answer.is_success, f"{route} {body}: {answer.text}"
        return answer.json()

    def _list(self, route: str, **query: Any) -> list[dict[str, Any]]:
        answer = self._http.get(route, params=query)
        assert answer.is_success, f"{route} {query}: {answer.text}"
        return list(answer.json())


@pytest.fixture(scope="session")
def telegram_process() -> Iterator[str]:
    """The emulator as a process of its own on a free port of the loopback: its ``api_url``."""
    command = [sys.executable, "-m", "tests.telegram_emulator"]
    root = Path(__file__).parent.parent
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.kill()


@pytest.fixture
def telegram(telegram_process: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Emulator]:
    """A Telegram in which nothing has happened yet."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    emulator = Emulator(telegram_process)
    emulator.reset()
    yield emulator
    emulator.close()
