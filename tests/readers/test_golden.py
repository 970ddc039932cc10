"""Every fixture in tests/fixtures/exports/<reader>/ is read by that reader, to the rows that stand beside it."""

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from dialogbot.domain import UNKNOWN_PLATFORM, Post, Rejected
from dialogbot.exports import Limits, open_export
from dialogbot.readers import Rank, all_readers, claimants, read

FIXTURES = Path(__file__).parent.parent / "fixtures" / "exports"
EXPECTED = sorted(FIXTURES.glob("*/*.expected.jsonl"))


def _told(row: Post | Rejected) -> dict[str, Any]:
    if isinstance(row, Rejected):
        return {"rejected": row.flaw.value, "where": row.where}
    told = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in asdict(row).items()}
    told |= {"closed": told["closed"] or None}  # no reader knows of closed communities: the settings say so later
    return {name: value for name, value in told.items() if value is not None and value != UNKNOWN_PLATFORM}


def _sample(expected: Path) -> Path:
    return expected.with_name(expected.name.removesuffix(".expected.jsonl"))


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_sample_is_read_to_the_rows_beside_it(expected: Path) -> None:
    with read(_sample(expected)) as reading:
        rows = [_told(row) for row in reading.rows]
    assert rows == [json.loads(line) for line in expected.read_text(encoding="utf-8").split("\n") if line]


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_sample_is_claimed_by_its_reader_alone(expected: Path) -> None:
    with open_export(_sample(expected), Limits()) as export:
        claims = claimants(export)
    specific = [reader.name for reader in claims if reader.rank is Rank.SPECIFIC]
    assert claims[0].name == expected.parent.name
    assert len(specific) <= 1


def test_every_reader_has_a_sample() -> None:
    assert {reader.name for reader in all_readers()} == {path.parent.name for path in EXPECTED}


def test_every_reader_is_named_after_its_file() -> None:
    folder = Path(__file__).parents[2] / "dialogbot" / "readers"
    assert {reader.name for reader in all_readers()} == {path.stem for path in folder.glob("[a-z]*.py")}
