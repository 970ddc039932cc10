"""The database in Datasette: ready queries that run, and nothing that changes it."""

from __future__ import annotations

import asyncio
import sys
from argparse import Namespace
from pathlib import Path
from typing import Any

import pytest

from dialogbot.cli.bench import bench
from dialogbot.cli.reporting import explore_command
from dialogbot.config import Config
from dialogbot.domain import DialogbotError
from dialogbot.report.explore import metadata
from tests.build import store_in, texts
from tests.report.small import fill


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What Datasette answers for each ready query, for a table with facets, and for an attempt to write."""
    folder = tmp_path_factory.mktemp("store")
    with store_in(folder) as store:
        fill(store)
    return asyncio.run(_asked(folder / "test.db"))


async def _asked(path: Path) -> dict[str, Any]:
    from datasette.app import Datasette  # noqa: PLC0415 - heavy, and only these tests need it

    told = metadata("test", texts())
    shown = Datasette([str(path)], metadata=told)
    pages = [*told["databases"]["test"]["queries"], "post"]
    found = {name: await shown.client.get(f"/test/{name}.json?_shape=objects") for name in pages}
    found["write"] = await shown.client.get("/test.json?sql=DELETE+FROM+post")
    found["front"] = await shown.client.get("/test")
    return found


@pytest.mark.parametrize(
    "name", ["topics_by_month", "topics_by_week", "communities", "waiting", "people", "reasons", "imports"]
)
def test_ready_query_runs(answers: dict[str, Any], name: str) -> None:
    assert answers[name].status_code == 200
    assert answers[name].json()["ok"] is not False


def test_ready_queries_tell_what_happened(answers: dict[str, Any]) -> None:
    assert answers["topics_by_month"].json()["rows"][0] == {"month": "2026-06", "topic": "data", "found": 2}
    assert {"by": "Kari", "action": "handle", "opportunities": 2} in answers["people"].json()["rows"]


def test_posts_can_be_narrowed_by_platform_and_community(answers: dict[str, Any]) -> None:
    assert answers["post"].json()["facet_results"].keys() >= {"community", "platform"}


def test_nothing_can_be_changed(answers: dict[str, Any]) -> None:
    assert answers["write"].status_code == 400
    assert "SELECT" in answers["write"].text


def test_who_was_let_in_is_not_listed(answers: dict[str, Any]) -> None:
    assert "Temaer uke for uke" in answers["front"].text
    assert '/test/member"' not in answers["front"].text


def test_without_datasette_one_line_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "datasette.app", None)
    with pytest.raises(DialogbotError, match=r"pip install 'dialogbot\[explore\]'"):
        explore_command(Namespace(port=8001), bench(Config(folder=tmp_path)))


def test_without_a_database_one_line_says_so(tmp_path: Path) -> None:
    with pytest.raises(DialogbotError, match="import something first"):
        explore_command(Namespace(port=8001), bench(Config(folder=tmp_path)))
