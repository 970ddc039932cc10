"""The terminal as a channel."""

from __future__ import annotations

import asyncio
import io

from dialogbot.channels.console import Console
from dialogbot.domain import Block, Button, Command, Notice, Style
from dialogbot.harmless import safe


def test_notice_is_printed_with_its_buttons() -> None:
    notice = Notice(
        blocks=(
            Block(style=Style.HEADING, text="#1 · Vannkanna"),
            Block(style=Style.QUOTE, text="Første linje\nandre linje"),
            Block(style=Style.ITEM, text="Åpne", url="https://b.example/1"),
        ),
        buttons=(Button(label="Jeg tar den", command="claim 1"),),
    )

    assert _shown(notice).splitlines() == [
        "#1 · Vannkanna",
        "  │ Første linje",
        "  │ andre linje",
        "  • Åpne",
        "    https://b.example/1",
        "  [Jeg tar den]",
        "",
    ]


def test_words_of_strangers_cannot_act_on_the_terminal() -> None:
    text = "rød\x1b[31m\x07 \u202egnort\u2066 skrift\x9b2J"

    assert safe(text) == "rød[31m gnort skrift2J"
    assert "\x1b" not in _shown(Notice(blocks=(Block(style=Style.QUOTE, text=text),)))


def test_long_links_stay_whole() -> None:
    url = "https://b.example/" + "a" * 120

    assert url in _shown(Notice(blocks=(Block(style=Style.ITEM, text="Åpne", url=url),)))


def test_every_line_typed_is_a_command() -> None:
    heard: list[Command] = []
    enough = asyncio.Event()

    async def obey(command: Command) -> str:
        heard.append(command)
        if len(heard) == 3:
            enough.set()
        return ""

    async def listen() -> None:
        console = Console(name="kari", source=io.StringIO("ta 1\n\n/liste\n12 ferdig\n"), target=io.StringIO())
        async with console, asyncio.timeout(10):
            task = asyncio.create_task(console.listen(obey))
            await enough.wait()
            task.cancel()

    asyncio.run(listen())

    assert [command.line.strip() for command in heard] == ["/ta 1", "/liste", "12 ferdig"]
    assert len({command.key for command in heard}) == 3


def _shown(notice: Notice) -> str:
    target = io.StringIO()
    asyncio.run(Console(name="kari", target=target).send(notice, "console"))
    return target.getvalue()
