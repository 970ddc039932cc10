"""What staff are shown of opportunities, as notices free of any channel's markup. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from dialogbot.domain import Answer, Block, Button, Kind, Notice, Opportunity, Post, Reason, Status, Style
from dialogbot.store.repeats import Repeat
from dialogbot.texts import Texts

LIKELY = 0.75
"""From this score on an opportunity is likely; below it, it is called a maybe."""

BUNDLE_SIZE = 10
WHOLE = "whole"
"""The content that is shown on the machine itself, and in no chat."""

_EXCERPT = 110
_ABOVE = 200
_LONGEST_THREAD = 15
_MOST_REPEATS = 5
_BUTTONS = {
    Status.OPEN: ("claim", "handle", "dismiss", "snooze", "thread"),
    Status.CLAIMED: ("handle", "dismiss", "snooze", "reopen", "thread"),
    Status.SNOOZED: ("claim", "handle", "dismiss", "reopen", "thread"),
}
_ASKED = (Reason.OFFTOPIC, Reason.ANNOUNCEMENT, Reason.CHATTER, Reason.RHETORICAL, Reason.ANSWER, Reason.CLOSED)

PRESSED = frozenset(name for names in _BUTTONS.values() for name in names)
"""What a button under a card can stand for."""


def alert(  # noqa: PLR0913 - a card has these parts
    one: Opportunity,
    texts: Texts,
    *,
    content: str,
    limit: int,
    again: Sequence[Repeat] = (),
    answers: Sequence[Answer] = (),
) -> Notice:
    """Write an opportunity as the card that staff get; ``content`` is as in ``told``.

    ``limit`` is the greatest number of characters shown of the post; ``again`` are the other times that it was asked,
    ``answers`` the entry of the answer bank that fits it, in one language or two.
    """
    heading = texts("alert.heading", number=one.number, community=_community(one.post, texts))
    blocks = [_block(Style.HEADING, heading), _block(Style.PLAIN, what(one, texts))]
    blocks += _words(one, texts, content, limit) if told(one.post, content) else _moment(one.post, texts)
    if one.post.url:
        blocks.append(Block(style=Style.ITEM, text=texts("alert.link", host=_host(one.post.url)), url=one.post.url))
    blocks += _suggested(answers, texts)
    blocks += _again(one, again, texts)
    if one.status is not Status.OPEN:
        blocks.append(_block(Style.HEADING, status(one, texts)))
    elif one.assigned_to:
        blocks.append(called(Style.HEADING, "alert.to", one.assigned_to, one.mention, texts))
    return Notice(blocks=tuple(blocks), buttons=_buttons(one, texts))


def bundle(found: Sequence[Opportunity], texts: Texts, *, content: str) -> Notice:
    """Write several opportunities as one list."""
    blocks = [_block(Style.HEADING, texts.counted("bundle.heading", len(found)))]
    blocks += [line(one, texts, content=content) for one in found]
    blocks += _asked_in_list(found, texts)
    blocks.append(_block(Style.NOTE, texts("bundle.hint", number=found[0].number)))
    return Notice(blocks=tuple(blocks))


def waiting(found: Sequence[Opportunity], count: int, texts: Texts, *, content: str) -> Notice:
    """Write the first of what is not finished as a list; ``count`` is how many there are of it."""
    if not found:
        return said(texts("list.empty"))
    blocks = [_block(Style.HEADING, texts.counted("list.heading", count))]
    blocks += [_with_asked(one, line(one, texts, content=content), texts) for one in found]
    if count > len(found):
        blocks.append(_block(Style.NOTE, texts("list.more", count=count - len(found))))
    return Notice(blocks=tuple(blocks))


def thread(one: Opportunity, posts: Sequence[Post], texts: Texts, *, content: str) -> Notice:
    """Write the thread in which an opportunity stands, marking its own post; ``link`` tells only who is who in time."""
    blocks = [_block(Style.HEADING, texts("thread.heading", number=one.number, community=_community(one.post, texts)))]
    for post in posts[:_LONGEST_THREAD]:
        style = Style.QUOTE if post.ref == one.post.ref else Style.PLAIN
        author = post.author or texts("alert.no_author")
        if told(post, content):
            words = texts("thread.post", author=author, text=shortened(post.text, _ABOVE * 2))
        else:
            words = texts("thread.hidden", when=texts.when(post.posted_at) if post.posted_at else "–")
        blocks.append(_block(style, words))
    if len(posts) > _LONGEST_THREAD:
        blocks.append(_block(Style.NOTE, texts("list.more", count=len(posts) - _LONGEST_THREAD)))
    return Notice(blocks=tuple(blocks))


def line(one: Opportunity, texts: Texts, *, content: str) -> Block:
    """Write an opportunity on one line, with its status if that is worth a word."""
    values = {"number": one.number, "what": what(one, texts), "community": _community(one.post, texts)}
    if told(one.post, content):
        words = texts("bundle.line", **values, text=shortened(one.post.text, _EXCERPT))
    else:
        words = texts("bundle.line_link", **values)
    if one.status is not Status.OPEN:
        words = texts("bundle.status", line=words, status=status(one, texts))
    return Block(style=Style.ITEM, text=words, url=one.post.url)


def told(post: Post, content: str) -> bool:
    """Say whether the author and text of a post may be told.

    ``full``: those of open communities; ``link``: none; ``WHOLE``, on the machine itself: all that is still kept.
    """
    return bool(post.text) and (content == WHOLE or (content == "full" and not post.closed))


def what(one: Opportunity, texts: Texts) -> str:
    """Say in a few words what an opportunity is: its kind and topic, and whether it is only a maybe."""
    topic = texts(f"topic.{one.verdict.topic or Kind.NONE}")
    key = "alert.what" if one.verdict.score >= LIKELY else "alert.maybe"
    return texts(key, kind=texts(f"kind.{one.verdict.kind}"), topic=topic)


def status(one: Opportunity, texts: Texts) -> str:
    """Say where an opportunity stands, and who brought it there."""
    if one.last is None or one.status is Status.OPEN:
        return texts("status.open")
    when = texts.when(one.last.until or one.last.made_at)
    words = texts(f"status.{one.status}", by=one.last.by, when=when)
    if one.last.reason is not None:
        words = texts("status.noted", status=words, note=texts(f"reason.{one.last.reason}"))
    return texts("status.noted", status=words, note=one.last.note) if one.last.note else words


def called(style: Style, key: str, name: str, call: str, texts: Texts, **values: object) -> Block:
    """Write a block that names somebody and calls them, by their username or their id."""
    if call.isdigit():
        return Block(style=style, text=texts(key, name=name, **values), calls=int(call))
    return Block(style=style, text=texts(key, name=f"{name} {call}".strip(), **values))


def said(words: str) -> Notice:
    """Write a notice of one plain paragraph."""
    return Notice(blocks=(_block(Style.PLAIN, words),))


def plain(notice: Notice) -> str:
    """Write a notice as bare text, a line a block, with links behind their words."""
    return "\n".join(f"{block.text} {block.url}" if block.url else block.text for block in notice.blocks)


def shortened(text: str, limit: int) -> str:
    """Cut a text on a word so that it has at most ``limit`` characters, on one line."""
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else _cut(flat, limit)


def _suggested(answers: Sequence[Answer], texts: Texts) -> list[Block]:
    keys = ("alert.suggested", *(f"suggested.{one.language}" for one in answers[1:]))
    return [
        Block(style=Style.ITEM, text=texts(key, title=one.title), url=one.url)
        for key, one in zip(keys, answers, strict=False)
    ]


def _asked_in_list(found: Sequence[Opportunity], texts: Texts) -> list[Block]:
    """Call those who are asked to look at what a list tells of, each once."""
    numbers: dict[tuple[str, str], list[int]] = {}
    for one in found:
        if one.status is Status.OPEN and one.assigned_to:
            numbers.setdefault((one.assigned_to, one.mention), []).append(one.number)
    return [
        called(Style.ITEM, "bundle.to", name, call, texts, numbers=", ".join(f"#{number}" for number in some))
        for (name, call), some in numbers.items()
    ]


def _with_asked(one: Opportunity, block: Block, texts: Texts) -> Block:
    """Say who was asked to look at an open opportunity, without calling them again."""
    if one.status is not Status.OPEN or not one.assigned_to:
        return block
    return replace(block, text=texts("bundle.assigned", line=block.text, name=one.assigned_to))


def _again(one: Opportunity, again: Sequence[Repeat], texts: Texts) -> list[Block]:
    """Tell how often a question was asked, and where else."""
    if not again:
        return []
    since = min(one.found_at, again[0].found_at)
    blocks = [_block(Style.NOTE, texts("alert.again", count=len(again) + 1, day=texts.date(since)))]
    for repeat in again[-_MOST_REPEATS:]:
        name = repeat.community or texts("alert.no_community")
        blocks.append(
            Block(style=Style.ITEM, text=texts("alert.repeat", number=repeat.number, community=name), url=repeat.url)
        )
    return blocks


def _words(one: Opportunity, texts: Texts, content: str, limit: int) -> list[Block]:
    blocks = []
    if one.parent is not None and told(one.parent, content):
        author = one.parent.author or texts("alert.no_author")
        above = texts("alert.above", author=author, text=shortened(one.parent.text, _ABOVE))
        blocks.append(_block(Style.NOTE, above))
    blocks.append(_block(Style.PLAIN, _wrote(one.post, texts)))
    text = one.post.text.strip()
    blocks.append(_block(Style.QUOTE, text if len(text) <= limit else _cut(text, limit)))
    reasons = [texts(f"signal.{one.name}", evidence=one.evidence) for one in one.verdict.signals]
    if reasons:
        blocks.append(_block(Style.NOTE, texts("alert.why", signals=" · ".join(reasons))))
    return blocks


def _moment(post: Post, texts: Texts) -> list[Block]:
    return [_block(Style.PLAIN, texts("alert.written", when=texts.when(post.posted_at)))] if post.posted_at else []


def _wrote(post: Post, texts: Texts) -> str:
    author = post.author or texts("alert.no_author")
    if post.posted_at is None:
        return texts("alert.wrote_undated", author=author)
    return texts("alert.wrote", author=author, when=texts.when(post.posted_at))


def _cut(text: str, limit: int) -> str:
    head = text[: limit - 1]
    at_word = head.rsplit(None, 1)[0] if not text[limit - 1].isspace() and any(map(str.isspace, head)) else head
    return at_word.rstrip() + "…"


def _host(url: str) -> str:
    return urlsplit(url).hostname or url


def _community(post: Post, texts: Texts) -> str:
    return post.community or texts("alert.no_community")


def _buttons(one: Opportunity, texts: Texts) -> tuple[Button, ...]:
    actions = _BUTTONS.get(one.status, ("reopen", "thread"))
    pressed = tuple(Button(label=texts(f"button.{name}"), command=f"{name} {one.number}") for name in actions)
    return (*_reasons(one, texts), *pressed)


def _reasons(one: Opportunity, texts: Texts) -> tuple[Button, ...]:
    """Ask, with one tap to answer, why something was dismissed, as long as nobody has said."""
    if one.status is not Status.DISMISSED or one.last is None or one.last.reason or one.last.note:
        return ()
    return tuple(Button(label=texts(f"reason.{reason}"), command=f"dismiss {one.number} {reason}") for reason in _ASKED)


def _block(style: Style, text: str) -> Block:
    return Block(style=style, text=text)
