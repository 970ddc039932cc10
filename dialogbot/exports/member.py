"""One file of an export, and every way a reader may look into it."""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any, BinaryIO

from dialogbot.domain import Flaw, Rejected, UnreadableFile
from dialogbot.exports.decoding import as_utf8, bounded_lines, decode, encoding_of, is_binary, text_stream
from dialogbot.exports.json_files import JsonKind, elements, kind_of, line_rows, loaded, sample_of
from dialogbot.exports.limits import Limits
from dialogbot.exports.rows import Row
from dialogbot.exports.tables import Table, csv_table, workbook_tables

HEAD_BYTES = 262_144
PIECE = 8_192
# What a file that was damaged or cut off raises in the midst of reading.
BREAKS = (EOFError, zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, UnicodeError, NotImplementedError)


class Member:
    """One file of an export: a file of its own, one in a folder, or one in a zip. Nothing is read before it is asked.

    ``name`` is its path inside the export; ``label`` stands before the place of each of its rows and is empty where the
    export is this one file. What was looked at once is kept: the first 256 kB and what they tell.
    """

    def __init__(  # noqa: PLR0913 # each is said by name, and one module makes members
        self,
        *,
        name: str,
        size: int,
        source: Callable[[], BinaryIO],
        limits: Limits,
        report: Callable[[int], None],
        alone: bool,
    ) -> None:
        """Keep how the file is opened; ``report`` hears how many bytes were read."""
        self.name = name
        self.size = size
        self.limits = limits
        self.label = "" if alone else f"{name}: "
        self._source = source
        self._report = report

    @property
    def path(self) -> PurePosixPath:
        """The path inside the export, to ask for ``.name``, ``.suffix`` and ``.parts``."""
        return PurePosixPath(self.name)

    def open(self) -> BinaryIO:
        """Open the file's bytes; what is read is counted for the progress bar."""
        return io.BufferedReader(_Counted(self._source(), self._report, self.limits.max_unpacked_bytes))

    @cached_property
    def head(self) -> bytes:
        """The first 256 kB, or as much of them as can be read."""
        return self._first_bytes[0]

    @property
    def is_damaged(self) -> bool:
        """Whether not even the first 256 kB can be read whole."""
        return self._first_bytes[1]

    @cached_property
    def _first_bytes(self) -> tuple[bytes, bool]:
        pieces: list[bytes] = []
        try:
            with self._source() as stream:
                while (left := HEAD_BYTES - sum(map(len, pieces))) and (piece := stream.read(min(left, PIECE))):
                    pieces.append(piece)
        except BREAKS:
            return b"".join(pieces), True
        return b"".join(pieces), False

    @cached_property
    def encoding(self) -> str:
        """The encoding of its text."""
        return encoding_of(self.head)

    @cached_property
    def is_text(self) -> bool:
        """Whether it is text at all."""
        return bool(self.head) and not is_binary(self.head[:4096], self.encoding)

    @cached_property
    def head_text(self) -> str:
        """The first 256 kB as text, without a byte order mark; empty if it is no text."""
        return decode(self.head, self.encoding).removeprefix("\ufeff").replace("\0", "") if self.is_text else ""

    def read_bytes(self) -> bytes:
        """Give all its bytes. Raises ``UnreadableFile`` where they are more than fits in memory."""
        if self.size > self.limits.max_whole_bytes:
            raise UnreadableFile(
                f"{self.name} is too large: {self.size >> 20} MB, at most {self.limits.max_whole_bytes >> 20}"
            )
        with self.open() as stream:
            return stream.read(self.limits.max_whole_bytes)

    def text(self) -> str:
        """Give all its text. Raises ``UnreadableFile`` as ``read_bytes`` does."""
        return decode(self.read_bytes(), self.encoding).removeprefix("\ufeff").replace("\0", "")

    def lines(self) -> Iterator[str]:
        """Yield its lines with their ends; an overlong one is cut."""
        with text_stream(self.open(), self.encoding) as stream:
            yield from bounded_lines(stream, 4 * self.limits.max_field_chars)

    def utf8(self, skip: int = 0) -> BinaryIO:
        """Open its bytes as UTF-8 without a mark, from character ``skip`` of the text on (a prefix before JSON)."""
        stream = as_utf8(self.open(), self.encoding)
        stream.read(skip)
        return stream

    @cached_property
    def json_kind(self) -> JsonKind | None:
        """How its JSON is laid out, ``None`` if it is no JSON."""
        return kind_of(self.head_text)

    @cached_property
    def sample(self) -> Any:
        """Its JSON as far as the first 256 kB tell it (lines: a list of the first 20 records); ``None`` if no JSON."""
        return sample_of(self.head_text, self.json_kind)

    @cached_property
    def first(self) -> dict[str, Any]:
        """The first JSON object: the first record of an array or of lines, or the object of the file; else empty."""
        values = self.sample if isinstance(self.sample, list) else [self.sample]
        return next((value for value in values if isinstance(value, dict)), {})

    def json(self) -> Any:
        """Give the whole JSON value. Raises ``UnreadableFile`` where it is broken or too large; prefer ``records``."""
        value = loaded(decode(self.read_bytes(), self.encoding).removeprefix("\ufeff"))
        if value is None:
            raise UnreadableFile(f"{self.name} is not whole JSON: export it again")
        return value

    def json_or_beginning(self) -> tuple[Any, bool]:
        """Give the whole JSON value and true; of a broken or too large file what the first 256 kB tell, and false."""
        try:
            return self.json(), True
        except UnreadableFile:
            return self.sample, False

    def records(self, *path: str, skip: int = 0) -> Iterator[Row | Rejected]:
        """Yield the JSON objects of the array at ``path`` (keys from the top), or of the lines; streamed when large.

        ``skip`` characters stand before the JSON. A file that breaks off gives what is whole, then ``CUT_SHORT``.
        """
        if not path and self.json_kind is JsonKind.LINES:
            yield from line_rows(self.lines(), self.label)
            return
        name = path[-1] if path else "record"
        where = self.label
        for element in elements(lambda: self.utf8(skip), self.size, path):
            if element is None:
                yield Rejected(where=f"{where or name}", flaw=Flaw.CUT_SHORT)
                return
            where = f"{self.label}{name}[{element[0]}]"
            value = element[1]
            yield Row(where=where, cells=value) if isinstance(value, dict) else Rejected(where=where, flaw=Flaw.BAD_ROW)

    @cached_property
    def is_workbook(self) -> bool:
        """Whether it is an XLSX workbook."""
        return self.head.startswith(b"PK\x03\x04") and self.path.suffix.lower() in {".xlsx", ".xlsm"}

    @cached_property
    def tables(self) -> list[Table]:
        """Its tables: one for a CSV, one for each sheet of a workbook, none for anything else."""
        if self.is_workbook:
            return workbook_tables(label=self.label, source=self._seekable)
        if not self.is_text or self.json_kind is not None or self.head_text.lstrip().startswith("<"):
            return []
        table = csv_table(
            name=self.path.stem,
            label=self.label,
            lines=self.lines,
            head=self.head_text[:65_536],
            max_field=self.limits.max_field_chars,
        )
        return [] if table is None else [table]

    @cached_property
    def headers(self) -> list[frozenset[str]]:
        """The column names of each of its tables, taken from its first filled row."""
        return [frozenset(table.header) for table in self.tables]

    def _seekable(self) -> BinaryIO:
        return io.BytesIO(self.read_bytes())


class _Counted(io.RawIOBase):
    """Bytes that tell how many of them were read, and that end in an error past a bound."""

    def __init__(self, stream: BinaryIO, report: Callable[[int], None], bound: int) -> None:
        self._stream = stream
        self._report = report
        self._left = bound

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override] # the stub wants any Buffer
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        self._report(len(data))
        self._left -= len(data)
        if self._left < 0:
            raise UnreadableFile("the file unpacks to more than the limit: split the export")
        return len(data)

    def close(self) -> None:
        self._stream.close()
        super().close()
