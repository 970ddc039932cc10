"""What the settings must fulfil beyond their types; a wrong one is an error that says what would be right."""

from __future__ import annotations

import dataclasses
import re
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dialogbot.config.sections import Config, MailConfig, PrivacyConfig, Rule
from dialogbot.domain import LANGUAGES, ConfigError, Topic
from dialogbot.hours import read_calendar
from dialogbot.people import read_team

CHANNELS = ("console", "telegram")
CONTENTS = ("full", "link")
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_TLS = ("starttls", "ssl", "none")
_FOLLOWERS = ("keyed", "named", "counted")
_CENTURY = 36_500
_LEAST_MESSAGE_DAYS = 14


def check(config: Config) -> None:
    """Raise ``ConfigError`` for the first setting that is not right."""
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
    _one_of("stats.followers", config.stats.followers, _FOLLOWERS)
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


def _check_mail(mail: MailConfig) -> None:
    _one_of("mail.tls", mail.tls, _TLS)
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
