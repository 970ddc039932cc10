"""Files that staff send to the bot: fetched into a folder where the import finds them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Protocol

from dialogbot.domain import Attachment

LARGEST = 20_000_000
"""Bytes that a bot may fetch (telegram.constants.FileSizeLimit.FILESIZE_DOWNLOAD)."""

_LONGEST_NAME = 100


class Document(Protocol):
    """What Telegram tells of a file."""

    file_id: str
    file_name: str | None
    file_size: int | None


class Fetched(Protocol):
    """A file that is ready to be fetched."""

    async def download_to_drive(self, custom_path: Path) -> Path:
        """Write it to a path."""
        ...


class Source(Protocol):
    """Where files are fetched from."""

    async def get_file(self, file_id: str) -> Fetched:
        """Make a file ready."""
        ...


async def fetch(document: Document, reference: str, source: Source, folder: Path) -> Attachment:
    """Fetch a file into a folder of its own, named by the message that brought it, under a name that is only a name.

    Under its own name it stands there at once and whole.
    """
    name = plain_name(document.file_name)
    if (document.file_size or 0) > LARGEST:
        return Attachment(name=name, path=None)
    place = folder / reference.replace(":", "~")
    place.mkdir(parents=True, exist_ok=True)
    unfinished = place / f".{name}.part"
    ready = await source.get_file(document.file_id)
    await ready.download_to_drive(unfinished)
    return Attachment(name=name, path=unfinished.rename(place / name))


def plain_name(name: str | None) -> str:
    """Return a file name without folders, control marks or leading dots; its end stays, since it tells the kind."""
    last = re.split(r"[\\/]", name or "")[-1]
    kept = re.sub(r"[^\w.() -]", "_", last).strip(" .")
    return kept[-_LONGEST_NAME:] or "export"
