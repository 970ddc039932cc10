"""TOML into one checked, frozen ``Config``; a wrong setting is an error that says which and what would be right."""

from __future__ import annotations

import dataclasses
import difflib
import re
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dialogbot.domain import LANGUAGES, ConfigError, Topic
from dialogbot.hours import Calendar, HoursConfig, read_calendar
from dialogbot.people import Team, TeamConfig, read_team

CHANNELS = ("console", "telegram")
CONTENTS = ("full", "link")
TLS = ("starttls", "ssl", "none")
FOLLOWERS = ("keyed", "named", "counted")
_CENTURY = 36_500
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SECRET_VARIABLE = "DIALOGBOT_WEBHOOK_SECRET"  # noqa: S105 - the name of the variable, not what it holds
TOKEN_VARIABLE = "DIALOGBOT_TELEGRAM_TOKEN"  # noqa: S105 - the name of the variable, not what it holds


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


def load(path: Path) -> Config:
    """Read and check a configuration file. Raises ``ConfigError`` with one line that names file and setting."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise ConfigError(f"{path}: there is no such file; copy config.example.toml to start from") from None
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror})") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not valid TOML: {error}") from None
    try:
        return dataclasses.replace(from_table(table), folder=path.absolute().parent)
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}") from None


def from_table(table: Mapping[str, Any]) -> Config:
    """Turn a parsed TOML table into a checked ``Config``. Raises ``ConfigError``."""
    config: Config = _filled(Config, table, "")
    _check(config)
    return config


def changed(config: Config, values: Mapping[str, Any]) -> Config:
    """Return the settings with some of them changed, by names such as ``digest.day``; values are as in the file.

    Raises ``ConfigError`` where a name is not known, or what comes of it is not right.
    """
    whole: Any = config
    for name, value in values.items():
        section, _, key = name.rpartition(".")
        part = getattr(whole, section, None) if section else whole
        known = {one.name: one for one in settings(part)} if dataclasses.is_dataclass(part) else {}
        if part is None or key not in known:
            raise ConfigError(_unknown(name, list(known)))
        part = dataclasses.replace(part, **{key: _value(known[key], value, name)})
        whole = dataclasses.replace(whole, **{section: part}) if section else part
    _check(whole)
    made: Config = whole
    return made


def settings(kind: Any) -> list[dataclasses.Field[Any]]:
    """List the fields of a configuration class that stand in the file."""
    return [one for one in dataclasses.fields(kind) if one.metadata.get("setting", True)]


def read_token(config: Config, environment: Mapping[str, str]) -> str:
    """Return the bot's token from ``[telegram] token_file`` or the environment. Raises ``ConfigError``."""
    if re.fullmatch(r"\d+:[\w-]+", config.telegram.token_file, re.ASCII):  # it would be shown as the name of a file
        raise ConfigError("'telegram.token_file' holds the token itself: put it in a file, and write that file's name")
    if config.telegram.token_file:
        return _secret(config.path(config.telegram.token_file), "token", environment)
    token = environment.get(TOKEN_VARIABLE, "").strip()
    if not token:
        raise ConfigError(f"there is no Telegram token: set [telegram] token_file, or {TOKEN_VARIABLE}")
    return token


def read_webhook_secret(config: Config, environment: Mapping[str, str]) -> str:
    """Return the webhook's secret from ``webhook_secret_file`` or the environment. Raises ``ConfigError``."""
    if config.telegram.webhook_secret_file:
        secret = _secret(config.path(config.telegram.webhook_secret_file), "secret", environment)
    else:
        secret = environment.get(SECRET_VARIABLE, "").strip()
    if not re.fullmatch(r"[\w-]{16,256}", secret, re.ASCII):
        raise ConfigError(
            f"a webhook needs a secret of 16 to 256 letters, digits, _ and -: set [telegram] webhook_secret_file, or "
            f"{SECRET_VARIABLE}"
        )
    return secret


def read_password(config: Config, environment: Mapping[str, str]) -> str:
    """Return the password of the mail account from ``[mail] password_file``. Raises ``ConfigError``."""
    if not config.mail.password_file:
        raise ConfigError("[mail] has a user but no password: set password_file")
    return _secret(config.path(config.mail.password_file), "password", environment)


def _secret(path: Path, what: str, environment: Mapping[str, str]) -> str:
    try:
        mode = path.stat().st_mode
        secret = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise ConfigError(f"the {what} file {path} cannot be read") from None
    if mode & (stat.S_IRGRP | stat.S_IROTH) and environment.get("OS") != "Windows_NT":
        raise ConfigError(f"the {what} file {path} can be read by others: chmod 600 {path}")
    if not secret:
        raise ConfigError(f"the {what} file {path} is empty")
    return secret


def _filled(kind: Any, table: Mapping[str, Any], prefix: str) -> Any:
    known = {one.name: one for one in settings(kind)}
    for key in table:
        if key not in known:
            raise ConfigError(_unknown(prefix + key, [prefix + name for name in known]))
    return kind(**{key: _value(known[key], value, prefix + key) for key, value in table.items()})


def _unknown(key: str, known: list[str]) -> str:
    near = difflib.get_close_matches(key, known, n=1, cutoff=0.5)
    return f"unknown setting '{key}'" + (f"; did you mean '{near[0]}'?" if near else f"; known are {', '.join(known)}")


def _value(one: dataclasses.Field[Any], value: Any, key: str) -> Any:
    default = one.default_factory() if callable(one.default_factory) else one.default
    if dataclasses.is_dataclass(default):
        if not isinstance(value, dict):
            raise ConfigError(f"'{key}' must be a table: [{key}]")
        return _filled(type(default), value, f"{key}.")
    if "of" in one.metadata:
        return _tables(one.metadata["of"], value, key)
    if isinstance(default, tuple):
        return _members(value, int if "int" in str(one.type) else str, key)
    if isinstance(default, float) and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if type(value) is not type(default):
        raise ConfigError(f"'{key}' must be {_WORDS[type(default)]}, not {value!r}")
    return value


_WORDS = {str: "a text in quotes", int: "a whole number", float: "a number", bool: "true or false", dict: "a table"}


def _tables(kind: Any, value: Any, key: str) -> tuple[Any, ...]:
    if not isinstance(value, list) or any(not isinstance(member, dict) for member in value):
        raise ConfigError(f"'{key}' must be written as tables: [[{key}]]")
    return tuple(_filled(kind, member, f"{key}[{place}].") for place, member in enumerate(value, 1))


def _members(value: Any, kind: type, key: str) -> tuple[Any, ...]:
    if not isinstance(value, list) or any(type(member) is not kind for member in value):
        raise ConfigError(f"'{key}' must be a list in [ ] where each is {_WORDS[kind]}")
    return tuple(value)


def _check(config: Config) -> None:
    _one_of("language", config.language, LANGUAGES)
    _one_of("channel", config.channel, CHANNELS)
    _one_of("alerts.content", config.alerts.content, CONTENTS)
    _one_of("digest.day", config.digest.day, DAYS)
    _require(
        bool(re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", config.digest.time)), "digest.time", "a time such as '08:00'"
    )
    _require(0 <= config.detection.threshold < 1, "detection.threshold", "0 or a number below 1")
    _require(0 <= config.alerts.alert_max_age_days <= _CENTURY, "alerts.alert_max_age_days", f"0 to {_CENTURY}")
    _require(config.alerts.bundle_from >= 2, "alerts.bundle_from", "2 or more")  # noqa: PLR2004 - a bundle of one is none
    _require(config.alerts.most_an_hour >= 1, "alerts.most_an_hour", "1 or more")
    _require(config.alerts.most_a_day >= 1, "alerts.most_a_day", "1 or more")
    _require(config.alerts.about_a_week >= 0, "alerts.about_a_week", "0 or more")
    for place, rule in enumerate(config.alerts.rules, 1):
        _check_rule(rule, f"alerts.rules[{place}]")
    _require(config.alerts.text_limit >= 40, "alerts.text_limit", "40 or more")  # noqa: PLR2004 - less says nothing
    _require(config.inbox.settle_seconds >= 0, "inbox.settle_seconds", "0 or more")
    for one in dataclasses.fields(config.deadlines):
        _require(getattr(config.deadlines, one.name) >= 0, f"deadlines.{one.name}", "0 or more")
    read_calendar(config.hours)
    read_team(config.team, config.language)
    for one in dataclasses.fields(config.limits):
        _require(getattr(config.limits, one.name) > 0, f"limits.{one.name}", "more than 0")
    _require(0 <= config.report.days_before <= 90, "report.days_before", "a number from 0 to 90")  # noqa: PLR2004 - a quarter is early enough
    _check_privacy(config.privacy)
    _one_of("stats.followers", config.stats.followers, FOLLOWERS)
    _check_mail(config.mail)
    _require(config.audit.near >= 0, "audit.near", "0 or more")
    _require(config.audit.rest >= 0, "audit.rest", "0 or more")
    _require(0 <= config.backup.every_days <= _CENTURY, "backup.every_days", f"0 to {_CENTURY}")
    _require(1 <= config.backup.keep <= _CENTURY, "backup.keep", f"1 to {_CENTURY}")
    _require(bool(re.match(r"https?://", config.telegram.api_url)), "telegram.api_url", "an address with http(s)://")
    _require(
        bool(re.match(r"(https://|http://127\.0\.0\.1[:/]|$)", config.telegram.webhook_url)),
        "telegram.webhook_url",
        "an address with https://, or nothing",
    )
    _require(
        bool(re.fullmatch(r".+:\d{1,5}", config.telegram.webhook_listen)),
        "telegram.webhook_listen",
        "an address and a port such as '127.0.0.1:8443'",
    )
    if config.channel == "telegram":
        _require(
            bool(config.telegram.chats), "telegram.chats", "the id of at least one chat when channel is 'telegram'"
        )
    try:
        ZoneInfo(config.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise ConfigError(f"'time_zone' must be a name such as 'Europe/Oslo', not {config.time_zone!r}") from None


def _check_privacy(privacy: PrivacyConfig) -> None:
    _one_of("privacy.default", privacy.default, ("open", "closed"))
    both = {name.casefold() for name in privacy.open} & {name.casefold() for name in privacy.closed}
    _require(not both, "privacy.open", f"without what is closed too: {', '.join(sorted(both))}")
    for one in dataclasses.fields(privacy):
        if one.name.startswith("keep_"):
            _require(getattr(privacy, one.name) >= 0, f"privacy.{one.name}", "0 or more")
    few = 0 < privacy.keep_messages_days < _LEAST_MESSAGE_DAYS  # else a digest would be forgotten, and sent again
    _require(not few, "privacy.keep_messages_days", f"0, or {_LEAST_MESSAGE_DAYS} or more")
    _require(privacy.keep_text_days_closed >= 1, "privacy.keep_text_days_closed", "1 or more")


_LEAST_MESSAGE_DAYS = 14


def _check_mail(mail: MailConfig) -> None:
    _one_of("mail.tls", mail.tls, TLS)
    if not mail.host:
        return
    _require("@" in mail.sender, "mail.sender", "the address that the letters come from, when host is set")
    _require(bool(mail.to) and all("@" in one for one in mail.to), "mail.to", "a list of addresses, when host is set")
    local = mail.host in ("localhost", "127.0.0.1", "::1")
    _require(mail.tls != "none" or local, "mail.tls", "starttls or ssl: without TLS only this machine may be spoken to")


def _check_rule(rule: Rule, key: str) -> None:
    _require(0 <= rule.threshold <= 1, f"{key}.threshold", "a number from 0 to 1")
    if rule.topic:
        _one_of(f"{key}.topic", rule.topic, tuple(Topic))


def _one_of(key: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise ConfigError(f"'{key}' must be one of {', '.join(allowed)}, not {value!r}")


def _require(fulfilled: bool, key: str, wanted: str) -> None:  # noqa: FBT001 - the outcome of a check, not a switch
    if not fulfilled:
        raise ConfigError(f"'{key}' must be {wanted}")
