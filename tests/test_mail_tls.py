"""The digest by e-mail over TLS: to a real server on the loopback, with a certificate that is made for the test."""

from __future__ import annotations

import base64
import socket
import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import trustme

from dialogbot.config import Config, from_table
from dialogbot.mail import MailError, letter, send
from dialogbot.notices import said

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
PASSWORD = "hemmelig-17"
LOGIN = base64.b64encode(f"\0bot\0{PASSWORD}".encode()).decode()


class _Server(socketserver.TCPServer):
    """An SMTP server with TLS, from the start (``at_once``) or after STARTTLS, that wants a password.

    ``heard`` is what was said to it, and whether that was said in secret.
    """

    def __init__(self, certificate: trustme.LeafCert, *, at_once: bool) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(self.context)
        self.at_once = at_once
        self.heard: list[tuple[str, bool]] = []
        self.letters: list[bytes] = []

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def get_request(self) -> tuple[socket.socket, Any]:
        talk, address = super().get_request()
        talk.settimeout(20)
        return talk, address

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that does not trust the certificate hangs up, as it should."""


class _Talk(socketserver.StreamRequestHandler):
    """One conversation."""

    def setup(self) -> None:
        self.secret = False
        super().setup()

    def finish(self) -> None:
        super().finish()
        self.connection.close()

    def handle(self) -> None:
        server: Any = self.server
        if server.at_once:
            self._begin_tls()
        self._say("220 lyngvik.example")
        while line := self.rfile.readline().decode().rstrip("\r\n"):
            server.heard.append((line, self.secret))
            self._answer(line, server)

    def _answer(self, line: str, server: Any) -> None:
        word = line.partition(" ")[0].upper()
        if word == "EHLO":
            self._say("250-lyngvik.example", "250 AUTH PLAIN" if self.secret else "250 STARTTLS")
        elif word == "STARTTLS":
            self._say("220 go on")
            self._begin_tls()
        elif word == "AUTH":
            self._say("235 welcome" if line == f"AUTH PLAIN {LOGIN}" else f"535 no, not with {line}")
        elif word == "DATA":
            self._say("354 go on")
            server.letters.append(b"".join(self._lines()))
            self._say("250 kept")
        else:
            self._say("221 bye" if word == "QUIT" else "250 fine")

    def _begin_tls(self) -> None:
        server: Any = self.server
        self.rfile.close()
        self.wfile.close()
        self.connection = self.request = server.context.wrap_socket(self.request, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", buffering=0)
        self.secret = True

    def _lines(self) -> Iterator[bytes]:
        while (line := self.rfile.readline()) != b".\r\n":
            yield line

    def _say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())


@contextmanager
def _serving(certificate: trustme.LeafCert, tls: str) -> Iterator[_Server]:
    with _Server(certificate, at_once=tls == "ssl") as made:
        thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield made
        finally:
            made.shutdown()
            thread.join()


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> trustme.CA:
    """An authority that this process trusts, and no other."""
    made = trustme.CA()
    made.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    return made


def _config(folder: Path, server: _Server, tls: str, password: str = PASSWORD) -> Config:
    (folder / "mail.password").write_text(password, encoding="utf-8")
    (folder / "mail.password").chmod(0o600)
    mail = {"host": "127.0.0.1", "port": server.port, "tls": tls, "user": "bot", "password_file": "mail.password"}
    mail |= {"sender": "bot@lyngvik.example", "to": ["kari@lyngvik.example"]}
    return replace(from_table({"mail": mail}), folder=folder)


def _send(config: Config) -> None:
    send(letter(said("Åpne ved ukeslutt: 3"), config.mail, subject="Uke 48", now=NOW), config)


@pytest.mark.parametrize("tls", ["starttls", "ssl"])
def test_letter_and_password_travel_in_secret(tmp_path: Path, authority: trustme.CA, tls: str) -> None:
    with _serving(authority.issue_cert("127.0.0.1"), tls) as server:
        _send(_config(tmp_path, server, tls))

    assert len(server.letters) == 1
    assert (f"AUTH PLAIN {LOGIN}", True) in server.heard
    assert {line.partition(" ")[0].upper() for line, secret in server.heard if not secret} <= {"EHLO", "STARTTLS"}


@pytest.mark.parametrize("tls", ["starttls", "ssl"])
@pytest.mark.parametrize(
    ("issue", "why"),
    [
        (lambda _: trustme.CA().issue_cert("127.0.0.1"), "unable to get local issuer certificate|self-signed"),
        (lambda ours: ours.issue_cert("mail.elsewhere.example"), "not valid for '127.0.0.1'"),
        (lambda ours: ours.issue_cert("127.0.0.1", not_after=NOW - timedelta(days=30)), "certificate has expired"),
    ],
    ids=["unknown", "of another server", "expired"],
)
def test_wrong_certificate_is_refused_before_anything_is_told(
    tmp_path: Path, authority: trustme.CA, tls: str, issue: Callable[[trustme.CA], trustme.LeafCert], why: str
) -> None:
    with (
        _serving(issue(authority), tls) as server,
        pytest.raises(MailError, match=f"mail server 127.0.0.1 shows a certificate .*({why})") as refused,
    ):
        _send(_config(tmp_path, server, tls))

    assert "\n" not in str(refused.value)
    assert not any(secret in str(refused.value) for secret in (PASSWORD, LOGIN))
    assert {line.partition(" ")[0].upper() for line, _ in server.heard} <= {"EHLO", "STARTTLS"}


@pytest.mark.parametrize("tls", ["starttls", "ssl"])
def test_refused_password_is_told_without_it(tmp_path: Path, authority: trustme.CA, tls: str) -> None:
    with (
        _serving(authority.issue_cert("127.0.0.1"), tls) as server,
        pytest.raises(MailError, match="refused user and password with code 535") as refused,
    ):
        _send(_config(tmp_path, server, tls, password="feil-passord"))

    assert "feil" not in str(refused.value)
    assert server.letters == []


def test_password_that_smtplib_cannot_write_is_said_so_without_it(tmp_path: Path, authority: trustme.CA) -> None:
    with (
        _serving(authority.issue_cert("127.0.0.1"), "ssl") as server,
        pytest.raises(MailError, match="a password with no other letters than a to z") as refused,
    ):
        _send(_config(tmp_path, server, "ssl", password="blåbærsyltetøy"))

    assert "syltet" not in str(refused.value)


def test_tls_from_the_start_where_the_server_wants_starttls_says_what_to_change(
    tmp_path: Path, authority: trustme.CA
) -> None:
    with (
        _serving(authority.issue_cert("127.0.0.1"), "starttls") as server,
        pytest.raises(MailError, match="tls is starttls with port 587, ssl with 465"),
    ):
        _send(_config(tmp_path, server, "ssl"))


def test_server_that_is_not_there_cannot_be_reached(tmp_path: Path, authority: trustme.CA) -> None:
    with _serving(authority.issue_cert("127.0.0.1"), "ssl") as server:
        config = _config(tmp_path, server, "ssl")

    with pytest.raises(MailError, match="cannot be reached: Connection refused"):
        _send(config)
