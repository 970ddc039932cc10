"""One process a database, and a line that says who has it."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from dialogbot.domain import DialogbotError
from dialogbot.lock import InUse, held, importing, is_importing, lock_file
from tests.build import NOW

HOLD = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from dialogbot.lock import held
with held(Path(sys.argv[1]), datetime.now(UTC)):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_import_that_goes_on_is_known_until_the_last_of_several_has_ended(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    seen = [is_importing(path)]
    with importing(path):
        with importing(path):
            seen.append(is_importing(path))
        seen.append(is_importing(path))

    assert [*seen, is_importing(path)] == [False, True, True, False]


def test_second_is_told_in_one_line_who_has_it(tmp_path: Path) -> None:
    with held(tmp_path / "x.db", NOW), pytest.raises(InUse) as refused, held(tmp_path / "x.db", NOW):
        pass

    assert f"process {os.getpid()} on " in str(refused.value)
    assert "since 2026-11-24 09:00:00 UTC" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_lock_of_a_process_that_was_killed_is_in_nobodys_way(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(tmp_path / "x.db")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        with pytest.raises(InUse, match=f"process {process.pid} "), held(tmp_path / "x.db", NOW):
            pass
        process.kill()
        process.wait()

    with held(tmp_path / "x.db", NOW):
        assert str(os.getpid()) in lock_file(tmp_path / "x.db").read_text(encoding="utf-8")


def test_lock_is_for_its_owner_alone(tmp_path: Path) -> None:
    with held(tmp_path / "x.db", NOW):
        assert stat.S_IMODE(lock_file(tmp_path / "x.db").stat().st_mode) == 0o600


def test_folder_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file where a folder should be", encoding="utf-8")

    with pytest.raises(DialogbotError, match="cannot be made"), held(tmp_path / "file" / "x.db", NOW):
        pass
