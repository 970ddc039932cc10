"""The settings: a frozen class for each table of the file, and ``Config`` that holds them all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from dialogbot.hours import Calendar, HoursConfig, read_calendar
from dialogbot.people import Team, TeamConfig, read_team


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreConfig:
    """Where everything is remembered."""

    file: str = "dialogbot.db"


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxConfig:
    """The folder whose files are imported; a file is taken once it has kept its size for ``settle_seconds``."""

    folder: str = "inbox"
    settle_seconds: float = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DetectionConfig:
    """What detection is told; ``threshold`` 0 stands for the one that the shipped models were chosen with."""

    threshold: float = 0.0
    own_accounts: tuple[str, ...] = ()
    staff_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What holds for one community or topic, or for a topic in a community; "" stands for any.

    ``threshold`` is the score below which nothing is alerted, only kept for the digest.
    """

    community: str = ""
    topic: str = ""
    threshold: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertsConfig:
    """Which opportunities are alerted, and how much an alert says.

    ``about_a_week`` is how many alerts a week a community may give; the best are chosen by score. 0 stands for all.
    """

    alert_max_age_days: int = 14
    bundle_from: int = 6
    most_an_hour: int = 12
    most_a_day: int = 60
    about_a_week: int = 0
    content: str = "full"
    text_limit: int = 600
    rules: tuple[Rule, ...] = field(default=(), metadata={"of": Rule})


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestConfig:
    """When the digest of the last whole week is sent, by the clock of ``time_zone``."""

    day: str = "monday"
    time: str = "08:00"


@dataclass(frozen=True, slots=True, kw_only=True)
class TelegramConfig:
    """Who is spoken to and obeyed; the token itself stands in a file of its own or in the environment.

    With a ``webhook_url`` Telegram sends there what it otherwise is asked for; ``webhook_listen`` is where that comes
    in on this machine, behind a proxy with a certificate.
    """

    token_file: str = ""
    api_url: str = "https://api.telegram.org"
    chats: tuple[int, ...] = ()
    users: tuple[int, ...] = ()
    webhook_url: str = ""
    webhook_listen: str = "127.0.0.1:8443"
    webhook_secret_file: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlinesConfig:
    """After how many hours of opening time something happens by itself; 0: never."""

    remind_after_hours: float = 4.0
    escalate_after_hours: float = 8.0
    claims_expire_after_hours: float = 16.0
    silent_after_days: int = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitsConfig:
    """How much of a stranger's file is read before it is refused; megabytes of 1024 * 1024 bytes."""

    max_file_mb: int = 4096
    max_unpacked_mb: int = 8192
    max_members: int = 100_000
    max_whole_mb: int = 64
    max_field_chars: int = 1_000_000
    max_depth: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportConfig:
    """Where the report of each half-year is written, and how many days before 1 May and 1 November.

    Without a ``folder`` none is written by itself; ``name_staff`` shows names of staff in reports and exports.
    """

    folder: str = "reports"
    days_before: int = 7
    name_staff: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivacyConfig:
    """Which communities are closed, and for how many days what is kept; 0 days: for ever.

    ``keep_posts_days`` counts from the first import of a message, ``keep_decisions_days`` from the last decision.
    """

    default: str = "open"
    open: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()
    key_file: str = ""
    keep_text_days_closed: int = 14
    keep_posts_days: int = 365
    keep_decisions_days: int = 730
    keep_messages_days: int = 90
    keep_imports_days: int = 365
    keep_done_files_days: int = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class MailConfig:
    """The server that sends the digest by e-mail; no ``host``: no letters. ``tls`` is starttls, ssl or none."""

    host: str = ""
    port: int = 587
    tls: str = "starttls"
    user: str = ""
    password_file: str = ""
    sender: str = ""
    to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StatsConfig:
    """What is kept of followers: ``keyed`` (a keyed hash for each), ``named``, or ``counted`` (numbers alone)."""

    followers: str = "keyed"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditConfig:
    """How many messages a week that were not found staff are asked about: near the threshold, and of the rest."""

    near: int = 4
    rest: int = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswersConfig:
    """Where the answer bank is: a folder of Markdown files; without one nothing is suggested."""

    folder: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupConfig:
    """Where ``dialogbot run`` puts copies of the database, how often, and how many are kept; every 0 days: none."""

    folder: str = "backups"
    every_days: int = 1
    keep: int = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Every setting. ``folder`` is where the file stands: relative paths start there."""

    language: str = "nb"
    time_zone: str = "Europe/Oslo"
    channel: str = "console"
    store: StoreConfig = field(default_factory=StoreConfig)
    inbox: InboxConfig = field(default_factory=InboxConfig)
    detection: DetectionConfig = field(default_factory=DetectionConfig)
    alerts: AlertsConfig = field(default_factory=AlertsConfig)
    digest: DigestConfig = field(default_factory=DigestConfig)
    telegram: TelegramConfig = field(default_factory=TelegramConfig)
    hours: HoursConfig = field(default_factory=HoursConfig)
    team: TeamConfig = field(default_factory=TeamConfig)
    deadlines: DeadlinesConfig = field(default_factory=DeadlinesConfig)
    limits: LimitsConfig = field(default_factory=LimitsConfig)
    report: ReportConfig = field(default_factory=ReportConfig)
    privacy: PrivacyConfig = field(default_factory=PrivacyConfig)
    backup: BackupConfig = field(default_factory=BackupConfig)
    audit: AuditConfig = field(default_factory=AuditConfig)
    mail: MailConfig = field(default_factory=MailConfig)
    stats: StatsConfig = field(default_factory=StatsConfig)
    answers: AnswersConfig = field(default_factory=AnswersConfig)
    mapping: Mapping[str, Any] = field(default_factory=dict)
    folder: Path = field(default=Path(), metadata={"setting": False})

    @property
    def zone(self) -> ZoneInfo:
        """The time zone that staff live in."""
        return ZoneInfo(self.time_zone)

    @property
    def own_accounts(self) -> frozenset[str]:
        """Every name under which the library itself writes."""
        return frozenset(self.detection.own_accounts + self.detection.staff_names)

    @property
    def calendar(self) -> Calendar:
        """When the library is open."""
        return read_calendar(self.hours)

    @property
    def colleagues(self) -> Team:
        """Who works with opportunities."""
        return read_team(self.team, self.language)

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where alerts and digests go, in the channel's own terms."""
        if self.channel == "telegram":
            return tuple(str(chat) for chat in self.telegram.chats)
        return ("console",)

    def path(self, name: str) -> Path:
        """Where a file or folder of the settings is found."""
        return self.folder / name
