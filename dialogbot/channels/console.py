"""The terminal as a channel: notices are printed, commands are typed at a prompt."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import re
import sys
import textwrap
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO
from uuid import uuid4

from dialogbot.channels import Obey
from dialogbot.domain import Block, Command, File, Notice, Style
from dialogbot.harmless import safe

WIDTH = 88
ADDRESS = "console"
_BOLD, _DIM, _PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[0m"
_INDENT = {Style.QUOTE: "  │ ", Style.ITEM: "  • "}
_MARKS = {Style.HEADING: _BOLD, Style.NOTE: _DIM}


class Console:
    """Notices on a stream, commands from another; the one at the keyboard is ``name``."""

    def __init__(
        self, *, name: str, source: TextIO | None = None, target: TextIO | None = None, files: Path | None = None
    ) -> None:
        """Read the terminal and write to it unless told otherwise; attachments go to the folder ``files``, if any."""
        self._name = name
        self._files = files
        self._source = source or sys.stdin
        self._target = target or sys.stdout
        self._references = itertools.count(1)

    async def __aenter__(self) -> Self:
        """Need nothing."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Leave nothing."""

    async def send(self, notice: Notice, address: str, reply_to: str | None = None) -> str:  # noqa: ARG002 - as every channel
        """Print a notice."""
        self.show(notice)
        if self._files is not None and notice.attachments:
            await asyncio.to_thread(self.keep, notice.attachments, self._files)
        return f"{ADDRESS}:{next(self._references)}"

    async def edit(self, reference: str, notice: Notice) -> None:
        """Leave what was printed: a terminal shows the past, and the answer has told the news."""

    async def remove(self, reference: str) -> None:
        """Leave what was printed."""

    async def listen(self, obey: Obey) -> None:
        """Take each line typed as a command, until the input ends; then wait to be cancelled."""
        lines: asyncio.Queue[str] = asyncio.Queue()
        loop = asyncio.get_running_loop()
        # a thread of its own that may be left behind: one that waits for a key would hold up the end of the program
        threading.Thread(target=self._read, args=(loop, lines), daemon=True).start()
        while line := await lines.get():
            if line.strip():
                await obey(self.command(line))
        await asyncio.Event().wait()

    def command(self, line: str) -> Command:
        """Return what a line at the prompt means: there, every line is a command, with or without its slash."""
        meant = line if line.lstrip().startswith("/") or re.match(r"\s*#?\d", line) else f"/{line.lstrip()}"
        return Command(line=meant, by=self._name, key=f"{ADDRESS}:{uuid4().hex}", address=ADDRESS)

    def _read(self, loop: asyncio.AbstractEventLoop, lines: asyncio.Queue[str]) -> None:
        line = " "
        while line:
            line = self._source.readline()
            with contextlib.suppress(RuntimeError):  # the loop has been closed meanwhile
                loop.call_soon_threadsafe(lines.put_nowait, line)

    def keep(self, attachments: Sequence[File], folder: Path) -> None:
        """Write attachments into a folder, readable by its owner alone, and say where they are."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for one in attachments:
            path = folder / one.name
            path.write_bytes(one.content())
            path.chmod(0o600)
            print(f"  {path}: {safe(one.alt)}", file=self._target)
        print(file=self._target, flush=True)

    def show(self, notice: Notice) -> None:
        """Print a notice with its buttons as the words to type."""
        colour = self._target.isatty()
        lines = [line for block in notice.blocks for line in _lines(block, colour=colour)]
        if notice.buttons:
            lines.append("  " + "   ".join(f"[{button.label}]" for button in notice.buttons))
        print("\n".join(lines), end="\n\n", file=self._target, flush=True)


def _lines(block: Block, *, colour: bool) -> Iterator[str]:
    first = _INDENT.get(block.style, "")
    rest = first if block.style is Style.QUOTE else " " * len(first)
    for number, paragraph in enumerate(safe(block.text).split("\n")):
        before = first if number == 0 else rest
        wrapped = textwrap.wrap(
            paragraph,
            WIDTH,
            initial_indent=before,
            subsequent_indent=rest,
            break_long_words=False,
            break_on_hyphens=False,
        )
        for line in wrapped or [before.rstrip()]:
            yield _marked(line, block.style) if colour else line
    if block.url:
        yield f"{' ' * len(first)}{safe(block.url)}"


def _marked(line: str, style: Style) -> str:
    mark = _MARKS.get(style)
    return f"{mark}{line}{_PLAIN}" if mark else line
