"""Run the emulator as a process of its own and steer it over HTTP: ``python -m tests.telegram_emulator``.

The first line that it prints is its port. The routes under ``/__t/`` play the part of the people in the chat.
"""

from __future__ import annotations

import asyncio
import base64
from typing import Any

from aiohttp import web

from tests.telegram_emulator.faults import Fault
from tests.telegram_emulator.limit import Limit
from tests.telegram_emulator.server import TelegramEmulator


async def run() -> None:
    """Serve on a free port of the loopback until stopped."""
    emulator = TelegramEmulator()
    runner = web.AppRunner(controlled(emulator), access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    print(runner.addresses[0][1], flush=True)  # noqa: T201  # the one who started it must know where to knock
    await asyncio.Event().wait()


def controlled(emulator: TelegramEmulator) -> web.Application:
    """The Bot API with the routes that steer it."""
    routes = Control(emulator)
    app: web.Application = emulator.app()
    for get in (routes.calls, routes.messages, routes.commands, routes.wait):
        app.router.add_get(f"/__t/{get.__name__}", get)
    for post in (
        routes.chat,
        routes.user,
        routes.block,
        routes.lose,
        routes.say,
        routes.file,
        routes.press,
        routes.migrate,
        routes.limit,
        routes.fault,
        routes.update,
    ):
        app.router.add_post(f"/__t/{post.__name__}", post)
    app.router.add_post("/__t/reset", routes.reset)
    return app


class Control:
    """One method a route; the body of a POST holds the arguments of the emulator's method of that name."""

    def __init__(self, emulator: TelegramEmulator) -> None:
        self.emulator = emulator

    async def calls(self, request: web.Request) -> web.Response:
        return web.json_response(self._calls(request))

    async def messages(self, request: web.Request) -> web.Response:
        chat = int(request.query["chat_id"])
        return web.json_response([message for (at, _), message in self.emulator.messages.items() if at == chat])

    async def commands(self, request: web.Request) -> web.Response:
        return web.json_response(self.emulator.commands.get(request.query["scope"], []))

    async def wait(self, request: web.Request) -> web.Response:
        """Answer as soon as there are ``count`` such calls, or with 504 and those there are."""
        try:
            async with asyncio.timeout(float(request.query["seconds"])):
                while len(self._calls(request)) < int(request.query["count"]):
                    await self.emulator.called.wait()
        except TimeoutError:
            return web.json_response(self.emulator.calls, status=504)
        return web.json_response(self._calls(request))

    def _calls(self, request: web.Request) -> list[dict[str, Any]]:
        method, words = request.query.get("method"), request.query.get("contains", "")
        return [
            call
            for call in self.emulator.calls
            if method in (None, call["method"]) and words in str(call["params"].get("text", ""))
        ]

    async def chat(self, request: web.Request) -> web.Response:
        return web.json_response(self.emulator.add_chat(**await request.json()))

    async def user(self, request: web.Request) -> web.Response:
        return web.json_response(self.emulator.add_user(**await request.json()))

    async def block(self, request: web.Request) -> web.Response:
        self.emulator.blocked.add((await request.json())["chat_id"])
        return web.json_response({})

    async def lose(self, request: web.Request) -> web.Response:
        asked = await request.json()
        self.emulator.messages.pop((asked["chat_id"], asked["message_id"]))
        return web.json_response({})

    async def say(self, request: web.Request) -> web.Response:
        return web.json_response(await self.emulator.say(**await request.json()))

    async def file(self, request: web.Request) -> web.Response:
        asked = await request.json()
        data = base64.b64decode(asked.pop("base64"))
        return web.json_response(await self.emulator.send_file(data=data, **asked))

    async def press(self, request: web.Request) -> web.Response:
        return web.json_response({"callback_query_id": await self.emulator.press(**await request.json())})

    async def migrate(self, request: web.Request) -> web.Response:
        await self.emulator.migrate(**await request.json())
        return web.json_response({})

    async def limit(self, request: web.Request) -> web.Response:
        self.emulator.limit = Limit(**await request.json())
        return web.json_response({})

    async def fault(self, request: web.Request) -> web.Response:
        self.emulator.faults.append(Fault(**await request.json()))
        return web.json_response({})

    async def update(self, request: web.Request) -> web.Response:
        asked = await request.json()
        return web.json_response(await self.emulator.enqueue_update(asked["update"], token=asked["token"]))

    async def reset(self, _: web.Request) -> web.Response:
        """A new world: no chats, messages, calls, faults or updates that wait."""
        self.emulator.__init__()  # type: ignore[misc]  # the application keeps its routes to this very object
        return web.json_response({})


if __name__ == "__main__":
    asyncio.run(run())
