"""The target of ``make fuzz`` that reads files: the first byte is the kind of file, the rest what stands in it."""

from __future__ import annotations

import logging
import shutil
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["dialogbot"]):
    from dialogbot.domain import Post, Rejected, UnreadableFile
    from dialogbot.exports import Limits
    from dialogbot.identity import lasting
    from dialogbot.readers import read

FIXTURES = Path(__file__).parents[1] / "fixtures" / "exports"
KINDS = (".json", ".jsonl", ".csv", ".tab", ".txt", ".html", ".xml", ".eml", ".mbox", ".zip", ".xlsx", ".atom", ".gz")
LIMITS = Limits(max_file_bytes=2**20, max_unpacked_bytes=2**22, max_members=100, max_whole_bytes=2**20)
LARGEST_SEED = 20_000


def tried(data: bytes) -> None:
    """Read bytes as a file: posts, rejected rows and one line of complaint are all that may come of it."""
    if not data:
        return
    path = _folder() / f"x{KINDS[data[0] % len(KINDS)]}"
    path.write_bytes(data[1:])
    try:
        with read(path, LIMITS) as reading:
            for row in lasting(reading.rows):
                assert isinstance(row, Post | Rejected)
    except UnreadableFile as error:
        complaint = str(error)
        if "\n" in complaint:
            raise AssertionError(complaint) from error


def seeded(folder: Path) -> None:
    """Write the fixtures as inputs to start from."""
    for number, path in enumerate(sorted(FIXTURES.rglob("*.*"))):
        if path.is_file() and path.stat().st_size < LARGEST_SEED and not path.name.endswith(".expected.jsonl"):
            kind = KINDS.index(path.suffix) if path.suffix in KINDS else 0
            (folder / f"{number}").write_bytes(bytes([kind]) + path.read_bytes())


def _folder() -> Path:
    """Return a folder in memory, where there is one."""
    place = Path("/dev/shm") if Path("/dev/shm").is_dir() else Path(tempfile.gettempdir())  # noqa: S108 - a folder of its own within
    folder = place / "dialogbot-fuzz"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    corpus = Path(tempfile.mkdtemp(prefix="dialogbot-corpus-"))
    seeded(corpus)
    atheris.Setup([*sys.argv, str(corpus)], tried)
    try:
        atheris.Fuzz()
    finally:
        shutil.rmtree(corpus, ignore_errors=True)
