"""Files that go with a notice, in each channel."""

from __future__ import annotations

import asyncio
import base64
import io
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from dialogbot import deliver
from dialogbot.channels.console import Console
from dialogbot.config import AlertsConfig
from dialogbot.domain import Block, File, Message, Notice, Sort, Style
from tests.build import NOW, found, store_in, texts

if TYPE_CHECKING:
    from tests.channels.conftest import LiveBot
    from tests.conftest import Emulator

DOT = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==")
PICTURE = File(name="2026-W48.png", alt="lån 2 (snitt 1,5)", content=lambda: DOT)
PAGE = File(name="2026-W48.html", alt="Uke 48", content=lambda: b"<!DOCTYPE html>")
WORDS = (Block(style=Style.PLAIN, text="Uke 48"),)


def test_files_follow_their_text_and_the_text_is_what_is_remembered(bot: LiveBot, telegram: Emulator) -> None:
    reference = bot.send(Notice(blocks=WORDS, attachments=(PICTURE, PAGE)))
    text, photo, document = (telegram.calls(method)[-1] for method in ("sendMessage", "sendPhoto", "sendDocument"))

    assert reference == f"-1001:{text['result']['message_id']}"
    assert photo["params"]["caption"] == "lån 2 (snitt 1,5)"
    assert document["params"]["caption"] == "Uke 48"
    assert photo["result"]["message_id"] < document["result"]["message_id"]


def test_digest_that_is_delivered_brings_its_picture_and_its_page(
    bot: LiveBot, telegram: Emulator, tmp_path: Path
) -> None:
    desk = deliver.Desk(path=tmp_path / "test.db", texts=texts(), alerts=AlertsConfig(), clock=lambda: NOW)
    with store_in(tmp_path) as store:
        found(store, now=NOW - timedelta(days=7))
        store.outbox.queue(Message(key="digest", sort=Sort.DIGEST, subject="2026-W47", address="-1001"), NOW)
    bot.run(lambda entered: deliver.drain(entered, desk))
    text, photo, document = (telegram.calls(method) for method in ("sendMessage", "sendPhoto", "sendDocument"))

    assert (len(text), len(photo), len(document)) == (1, 1, 1)
    assert "lån 1" in photo[0]["params"]["caption"]
    assert document[0]["params"]["caption"].startswith("Uke 47")


def test_file_that_does_not_get_through_does_not_bring_the_text_again(bot: LiveBot, telegram: Emulator) -> None:
    telegram.fault("sendPhoto", code=502, raw="<html>")

    assert bot.send(Notice(blocks=WORDS, attachments=(PICTURE, PAGE)))
    assert len(telegram.calls("sendMessage")) == len(telegram.calls("sendDocument")) == 1


def test_file_that_cannot_be_made_does_not_bring_the_text_again(bot: LiveBot, telegram: Emulator) -> None:
    broken = File(name="a.png", alt="", content=lambda: bytes([256]))

    assert bot.send(Notice(blocks=WORDS, attachments=(broken,)))
    assert len(telegram.calls("sendMessage")) == 1


def test_terminal_says_where_it_wrote_the_files(tmp_path: Path) -> None:
    target = io.StringIO()
    console = Console(name="Kari", target=target, files=tmp_path / "reports")
    asyncio.run(console.send(Notice(blocks=WORDS, attachments=(PICTURE, PAGE)), "console"))

    assert (tmp_path / "reports" / "2026-W48.png").read_bytes() == DOT
    assert f"{tmp_path / 'reports' / '2026-W48.html'}: Uke 48" in target.getvalue()


def test_terminal_without_a_folder_writes_no_files(tmp_path: Path) -> None:
    target = io.StringIO()
    asyncio.run(Console(name="Kari", target=target).send(Notice(blocks=WORDS, attachments=(PAGE,)), "console"))

    assert "html" not in target.getvalue()
    assert list(tmp_path.iterdir()) == []
