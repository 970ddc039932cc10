"""Single cells: words, references, counts and links as exports write them."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Mapping
from typing import Any

from dialogbot.exports.json_files import loaded

EXACT_FLOAT = 2**53
DAMAGED = re.compile(r"^\d(?:[.,]\d+)?[eE]\+?\d+$")
THOUSANDS = re.compile(r"^[+-]?\d{1,3}(?:[ .,'\u00a0\u202f]\d{3})+$")
NUMBER = re.compile(r"^([+-]?\d+(?:[.,]\d+)?)\s?([a-zæøå]*)\.?$")
SCALES = {"": 1, "k": 1_000, "t": 1_000, "tusen": 1_000, "m": 1_000_000, "mill": 1_000_000, "mio": 1_000_000}
NO_REFERENCE = frozenset({"", "-", "0", "none", "null", "nan", "n/a", "undefined"})
PYTHON_TIME = re.compile(r"datetime\.datetime\(([\d, ]+)\)")
INDEX = re.compile(r"^\d{1,4}$")


def words(value: Any) -> str:
    """Give the words of a cell: a string as it stands, a number as written, a ``{name: …}`` by its name."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, int | float):
        return _plain_number(value) or ""
    if isinstance(value, Mapping):
        return next((name for key in ("name", "text", "value", "title") if isinstance(name := value.get(key), str)), "")
    return ""


def reference(value: Any) -> str | None:
    """Give an id as a string; ``None`` for none, and for one that Excel rounded (``2.44226E+16``): it is lost."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _plain_number(value)
    if not isinstance(value, str):
        return None
    bare = value.strip().removeprefix("'")
    if bare.casefold() in NO_REFERENCE or DAMAGED.match(bare):
        return None
    return bare.removesuffix(".0") if re.fullmatch(r"\d+\.0", bare) else bare


def count(value: Any) -> int | None:
    """Give a number of likes: ``1 204``, ``1,204``, ``25,0``, ``1.2K``; ``None`` for no number or one below nought."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return int(value) if math.isfinite(value) and value >= 0 else None
    text = str(value).strip().casefold()
    if THOUSANDS.match(text):
        return _natural(float(re.sub(r"\D", "", text)))
    found = NUMBER.match(text[:40])
    if found is None or found[2] not in SCALES:
        return None
    return _natural(float(found[1].replace(",", ".")) * SCALES[found[2]])


def link(value: Any) -> str | None:
    """Give a web link, or ``None``; a bare ``www.`` or ``facebook.com`` link gets its ``https://``."""
    if not isinstance(value, str):
        return None
    bare = value.strip()
    if bare.startswith(("http://", "https://")):
        return bare
    return f"https://{bare}" if re.match(r"^(www\.|m\.)?[\w-]+\.(com|no|org|net)/", bare) else None


def listed(value: Any) -> list[Any]:
    """Give a list, also one that was written into a cell as JSON or as Python; empty where it is none."""
    if isinstance(value, list):
        return value
    if not isinstance(value, str) or not value.lstrip().startswith("["):
        return []
    try:
        found = ast.literal_eval(PYTHON_TIME.sub(_quoted_time, value))
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        found = loaded(value)
    return found if isinstance(found, list) else []


def nested(cells: Mapping[str, Any]) -> dict[str, Any]:
    """Undo the flattening of ``user/name`` and ``topComments/0/text`` into columns; empty cells are left out."""
    whole: dict[str, Any] = {}
    for name, value in cells.items():
        if value is not None and value != "":
            _put(whole, name.split("/"), value)
    return {key: _listed(value) for key, value in whole.items()}


def _quoted_time(found: re.Match[str]) -> str:
    year, month, day, hour, minute, second, *_rest = (*map(int, re.findall(r"\d+", found[1])), 0, 0, 0, 0, 0, 0)
    return f"'{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}'"


def _put(whole: dict[str, Any], steps: list[str], value: Any) -> None:
    for step in steps[:-1]:
        below = whole.setdefault(step, {})
        if not isinstance(below, dict):
            return
        whole = below
    whole[steps[-1]] = value


def _listed(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inner = {key: _listed(each) for key, each in value.items()}
    return list(inner.values()) if inner and all(INDEX.match(key) for key in inner) else inner


def _plain_number(value: float) -> str | None:
    if isinstance(value, int):
        return str(value)
    if not math.isfinite(value) or abs(value) >= EXACT_FLOAT:
        return None
    # Ids of 16 digits and more were rounded by Excel before they came here, even where a float could hold them.
    if abs(value) >= 1e15:  # noqa: PLR2004 # the 15 digits of Excel
        return None
    return str(int(value)) if value.is_integer() else str(value)


def _natural(number: float) -> int | None:
    return int(number) if math.isfinite(number) and number >= 0 else None
