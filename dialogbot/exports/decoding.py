"""From bytes to text: which encoding a file is in, its lines, and its bytes as UTF-8."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from typing import BinaryIO

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
OLD_ENCODINGS = ["cp1252", "mac_roman", "cp850", "cp865"]
MIXED = "dialogbot_cp1252"
CHUNK = 65_536


def encoding_of(head: bytes) -> str:
    """Tell the encoding of a file from its first bytes: by its mark, as UTF-8, as UTF-16, else an old one of Europe."""
    for bom, name in BOMS:
        if head.startswith(bom):
            return name
    bare = _utf16_without_mark(head)
    if bare is not None:
        return bare
    if _is_utf8(head):
        return "utf-8"
    return _old_encoding(head)


def is_binary(head: bytes, encoding: str) -> bool:
    """Tell whether the first bytes are no text: zeros among them where the encoding has none, or many control bytes."""
    if encoding.startswith(("utf-16", "utf-32")):
        return False
    odd = sum(head.count(code) for code in range(32) if code not in (9, 10, 12, 13))
    return odd > len(head) // 20


def decode(data: bytes, encoding: str) -> str:
    """Decode bytes; what does not fit UTF-8 is read as cp1252, since people paste the two together."""
    return data.decode(encoding, errors=_lenient(encoding))


def text_stream(stream: BinaryIO, encoding: str) -> io.TextIOWrapper:
    """Open bytes as text with line ends as they stand."""
    return io.TextIOWrapper(stream, encoding=encoding, errors=_lenient(encoding), newline="")


def bounded_lines(stream: io.TextIOBase, limit: int) -> Iterator[str]:
    """Yield lines with their ends and without NUL; a line longer than ``limit`` characters is cut there."""
    while line := stream.readline(limit):
        if len(line) == limit and not line.endswith(("\n", "\r")):
            _skip_rest_of_line(stream, limit)
        yield line.replace("\0", "")


def as_utf8(stream: BinaryIO, encoding: str) -> BinaryIO:
    """Give a file's bytes as UTF-8 without a mark, whatever it is written in."""
    return io.BufferedReader(_Recoded(text_stream(stream, encoding)), CHUNK)


class _Recoded(io.RawIOBase):
    """Text read as UTF-8 bytes, a piece at a time."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override] # the stub wants any Buffer
        if not self._left:
            self._left = self._text.read(CHUNK).encode("utf-8", "replace")
        size = min(len(buffer), len(self._left))
        buffer[:size] = self._left[:size]
        self._left = self._left[size:]
        return size

    def close(self) -> None:
        self._text.close()
        super().close()


def _skip_rest_of_line(stream: io.TextIOBase, limit: int) -> None:
    while rest := stream.readline(limit):
        if rest.endswith(("\n", "\r")):
            return


def _is_utf8(head: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(head)
    except UnicodeDecodeError:
        return False
    return True


def _utf16_without_mark(head: bytes) -> str | None:
    even, odd = head[0:400:2], head[1:400:2]
    if not odd:
        return None
    if odd.count(0) > 0.6 * len(odd) and even.count(0) == 0:
        return "utf-16-le"
    if even.count(0) > 0.6 * len(even) and odd.count(0) == 0:
        return "utf-16-be"
    return None


def _old_encoding(head: bytes) -> str:
    from charset_normalizer import from_bytes  # noqa: PLC0415 # costly to load, and few files need it

    best = from_bytes(head[:CHUNK], cp_isolation=OLD_ENCODINGS).best()
    return best.encoding if best is not None else "cp1252"


def _lenient(encoding: str) -> str:
    if not encoding.startswith("utf-8"):
        return "replace"
    codecs.register_error(MIXED, _one_byte_as_cp1252)
    return MIXED


def _one_byte_as_cp1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end
