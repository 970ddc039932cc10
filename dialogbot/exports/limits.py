"""How much of a stranger's file is read before it is refused."""

from __future__ import annotations

from dataclasses import dataclass

KIB = 1024
MIB = 1024 * KIB
GIB = 1024 * MIB


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The bounds of reading; the defaults hold the largest real exports seen and keep memory under 512 MB.

    ``max_whole_bytes`` is what may be taken into memory at once where a format cannot be streamed.
    """

    max_file_bytes: int = 4 * GIB
    max_unpacked_bytes: int = 8 * GIB
    max_members: int = 100_000
    max_whole_bytes: int = 64 * MIB
    max_field_chars: int = 1_000_000
    max_depth: int = 50
