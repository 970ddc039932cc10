"""Write six months of sample data: ``python -m tests.halfyear FOLDER`` makes a database and its settings there."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.halfyear.story import BANK, LIBRARY, write

CONFIG = f"""language = "nb"

[detection]
own_accounts = ["{LIBRARY}"]

[answers]
folder = "{BANK}"
"""


def main() -> None:
    """Fill the folder that is named on the command line."""
    if len(sys.argv) != 2:
        raise SystemExit("usage: python -m tests.halfyear FOLDER")
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / "dialogbot.db"
    if target.exists():
        raise SystemExit(f"{target} is there already: name an empty folder")
    write(target)
    (folder / "config.toml").write_text(CONFIG, encoding="utf-8")


if __name__ == "__main__":
    main()
