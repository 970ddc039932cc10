"""Hides from a program under test what only development has installed: nltk would load it, which takes seconds."""

from __future__ import annotations

import sys

for name in ("scipy", "sklearn"):
    sys.modules[name] = None  # type: ignore[assignment]  # to Python, a module that is not there
