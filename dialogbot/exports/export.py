"""Opening a file, a folder or a zip, and listing what in it may be text."""

from __future__ import annotations

import gzip
import io
import stat
import struct
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from dialogbot.domain import Flaw, Rejected, UnreadableFile
from dialogbot.exports.limits import GIB, Limits
from dialogbot.exports.member import Member

# Pictures, sound and film hold no posts; an archive is mostly made of them.
MEDIA = frozenset({
    ".jpg", ".jpeg", ".png", ".gif", ".webp", ".heic", ".bmp", ".tif", ".tiff", ".svg", ".ico", ".mp4", ".mov", ".avi",
    ".mkv", ".webm", ".3gp", ".m4v", ".mp3", ".m4a", ".aac", ".ogg", ".opus", ".wav", ".flac", ".amr", ".pdf", ".ttf",
    ".woff", ".woff2", ".css", ".db", ".vcf", ".srt", ".lnk", ".thumb", ".doc", ".docx", ".ppt", ".pptx",
})  # fmt: skip
NOISE = frozenset({"no-data.txt", "thumbs.db", "desktop.ini"})
ZIP_MARKS = (b"PK\x03\x04", b"PK\x05\x06")
GZIP_MARK = b"\x1f\x8b"
ZSTD_MARK = b"\x28\xb5\x2f\xfd"
# How much larger packed text is unpacked, roughly: for the progress bar, and to stream what is large.
TEXT_PACKS_TO = 8
LEGACY_OFFICE_MARK = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """An opened export: its members without media and noise, and those that were refused, each with its reason.

    ``size`` is the sum of the members' sizes unpacked, in bytes: what the progress callback counts up to.
    """

    path: Path
    members: tuple[Member, ...]
    refused: tuple[Rejected, ...]

    @property
    def name(self) -> str:
        """The name of the file or folder."""
        return self.path.name

    @property
    def size(self) -> int:
        """The bytes of all members, unpacked."""
        return sum(member.size for member in self.members)


def ignore_progress(_bytes: int) -> None:
    """Hear of bytes read and do nothing."""


@contextmanager
def open_export(path: Path, limits: Limits, progress: Callable[[int], None] = ignore_progress) -> Iterator[Export]:
    """Open what stands at ``path``; ``progress`` hears the number of bytes each time some were read.

    Raises ``UnreadableFile`` where there is nothing, it is too large, encrypted or broken as a whole.
    """
    try:
        with _opened(path, limits, progress) as export:
            if not export.members:
                raise UnreadableFile(f"{path.name}: {_why_nothing(export)}")
            yield export
    except PermissionError as error:
        raise UnreadableFile(f"{path.name} may not be read: give this program leave to read it") from error
    except OSError as error:
        raise UnreadableFile(f"{path.name} cannot be read: {error.strerror or error}") from error


@contextmanager
def _opened(path: Path, limits: Limits, progress: Callable[[int], None]) -> Iterator[Export]:
    if path.is_dir():
        yield _folder(path, limits, progress)
        return
    mark = _checked_mark(path, limits)
    if not mark.startswith(ZIP_MARKS):
        yield Export(path=path, members=(_file(path, mark, limits, progress),), refused=())
        return
    try:
        with _unzipped(path) as archive:
            if _is_workbook(archive):
                yield Export(path=path, members=(_workbook(path, archive, limits, progress),), refused=())
            else:
                yield _archive(path, archive, limits, progress)
    except zipfile.BadZipFile as error:
        raise UnreadableFile(f"{path.name} is a broken zip: download or copy it again") from error


def _unzipped(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except (NotImplementedError, ValueError, OverflowError, struct.error) as error:
        # a list of contents that is damaged, or of a version that nobody has written yet; names that are no text
        raise zipfile.BadZipFile(str(error)) from error


def _checked_mark(path: Path, limits: Limits) -> bytes:
    if not path.exists():
        raise UnreadableFile(f"{path.name} does not exist: check the path")
    if not path.is_file():
        raise UnreadableFile(f"{path.name} is neither a file nor a folder")
    size = path.stat().st_size
    if size == 0:
        raise UnreadableFile(f"{path.name} is empty: export it again")
    if size > limits.max_file_bytes:
        raise UnreadableFile(
            f"{path.name} is too large: {size >> 20} MB, at most {limits.max_file_bytes >> 20}: split it"
        )
    with path.open("rb") as stream:
        mark = stream.read(8)
    if mark.startswith(LEGACY_OFFICE_MARK):
        raise UnreadableFile(
            f"{path.name} is an old or password-protected Office file: save it as .xlsx without a password"
        )
    return mark


def _file(path: Path, mark: bytes, limits: Limits, progress: Callable[[int], None]) -> Member:
    unpack = _UNPACKERS.get(mark[:2]) or _UNPACKERS.get(mark[:4])
    source: Callable[[], BinaryIO] = (
        partial(unpack, path) if unpack else cast("Callable[[], BinaryIO]", partial(path.open, "rb"))
    )
    name = path.stem if unpack else path.name
    size = path.stat().st_size * (TEXT_PACKS_TO if unpack else 1)
    return Member(name=name, size=size, source=source, limits=limits, report=progress, alone=True)


def _gunzipped(path: Path) -> BinaryIO:
    return cast("BinaryIO", gzip.open(path, "rb"))


def _unzstandard(path: Path) -> BinaryIO:
    import zstandard  # noqa: PLC0415 # only dumps of one kind are packed so

    # Reddit's dumps are packed with a window of 2 GB, more than the library allows by default.
    stream = zstandard.open(path, "rb", dctx=zstandard.ZstdDecompressor(max_window_size=2 * GIB))
    return io.BufferedReader(_PlainErrors(cast("BinaryIO", stream), zstandard.ZstdError))


class _PlainErrors(io.RawIOBase):
    """Bytes whose end in damage is told as ``EOFError``, not in a library's own way."""

    def __init__(self, stream: BinaryIO, damage: type[Exception]) -> None:
        self._stream = stream
        self._damage = damage

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override] # the stub wants any Buffer
        try:
            data = self._stream.read(len(buffer))
        except self._damage as error:
            raise EOFError("damaged") from error
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._stream.close()
        super().close()


_UNPACKERS = {GZIP_MARK: _gunzipped, ZSTD_MARK: _unzstandard}


def _folder(path: Path, limits: Limits, progress: Callable[[int], None]) -> Export:
    members: list[Member] = []
    refused: list[Rejected] = []
    files = sorted(each for each in path.rglob("*") if each.is_file() or each.is_symlink())
    for each in files[: limits.max_members]:
        name = each.relative_to(path).as_posix()
        if not is_wanted(name):
            continue
        if each.is_symlink() or each.stat().st_size > limits.max_file_bytes:
            refused.append(Rejected(where=name, flaw=Flaw.BAD_ROW if each.is_symlink() else Flaw.TOO_LARGE))
            continue
        source = cast("Callable[[], BinaryIO]", partial(each.open, "rb"))
        size = each.stat().st_size
        members.append(Member(name=name, size=size, source=source, limits=limits, report=progress, alone=False))
    return Export(path=path, members=tuple(members), refused=tuple(refused))


def _archive(path: Path, archive: zipfile.ZipFile, limits: Limits, progress: Callable[[int], None]) -> Export:
    listed = archive.infolist()
    if len(listed) > limits.max_members:
        raise UnreadableFile(
            f"{path.name} holds {len(listed)} files, at most {limits.max_members}: unpack only what is needed"
        )
    # not `is_dir()`: before Python 3.12 it fails on a member without a name
    wanted = [each for each in listed if not each.filename.endswith("/") and is_wanted(each.filename)]
    if sum(each.file_size for each in wanted) > limits.max_unpacked_bytes:
        raise UnreadableFile(
            f"{path.name} unpacks to more than {limits.max_unpacked_bytes >> 20} MB: unpack only what is needed"
        )
    if wanted and all(each.flag_bits & 1 for each in wanted):
        raise UnreadableFile(f"{path.name} is encrypted: unpack it with its password, then import the folder")
    refused = tuple(Rejected(where=each.filename, flaw=Flaw.BAD_ROW) for each in wanted if not _is_safe(each))
    safe = [each for each in wanted if _is_safe(each)]
    members = tuple(_zipped(archive, each, limits, progress, alone=len(safe) == 1) for each in safe)
    return Export(path=path, members=members, refused=refused)


def _zipped(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limits: Limits, progress: Callable[[int], None], *, alone: bool
) -> Member:
    source = cast("Callable[[], BinaryIO]", partial(archive.open, entry))
    return Member(name=entry.filename, size=entry.file_size, source=source, limits=limits, report=progress, alone=alone)


def _workbook(path: Path, archive: zipfile.ZipFile, limits: Limits, progress: Callable[[int], None]) -> Member:
    # openpyxl holds all shared strings in memory; the sheets themselves are streamed.
    strings = sum(each.file_size for each in archive.infolist() if each.filename.endswith("sharedStrings.xml"))
    unpacked = sum(each.file_size for each in archive.infolist())
    if strings > 2 * limits.max_whole_bytes or unpacked > limits.max_file_bytes:
        raise UnreadableFile(f"{path.name} is too large as a workbook: save it as CSV")
    size = path.stat().st_size
    source = cast("Callable[[], BinaryIO]", partial(path.open, "rb"))
    name = path.with_suffix(".xlsx").name
    return Member(name=name, size=size, source=source, limits=limits, report=progress, alone=True)


def is_wanted(name: str) -> bool:
    """Tell whether a member may hold posts: no media, no droppings of an operating system, no hidden file."""
    path = PurePosixPath(name.replace("\\", "/"))
    if path.suffix.lower() in MEDIA or path.name.lower() in NOISE or "__MACOSX" in path.parts:
        return False
    return not path.name.startswith(".")


def _is_safe(entry: zipfile.ZipInfo) -> bool:
    """Tell whether a zip's member is a plain file below the zip's root, neither encrypted nor a zip itself."""
    path = PurePosixPath(entry.filename.replace("\\", "/"))
    if not path.name or ".." in path.parts or path.is_absolute() or path.suffix.lower() in {".zip", ".rar", ".7z"}:
        return False
    return not stat.S_ISLNK(entry.external_attr >> 16) and not entry.flag_bits & 1


def _is_workbook(archive: zipfile.ZipFile) -> bool:
    names = archive.namelist()
    return "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names)


def _why_nothing(export: Export) -> str:
    if any(each.where.lower().endswith((".zip", ".rar", ".7z")) for each in export.refused):
        return "holds only other archives: unpack it and import each of them"
    return "holds no file that could have posts in it"
