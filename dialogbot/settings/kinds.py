"""Which settings may be changed while the program works, and how the value of each is written.

Whatever names a file, an address or a secret stands in the file alone, and so does for how long is kept what is stored
about people.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from dialogbot.config import CONTENTS
from dialogbot.domain import LANGUAGES
from dialogbot.hours import WEEK


class Kind(StrEnum):
    """How a value is written; the words for each stand in ``texts/*.toml`` under ``[setting_form]``."""

    CHOICE = "choice"
    COUNT = "count"
    DAYS = "days"
    HOURS = "hours"
    SCORE = "score"
    DAY = "day"
    TIME = "time"
    OPENING = "opening"
    YES_NO = "yes_no"
    NAMES = "names"
    DATES = "dates"
    SHORTENED = "shortened"
    RULES = "rules"
    ROTA = "rota"


@dataclass(frozen=True, slots=True, kw_only=True)
class Changeable:
    """A setting that may be changed; ``zero`` names the word for 0, ``choices`` are all values that it can have."""

    kind: Kind
    zero: str = ""
    choices: tuple[str, ...] = ()


CHANGEABLE: Mapping[str, Changeable] = {
    "language": Changeable(kind=Kind.CHOICE, choices=LANGUAGES),
    "alerts.about_a_week": Changeable(kind=Kind.COUNT, zero="all"),
    "alerts.most_an_hour": Changeable(kind=Kind.COUNT),
    "alerts.most_a_day": Changeable(kind=Kind.COUNT),
    "alerts.bundle_from": Changeable(kind=Kind.COUNT),
    "alerts.alert_max_age_days": Changeable(kind=Kind.DAYS),
    "alerts.content": Changeable(kind=Kind.CHOICE, choices=CONTENTS),
    "alerts.text_limit": Changeable(kind=Kind.COUNT),
    "alerts.rules": Changeable(kind=Kind.RULES),
    "detection.threshold": Changeable(kind=Kind.SCORE, zero="shipped"),
    "detection.own_accounts": Changeable(kind=Kind.NAMES),
    "detection.staff_names": Changeable(kind=Kind.NAMES),
    "audit.near": Changeable(kind=Kind.COUNT, zero="none"),
    "audit.rest": Changeable(kind=Kind.COUNT, zero="none"),
    "digest.day": Changeable(kind=Kind.DAY),
    "digest.time": Changeable(kind=Kind.TIME),
    **{f"hours.{day}": Changeable(kind=Kind.OPENING) for day in WEEK},
    "hours.public_holidays": Changeable(kind=Kind.YES_NO),
    "hours.closed": Changeable(kind=Kind.DATES),
    "hours.shortened": Changeable(kind=Kind.SHORTENED),
    "deadlines.remind_after_hours": Changeable(kind=Kind.HOURS, zero="never"),
    "deadlines.escalate_after_hours": Changeable(kind=Kind.HOURS, zero="never"),
    "deadlines.claims_expire_after_hours": Changeable(kind=Kind.HOURS, zero="never"),
    "deadlines.silent_after_days": Changeable(kind=Kind.DAYS, zero="never"),
    "team.rota": Changeable(kind=Kind.ROTA),
    "privacy.closed": Changeable(kind=Kind.NAMES),
    "privacy.open": Changeable(kind=Kind.NAMES),
}
"""By their names in the file, in the order in which they are shown."""
