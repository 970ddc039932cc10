"""What happens by the clock. Every job may run at any time and any number of times."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from schedule import Scheduler

from dialogbot.backup import back_up_when_due
from dialogbot.config import Config
from dialogbot.domain import DialogbotError
from dialogbot.followup import follow_up, tell_of_silence
from dialogbot.hours import is_open
from dialogbot.lock import is_importing
from dialogbot.mail import mail_when_due
from dialogbot.missed import audit_when_due
from dialogbot.notify import announce, policy, wake
from dialogbot.people import Role
from dialogbot.report.digest import queue_when_due
from dialogbot.report.evaluation import write_when_due
from dialogbot.report.status import Expected
from dialogbot.retention import enforce_when_due
from dialogbot.roster import roster
from dialogbot.settings import current
from dialogbot.store import Store, opened
from dialogbot.suggest import bank, suggest
from dialogbot.texts import load

_log = logging.getLogger(__name__)
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Something to do every so many seconds."""

    name: str
    every: int
    work: Callable[[Config, datetime], None]


def scheduler(config: Config, clock: Clock, jobs: tuple[Job, ...] | None = None) -> Scheduler:
    """Return a scheduler with every job on it; ``run_all`` at start catches up with what was missed."""
    made = Scheduler()
    for job in JOBS if jobs is None else jobs:
        made.every(job.every).seconds.do(_run, job, config, clock)
    return made


def run_due(clock: Scheduler) -> None:
    """Run what is due; and what would wait longer than it ever should: the machine's clock was set back."""
    for job in list(clock.jobs):
        left = job.next_run - datetime.now() if job.next_run else timedelta()  # noqa: DTZ005 - `schedule` reckons so
        if left > timedelta(seconds=job.interval):
            job.run()  # type: ignore[no-untyped-call]  # `schedule` says nothing of what it returns
    clock.run_pending()


def send_digest(config: Config, now: datetime) -> None:
    """Queue the digest when its day and time have come, or have passed without it; never outside the opening hours."""
    if not is_open(now, config.calendar, config.zone):
        return
    with opened(database(config)) as store:
        zone, addresses = config.zone, [*config.addresses, *_readers(config, store)]
        if queue_when_due(store, now=now, settings=config.digest, zone=zone, addresses=addresses):
            _log.info("digest queued")


def _readers(config: Config, store: Store) -> list[str]:
    """List the private chats of readers; only who came in by a code has certainly begun one."""
    came = {member.telegram_id for member in store.duties.members()}
    people = roster(config.colleagues, store).people if config.channel == "telegram" else ()
    return [str(one.telegram_id) for one in people if one.role is Role.READER and one.telegram_id in came]


def audit(config: Config, now: datetime) -> None:
    """Ask about the messages of the last week that were not found, when its digest is due."""
    with opened(database(config)) as store:
        if count := audit_when_due(store, config, now):
            _log.info("asked about %d messages that were not found", count)


def mail_digest(config: Config, now: datetime) -> None:
    """Send the digest by e-mail too, where the settings ask for it."""
    with opened(database(config)) as store:
        if mail_when_due(store, config, load(config.language, config.zone), now):
            _log.info("digest sent by e-mail")


def report_half_year(config: Config, now: datetime) -> None:
    """Write the report of the half-year when its day has come, or has passed without it."""
    with opened(database(config)) as store:
        for path in write_when_due(store, config, load(config.language, config.zone), now):
            _log.info("report written: %s", path)


def end_snoozes(config: Config, now: datetime) -> None:
    """Bring back what was snoozed until now."""
    with opened(database(config)) as store:
        wake(store, now=now, policy=policy(config))


def announce_news(config: Config, now: datetime) -> None:
    """Alert what had to wait for the budget of an hour or a day.

    While an import goes on, nothing: what it finds last may be the best of it, and is to come first.
    """
    if is_importing(database(config)):
        return
    with opened(database(config)) as store:
        announce(store, now=now, policy=policy(config))


def ask_answer_bank(config: Config, now: datetime) -> None:
    """Ask the answer bank about what it was not asked about: what is new, or all of late when it has changed."""
    with opened(database(config)) as store:
        if count := suggest(store, bank(config), now):
            _log.info("asked the answer bank about %d opportunities", count)


def learn_from_staff(config: Config, now: datetime) -> None:
    """Learn from staff's decisions, once a week."""
    from dialogbot.judgement import Sensitivity  # noqa: PLC0415 - detection is heavy, and most commands do without it
    from dialogbot.lessons import learn_when_due  # noqa: PLC0415 - the same

    sensitivity = Sensitivity(own_accounts=config.own_accounts, threshold=config.detection.threshold or None)
    lesson = learn_when_due(database(config), now=now, sensitivity=sensitivity)
    if lesson is not None:
        _log.info("learnt from %d verdicts: %s", lesson.figures.verdicts, "kept" if lesson.accepted else "not kept")


def bring_up_again(config: Config, now: datetime) -> None:
    """Remind of what nobody took, let claims expire, tell of communities that have gone silent."""
    texts = load(config.language, config.zone)
    with opened(database(config)) as store:
        follow_up(store, now=now, policy=policy(config), texts=texts)
        tell_of_silence(store, now=now, policy=policy(config), texts=texts)


def copy_database(config: Config, now: datetime) -> None:
    """Make the copy of the database that is due, and delete the oldest."""
    folder = config.path(config.backup.folder)
    target = back_up_when_due(database(config), folder, now=now, settings=config.backup)
    if target is not None:
        _log.info("the database was copied to %s", target)


def enforce_privacy(config: Config, now: datetime) -> None:
    """Delete what has been kept long enough, once a day, and hide what a newly closed community told."""
    enforce_when_due(config, now)


def finish_deletions(config: Config, now: datetime) -> None:  # noqa: ARG001 - every job is given the time
    """Leave no remains of what was deleted at somebody's request in the files of the database."""
    with opened(database(config)) as store:
        if store.forgotten.compaction_wanted():
            store.compact()


def beat(config: Config, now: datetime) -> None:
    """Say that the process is alive."""
    with opened(database(config)) as store:
        store.heartbeat.beat(config.channel, now)


def expected(config: Config) -> Expected:
    """Return what the settings say should happen."""
    return Expected(digest=config.digest, silent_after_days=config.deadlines.silent_after_days)


def database(config: Config) -> Path:
    """Return where the database is."""
    return config.path(config.store.file)


JOBS = (
    Job(name="privacy", every=600, work=enforce_privacy),
    Job(name="deletions", every=60, work=finish_deletions),
    Job(name="heartbeat", every=60, work=beat),
    Job(name="digest", every=30, work=send_digest),
    Job(name="audit", every=60, work=audit),
    Job(name="mail", every=300, work=mail_digest),
    Job(name="answers", every=60, work=ask_answer_bank),
    Job(name="alerts", every=30, work=announce_news),
    Job(name="reminders", every=60, work=bring_up_again),
    Job(name="snoozes", every=30, work=end_snoozes),
    Job(name="half-year", every=3600, work=report_half_year),
    Job(name="learning", every=3600, work=learn_from_staff),
    Job(name="backup", every=600, work=copy_database),
)


def _run(job: Job, config: Config, clock: Clock) -> None:
    """Do a job by the settings in force.

    One that fails is kept from taking its next run, or the other jobs, with it: `schedule` would let it.
    """
    try:
        job.work(current(config), clock())
    except (DialogbotError, OSError, sqlite3.Error) as error:
        _log.warning("job %s did not get done: %s", job.name, error)
    except Exception:  # noqa: BLE001 - a bug in one job must not stop the clock of all; it is logged in full
        _log.exception("job %s failed", job.name)
