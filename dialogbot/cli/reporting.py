"""The commands that report and export: a period's evaluation, the opportunities as a file, the database to look at."""

from __future__ import annotations

import argparse
from pathlib import Path

from dialogbot.cli.bench import Bench
from dialogbot.domain import DialogbotError
from dialogbot.jobs import database
from dialogbot.report import evaluation, exported
from dialogbot.report.explore import metadata
from dialogbot.report.period import Period, last_due
from dialogbot.store import opened
from dialogbot.texts import load

_HOST = "127.0.0.1"


def report_command(chosen: argparse.Namespace, bench: Bench) -> int:
    """Write the report of a period, without days of the half-year that was due last, and say where it is."""
    config, now = bench.config, bench.clock()
    texts = load(chosen.language or config.language, config.zone)
    folder = chosen.to_folder or config.path(config.report.folder or ".")
    half = last_due(now, config.report.days_before, config.zone).period
    period = Period.parse(chosen.first or half.first.isoformat(), chosen.last or half.last.isoformat())
    with opened(database(config)) as store:
        made = evaluation.files(store, period, config, texts, now)
    for path in evaluation.write(made, folder):
        print(path)
    return 0


def export_command(chosen: argparse.Namespace, bench: Bench) -> int:
    """Write the opportunities of a period into a file, and say where it is."""
    config = bench.config
    span = exported.span_of(chosen.first, chosen.last, bench.clock(), config.zone)
    with opened(database(config)) as store:
        rows = exported.rows(store, config, span)
    path: Path = chosen.output or Path(f"{chosen.what}.{chosen.format}")
    try:
        path.touch(mode=0o600)
        path.write_bytes(exported.exported(rows, chosen.format))
    except OSError as error:
        raise DialogbotError(f"{path} cannot be written: {error.strerror}") from None
    print(bench.texts.counted("export.written", len(rows)), path)
    return 0


def explore_command(chosen: argparse.Namespace, bench: Bench) -> int:
    """Open the database in Datasette on this machine alone, where it can be read and not changed, until Ctrl+C."""
    try:
        from datasette.app import Datasette  # noqa: PLC0415 - heavy, and only some installations have it
        from uvicorn import run  # noqa: PLC0415 - the same
    except ImportError:
        raise DialogbotError("Datasette is not installed: pip install 'dialogbot[explore]'") from None
    path = database(bench.config)
    if not path.exists():
        raise DialogbotError(f"there is no database {path} yet: import something first")
    with opened(path):
        pass  # brought to the shape that the queries expect
    shown = Datasette([str(path)], metadata=metadata(path.stem, bench.texts), settings={"default_allow_sql": True})
    print(bench.texts("explore.open", address=f"http://{_HOST}:{chosen.port}/{path.stem}"), flush=True)
    run(shown.app(), host=_HOST, port=chosen.port, log_level="warning")
    return 0
