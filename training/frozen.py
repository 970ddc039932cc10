"""Write arrays so that the same arrays give the same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_NO_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip file can tell


def write_npz(path: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write a compressed ``.npz`` without the time of writing and with its arrays in the order of their names."""
    with zipfile.ZipFile(path, "w") as archive:
        for name in sorted(arrays):
            written = io.BytesIO()
            np.lib.format.write_array(written, np.asarray(arrays[name], order="C"), allow_pickle=False)
            entry = zipfile.ZipInfo(f"{name}.npy", _NO_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, written.getvalue(), compresslevel=9)
