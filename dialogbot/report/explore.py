"""What Datasette is told of the database: ready queries, facets, and what it need not show."""

from __future__ import annotations

import tomllib
from importlib import resources
from typing import Any

from dialogbot.texts import Texts


def metadata(name: str, texts: Texts) -> dict[str, Any]:
    """Return Datasette's metadata for the database that it calls ``name``."""
    source = resources.files(__package__ or "").joinpath("explore.toml")
    told = tomllib.loads(source.read_text(encoding="utf-8"))
    tables: dict[str, dict[str, Any]] = {table: {"facets": facets} for table, facets in told["facets"].items()}
    tables |= {table: {"hidden": True} for table in told["hidden"]["tables"]}
    queries = {key: {"title": texts(f"report_explore.{key}"), "sql": sql} for key, sql in told["queries"].items()}
    return {"title": texts("report_explore.title"), "databases": {name: {"tables": tables, "queries": queries}}}
