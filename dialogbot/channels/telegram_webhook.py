"""A small HTTP server that takes what Telegram sends to a webhook, one update at a time.

https://core.telegram.org/bots/api#setwebhook. It speaks plain HTTP and belongs behind a proxy that has the certificate.
Telegram sends an update again until it is answered with 200, so that answer comes only when it has been carried out.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import h11

from dialogbot.domain import ConfigError

LARGEST = 1024 * 1024
"""Bytes of an update; Telegram's own stay far below."""

PATIENCE = 10.0
"""Seconds within which a request must have come in."""

_SECRET_HEADER = b"x-telegram-bot-api-secret-token"
_CHUNK = 65536

_log = logging.getLogger(__name__)
Take = Callable[[bytes], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """Where Telegram sends to (``url``), where that comes in on this machine, and the secret by which it is known."""

    url: str
    host: str
    port: int
    secret: str = field(repr=False)


@asynccontextmanager
async def listening(hook: Webhook, take: Take) -> AsyncIterator[None]:
    """Hand the body of each request that knows the secret to ``take``. Raises ``ConfigError`` if it cannot listen."""
    turn, running = asyncio.Lock(), set[asyncio.Task[None]]()

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            running.add(task)
            task.add_done_callback(running.discard)
        with suppress(OSError):
            await _converse(reader, writer, hook, turn, take)
        writer.close()

    try:
        server = await asyncio.start_server(converse, hook.host, hook.port)
    except OSError as error:
        raise ConfigError(f"[telegram] webhook_listen {hook.host}:{hook.port} cannot be used: {error}") from None
    try:
        yield
    finally:
        server.close()
        for task in running:
            task.cancel()


async def _converse(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, hook: Webhook, turn: asyncio.Lock, take: Take
) -> None:
    """Answer one request and be done: a proxy opens another connection for the next."""
    connection = h11.Connection(h11.SERVER)
    try:
        async with asyncio.timeout(PATIENCE):
            status, body = await _request(reader, connection, hook)
    except (TimeoutError, h11.RemoteProtocolError):
        return
    if status == 200:  # noqa: PLR2004 - the status itself
        async with turn:
            status = await _carried_out(body, take)
    headers = [("content-length", "0"), ("connection", "close")]
    writer.write(connection.send(h11.Response(status_code=status, headers=headers)) or b"")
    writer.write(connection.send(h11.EndOfMessage()) or b"")
    await writer.drain()


async def _carried_out(body: bytes, take: Take) -> int:
    try:
        await take(body)
    except ValueError:
        _log.warning("what came to the webhook is no update")
        return 400
    except Exception:  # noqa: BLE001 - it is not confirmed, so Telegram sends it again
        _log.exception("an update could not be carried out")
        return 500
    return 200


async def _request(reader: asyncio.StreamReader, connection: h11.Connection, hook: Webhook) -> tuple[int, bytes]:
    """Read a request; return how it is to be answered, and its body where that is worth a look."""
    status, body = 200, b""
    while True:
        event = connection.next_event()
        if event is h11.NEED_DATA:
            connection.receive_data(await reader.read(_CHUNK))
        elif isinstance(event, h11.Request):
            status = _checked(event, hook)
            if status != 200:  # noqa: PLR2004 - the status itself
                return status, b""
        elif isinstance(event, h11.Data):
            body += event.data
            if len(body) > LARGEST:
                return 413, b""
        elif isinstance(event, h11.EndOfMessage):
            return status, body
        else:
            raise h11.RemoteProtocolError("the connection was closed")


def _checked(request: h11.Request, hook: Webhook) -> int:
    given = next((value for name, value in request.headers if name == _SECRET_HEADER), b"")
    if not hmac.compare_digest(given, hook.secret.encode()):
        _log.warning("something without the secret came to the webhook and was not heard")
        return 403
    if request.target.partition(b"?")[0].decode("latin-1") != (urlsplit(hook.url).path or "/"):
        return 404
    return 200 if request.method == b"POST" else 405
