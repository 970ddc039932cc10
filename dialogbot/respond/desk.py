"""What the commands share: what they work with, and how they answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from dialogbot import notices
from dialogbot.answers import Bank
from dialogbot.commands import Vocabulary
from dialogbot.config import AlertsConfig, Config
from dialogbot.domain import Notice, Opportunity
from dialogbot.people import Team
from dialogbot.privacy import Privacy
from dialogbot.report.digest import House
from dialogbot.report.status import Expected
from dialogbot.settings import in_force
from dialogbot.store import Store
from dialogbot.texts import Texts, load


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What is needed to carry out a command: the store, the moment, the language and what may be shown.

    ``config`` is what the file says, without the changes that staff made; all else is as it holds now.
    """

    store: Store
    now: datetime
    texts: Texts
    vocabulary: Vocabulary
    alerts: AlertsConfig
    team: Team = field(default_factory=Team)
    privacy: Privacy = field(default_factory=Privacy)
    house: House = field(default_factory=House)
    expected: Expected = field(default_factory=Expected)
    config: Config = field(default_factory=Config)
    answers: Callable[[], Bank] = Bank


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What is answered, and the opportunity that it is about; a ``card`` is that opportunity's own alert.

    ``telling``: it says more than the card can show, so that it is sent also where a button was pressed.
    """

    notice: Notice
    number: int | None = None
    card: bool = False
    telling: bool = False


def librarys(desk: Desk) -> Texts:
    """Return the texts in the library's own language, for what is said to others than the giver of a command."""
    return load(in_force(desk.config, desk.store).language, desk.texts.zone)


def about(one: Opportunity, desk: Desk, key: str, **values: object) -> Response:
    """Answer with a sentence about an opportunity."""
    notice = notices.said(desk.texts(key, number=one.number, **values))
    return Response(notice=notice, number=one.number)


def said(desk: Desk, key: str, **values: object) -> Response:
    """Answer with a sentence."""
    return Response(notice=notices.said(desk.texts(key, **values)))
