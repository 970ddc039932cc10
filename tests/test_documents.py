"""The drafts that a library needs, from its real settings."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from dialogbot.config import from_table
from dialogbot.documents import LANGUAGES, NAMES, written
from dialogbot.domain import DialogbotError

SETTINGS = {
    "channel": "telegram",
    "telegram": {"chats": [1]},
    "detection": {"own_accounts": ["Lyngvik bibliotek"]},
    "privacy": {"closed": ["Strikkekroken"], "keep_posts_days": 200, "keep_decisions_days": 0},
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_documents_tell_the_real_settings(tmp_path: Path, language: str) -> None:
    paths = written(tmp_path / "til", from_table(SETTINGS), language, date(2026, 11, 25))

    record = paths[0].read_text(encoding="utf-8")
    assert [path.name for path in paths] == list(NAMES)
    assert all(words in record for words in ("200 døgn", "Strikkekroken", "Lyngvik bibliotek", "25. november 2026"))
    assert "0: for alltid" in record
    assert not any("$" in path.read_text(encoding="utf-8") for path in paths)


def test_document_that_people_filled_in_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "dpia.md").write_text("Ferdig vurdert", encoding="utf-8")

    with pytest.raises(DialogbotError, match="there is such a file already"):
        written(tmp_path, from_table({}), "nb", date(2026, 11, 25))
    assert [path.name for path in tmp_path.iterdir()] == ["dpia.md"]
