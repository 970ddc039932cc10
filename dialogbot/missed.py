"""Stage: the audit of what was missed: draw the week's sample, ask staff, and keep what they say.

Texts of closed communities may not be told in a chat, so nothing is drawn from them: recall is that of the open ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo

from dialogbot.audit import Answer, sample
from dialogbot.config import AlertsConfig, AuditConfig, Config
from dialogbot.domain import Block, Button, Message, Notice, Sort, Style
from dialogbot.hours import is_open
from dialogbot.learning import reach
from dialogbot.notices import shortened, told
from dialogbot.notify import Policy, policy
from dialogbot.privacy import Privacy, privacy
from dialogbot.report.digest import week_due
from dialogbot.report.week import Week
from dialogbot.store import Store
from dialogbot.store.audits import Asked
from dialogbot.texts import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """How the audit is done: how much of what, by which threshold, whose words not, and where it is asked."""

    settings: AuditConfig
    threshold: float
    own: frozenset[str]
    privacy: Privacy
    policy: Policy


def setup(config: Config) -> Setup:
    """Return what the settings say of it."""
    from dialogbot.detect import shipped_threshold  # noqa: PLC0415 - heavy, and most commands do without it

    return Setup(
        settings=config.audit,
        threshold=config.detection.threshold or shipped_threshold(),
        own=config.own_accounts,
        privacy=privacy(config),
        policy=policy(config),
    )


def audit_when_due(store: Store, config: Config, now: datetime) -> int:
    """Draw and ask about the week that ended last, once, when its digest is due; return how many questions that is."""
    if not config.audit.near + config.audit.rest or not is_open(now, config.calendar, config.zone):
        return 0
    week = week_due(store, now=now, settings=config.digest, zone=config.zone)
    if week is None or store.audits.is_drawn(str(week)):
        return 0
    made = setup(config)
    with store.writing():
        numbers = draw(store, week, made, now, config.zone)
        for number in numbers:
            for address in made.policy.addresses:
                message = Message(key=f"audit:{number}", sort=Sort.AUDIT, subject=str(number), address=address)
                store.outbox.queue(message, now)
    return len(numbers)


def draw(store: Store, week: Week, setup: Setup, now: datetime, zone: tzinfo) -> list[int]:
    """Draw a week's sample, if it was not drawn, and return the numbers of its messages."""
    with store.writing():
        if store.audits.is_drawn(str(week)):
            return []
        span, closes = week.span(zone), setup.privacy.closes
        drawn = sample(
            store.audits.candidates(span, own=setup.own, closes=closes),
            str(week),
            near_from=reach(setup.threshold),
            near=setup.settings.near,
            rest=setup.settings.rest,
        )
        return store.audits.keep(str(week), drawn, now)


def answer(store: Store, one: Asked, said: Answer, by: str, now: datetime) -> int | None:
    """Keep an answer; a yes makes the message an opportunity, whose number is returned."""
    with store.writing():
        store.audits.put_answer(one.number, said, by, now)
        for delivered in store.outbox.asking(one.number):
            key = f"edit:{delivered.row}:audit:{said}:{now.isoformat()}"
            edit = Message(key=key, sort=Sort.EDIT, subject=str(delivered.row), address=delivered.message.address)
            store.outbox.queue(edit, now)
        return store.audits.make_opportunity(one.number, now) if said is Answer.YES else None


def question(one: Asked, texts: Texts, alerts: AlertsConfig) -> Notice:
    """Ask about a message, or say what was answered."""
    community = one.post.community or texts("alert.no_community")
    blocks = [Block(style=Style.HEADING, text=texts("audit.heading", number=one.number, community=community))]
    if told(one.post, alerts.content):
        blocks.append(Block(style=Style.QUOTE, text=shortened(one.post.text, alerts.text_limit)))
    elif one.post.posted_at is not None:
        blocks.append(Block(style=Style.PLAIN, text=texts("alert.written", when=texts.when(one.post.posted_at))))
    if one.post.url:
        blocks.append(Block(style=Style.ITEM, text=texts("audit.link"), url=one.post.url))
    if one.answer is None:
        blocks.append(Block(style=Style.PLAIN, text=texts("audit.question")))
        return Notice(blocks=tuple(blocks), buttons=_buttons(one, texts))
    said = texts("audit.said", by=one.by or "", answer=texts(f"audit_answer.{one.answer}"))
    return Notice(blocks=(*blocks, Block(style=Style.HEADING, text=said)))


def listed(waiting: list[Asked], texts: Texts, alerts: AlertsConfig) -> Notice:
    """List the messages that nobody has answered for."""
    if not waiting:
        return Notice(blocks=(Block(style=Style.PLAIN, text=texts("audit.none")),))
    blocks = [Block(style=Style.HEADING, text=texts.counted("audit.waiting", len(waiting)))]
    for one in waiting:
        shown = shortened(one.post.text, alerts.text_limit) if told(one.post, alerts.content) else ""
        community = one.post.community or texts("alert.no_community")
        words = texts("audit.line", number=one.number, community=community, text=shown).rstrip(": ")
        blocks.append(Block(style=Style.ITEM, text=words, url=one.post.url))
    blocks.append(Block(style=Style.NOTE, text=texts("audit.hint", number=waiting[0].number)))
    return Notice(blocks=tuple(blocks))


def _buttons(one: Asked, texts: Texts) -> tuple[Button, ...]:
    return tuple(
        Button(label=texts(f"audit_answer.{each}"), command=f"audit {one.number} {each}")
        for each in (Answer.YES, Answer.NO, Answer.UNSURE)
    )
