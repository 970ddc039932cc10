"""The digest by e-mail: once a week, to a real server on the loopback, and never without the TLS that was asked for."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from dialogbot.config import Config, from_table, read_password
from dialogbot.domain import ConfigError
from dialogbot.jobs import database, mail_digest
from dialogbot.mail import MailError, letter, mail_when_due
from dialogbot.notices import said
from dialogbot.store import opened
from dialogbot.store.imports import Imported
from tests.build import texts

MONDAY = datetime(2026, 11, 30, 9, tzinfo=UTC)


class _Server(socketserver.TCPServer):
    """An SMTP server that keeps what it is told; ``refuses`` letters with code 554."""

    allow_reuse_address = True
    refuses = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.letters: list[bytes] = []
        self.heard: list[str] = []


class _Talk(socketserver.StreamRequestHandler):
    """One conversation."""

    def handle(self) -> None:
        server: Any = self.server
        self._say("220 lyngvik.example")
        while line := self.rfile.readline().decode().rstrip("\r\n"):
            server.heard.append(line)
            word = line[:4].upper()
            if word == "DATA":
                self._say("554 no" if server.refuses else "354 go on")
                if not server.refuses:
                    server.letters.append(b"".join(self._lines()))
                    self._say("250 kept")
            elif word == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 lyngvik.example")

    def _lines(self) -> Iterator[bytes]:
        while (line := self.rfile.readline()) != b".\r\n":
            yield line

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@pytest.fixture
def server() -> Iterator[_Server]:
    with _Server() as made:
        thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield made
        made.shutdown()
        thread.join()


def _config(folder: Path, server: _Server, **more: object) -> Config:
    mail = {"host": "127.0.0.1", "port": server.server_address[1], "tls": "none", "sender": "bot@lyngvik.example"}
    config = replace(from_table({"mail": mail | {"to": ["kari@lyngvik.example"]} | more}), folder=folder)
    nothing = {"new": 0, "known": 0, "edited": 0, "rejected": 0, "opportunities": 0}
    with opened(database(config)) as store:
        store.imports.remember(Imported(file="x", reader="y", at=MONDAY - timedelta(days=6), **nothing))
    return config


def test_digest_is_sent_once_a_week(tmp_path: Path, server: _Server) -> None:
    config = _config(tmp_path, server)
    for now in (MONDAY, MONDAY + timedelta(minutes=5), MONDAY + timedelta(days=7)):
        mail_digest(config, now)

    sent = [message_from_bytes(one, policy=policy.default) for one in server.letters]
    assert [one["Subject"] for one in sent] == [
        "Uke 48 (23. november 2026 – 29. november 2026)",
        "Uke 49 (30. november 2026 – 6. desember 2026)",
    ]
    assert (sent[0]["From"], sent[0]["To"]) == ("bot@lyngvik.example", "kari@lyngvik.example")
    body, page = (one for one in sent[0].walk() if one.get_content_maintype() == "text")
    assert "Åpne ved ukeslutt: 0" in str(body.get_content())
    assert page.get_filename() == "2026-W48.html"


def test_letter_that_is_refused_is_tried_again(tmp_path: Path, server: _Server) -> None:
    config = _config(tmp_path, server)
    server.refuses = True
    with opened(database(config)) as store, pytest.raises(MailError, match="refused the letter with code 554"):
        mail_when_due(store, config, texts(), MONDAY)
    server.refuses = False
    mail_digest(config, MONDAY)

    assert len(server.letters) == 1


def test_without_the_tls_that_was_asked_for_nothing_is_said(tmp_path: Path, server: _Server) -> None:
    secret = tmp_path / "mail.password"
    secret.write_text("hemmelig", encoding="utf-8")
    secret.chmod(0o600)
    config = _config(tmp_path, server, tls="starttls", user="bot", password_file="mail.password")
    with opened(database(config)) as store, pytest.raises(MailError) as refused:
        mail_when_due(store, config, texts(), MONDAY)

    assert "hemmelig" not in str(refused.value)
    assert not any(line.startswith(("AUTH", "MAIL", "DATA")) for line in server.heard)


def test_without_a_host_no_letter_is_thought_of(tmp_path: Path) -> None:
    config = Config(folder=tmp_path)
    with opened(database(config)) as store:
        assert not mail_when_due(store, config, texts(), MONDAY)


def test_report_can_lie_beside_the_words() -> None:
    settings = from_table({"mail": {"sender": "bot@lyngvik.example", "to": ["kari@lyngvik.example"]}}).mail
    page = ("uke-48.html", b"<!doctype html>")

    made = letter(said("Hei"), settings, subject="Uke\n48", now=MONDAY, attachments=[page])

    assert made["Subject"] == "Uke 48"
    assert [one.get_filename() for one in made.iter_attachments()] == ["uke-48.html"]


@pytest.mark.parametrize(
    ("mail", "complaint"),
    [
        ({"sender": "x"}, "mail.sender"),
        ({"to": []}, "mail.to"),
        ({"tls": "none"}, "mail.tls"),
        ({"tls": "maybe"}, "mail.tls"),
    ],
)
def test_wrong_settings_are_refused(mail: dict[str, object], complaint: str) -> None:
    right: dict[str, object] = {"host": "smtp.lyngvik.example", "sender": "a@b.example", "to": ["c@d.example"]}
    with pytest.raises(ConfigError, match=complaint):
        from_table({"mail": right | mail})


def test_user_without_a_password_file_is_told_so() -> None:
    with pytest.raises(ConfigError, match="set password_file"):
        read_password(from_table({"mail": {"user": "bot"}}), {})
