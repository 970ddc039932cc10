"""Feed every reader and the command parser with input that is bred to break them: ``make fuzz SECONDS=3600``.

``python -m tests.fuzz --seconds N`` runs each target for its share of the time, from the fixtures on. The last line is
``inputs 120000, crashes 0``; exit code 0 only without a crash. An input that crashes stays in the folder that is named.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
SHARES = {"reading": 0.8, "commands": 0.2}


def main() -> int:
    """Read the arguments, run each target, and report."""
    arguments = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    arguments.add_argument("--seconds", type=int, default=3600)
    chosen = arguments.parse_args()
    if importlib.util.find_spec("atheris") is None:
        print("atheris is not installed: pip install '.[fuzz]'", file=sys.stderr)
        return 2
    folder = Path(tempfile.mkdtemp(prefix="dialogbot-fuzz-"))
    inputs, crashes = 0, 0
    for target, share in SHARES.items():
        tried, broken = _run(target, max(1, int(chosen.seconds * share)), folder)
        inputs, crashes = inputs + tried, crashes + broken
    if crashes:
        print(f"what crashed lies in {folder}")
    print(f"inputs {inputs}, crashes {crashes}")
    return 1 if crashes else 0


def _run(target: str, seconds: int, folder: Path) -> tuple[int, int]:
    """Run one target; return how many inputs were tried and how many crashes there were: it ends at the first."""
    command = [
        sys.executable, "-m", f"tests.fuzz.{target}", f"-max_total_time={seconds}", "-timeout=30", "-rss_limit_mb=2048",
        f"-artifact_prefix={folder}/{target}-", "-print_final_stats=1",
    ]  # fmt: skip
    ended = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, errors="replace", check=False, env={**os.environ}
    )
    found = re.search(r"number_of_executed_units:\s*(\d+)", ended.stderr)
    tried = int(found[1]) if found else 0
    broken = 0 if ended.returncode == 0 and found else 1
    print(f"{target}: {tried} inputs in {seconds} s, {'crashed' if broken else 'no crash'}", flush=True)
    if broken:
        print(ended.stdout[-2000:], ended.stderr[-3000:], sep="\n")
    return tried, broken


if __name__ == "__main__":
    sys.exit(main())
