"""What a thread says about each of its posts, as one row of numbers a post: the columns of ``COLUMNS``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dialogbot.detect.lexicon import Floats
from dialogbot.detect.roles import Roles
from dialogbot.domain import Post

HEADS = (
    "opportunity",
    "asks",
    "library",
    "answer",
    "chatter",
    "announcement",
    "quote",
    "rhetorical",
    "staff",
    "offtopic",
    "settles",
    "answered",
    "above",
)
HEAD = {name: at for at, name in enumerate(HEADS)}
_OWN = HEADS[: HEAD["settles"]]
_BEST = ("best_opportunity", "best_asks", "best_library")
_ROOT = ("root_opportunity", "root_asks", "root_library")
_PARENT = ("parent_opportunity", "parent_asks", "parent_library")
ASKED = (
    *_OWN,
    *_BEST,
    "question_mark",
    "by_library",
    "declared",
    "comment",
    "asker",
    "same_as_parent",
    "under_library",
    "reply_to_library",
    "reply_to_asker",
    "deep",
    "above",
    *_ROOT,
    *_PARENT,
)
CLOSED = (
    "library_reply",
    "library_named",
    "library_later",
    "answered",
    "same_later",
    "settles",
    "settles_last",
    "thanks_after_library",
    "own_asks",
    "own_solved",
    "library_asks",
)
COLUMNS = (*ASKED, *CLOSED)  # what a post asks for, with what stands above it, and what comes after it
COLUMN = {name: at for at, name in enumerate(COLUMNS)}
_LIMIT = 5.0  # log-odds beyond this say nothing more
_SOLVED = re.compile(
    r"\b(?:fant|fann|funnet|funne|fånn)\b|\bordn[ae](?:t|r)?\b|\b(?:løst|løste|løyst|løyste)\b"
    r"|\bfi[kx]sa|\bfikset\b|\bi orden\b|\bglem det\b|\btrenger ikke (?:lenger|mer)\b"
    r"|\b(?:virker|verkar|verke|fungerer|fungerte|funka|funket|funke) (?:nå|no)\b"
    r"|\b(?:nå|no) (?:virker|verkar|fungerer|funker|funkar)\b"
    r"|\b(?:fikk|fekk|fikset|fiksa) (?:den|det|han|ho|lånt|låne|hjelp|til|te)\b"
    r"|\bder (?:var|lå|låg|e|va) (?:den|det|han|ho)\b|\bdet var (?:den|det|han)\b"
    r"|\b(?:solved|fixed|sorted|never ?mind|nvm|got it|found (?:it|them|one)|it works|works now|all good now)\b",
    re.IGNORECASE,
)
_ADDED = re.compile(
    r"(?:^|[\s(])(?:edit|edt|redigert|oppdatert|oppdatering|opdateret|opdatering|uppdaterat|uppdatering|updated?|nvm"
    r"|never ?mind|glem det|gløym det|glöm det|ne[ij],? vent)\b(.*)\Z",
    re.IGNORECASE | re.DOTALL,
)
_SOLVED_SINCE = re.compile(
    _SOLVED.pattern + r"|\bfandt\b|\bhittade\b|\bfine\b|\bslapp\b|\bsendte\b|\bfikk (?:svar|lenk)|\bfann ut\b",
    re.IGNORECASE,
)
_STILL = re.compile(
    r"\?|\bfortsatt\b|\bframleis\b|\bfremdeles\b|\bstill\b|\bennå\b|\benno\b|\bikke\b|\bikkje\b", re.IGNORECASE
)
_SURE = 3.0  # log-odds of settling in what a writer adds to a post that is solved
_PRESENT = 4.0  # added to what a later post says, so that "nobody came" is 0 and lies below it


@dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    """What came after a post: the library's answers to it, and what its own writer said (numbers of posts)."""

    library: list[int]
    own: list[int]
    replied: bool
    named: bool


def evidence(threads: Sequence[tuple[Sequence[Post], Roles]], whole: Floats, sentence: Floats) -> Floats:
    """Make one row of ``COLUMNS`` a post; ``whole`` and ``sentence`` are posts x ``HEADS``, or more columns."""
    rows = np.zeros((len(whole), len(COLUMNS)), np.float32)
    rows[:, : len(_OWN)] = whole[:, : len(_OWN)]
    rows[:, COLUMN[_BEST[0]] : COLUMN[_BEST[-1]] + 1] = sentence[:, : len(_BEST)]
    rows[:, COLUMN["question_mark"]] = ["?" in post.text for posts, _ in threads for post in posts]
    rows[:, COLUMN["by_library"]] = [library for _, who in threads for library in who.library]
    rows[:, COLUMN["declared"]] = [declared for _, who in threads for declared in who.declared]
    rows[:, COLUMN["comment"]] = [comment for _, who in threads for comment in who.comment]
    begin = 0
    for posts, who in threads:
        end = begin + len(posts)
        if len(posts) > 1:
            _look_around(rows[begin:end], posts, who, whole[begin:end])
        for row, post in zip(rows[begin:end], posts, strict=True):
            if solved_since(post.text):
                row[[COLUMN["same_later"], COLUMN["own_solved"]]] = 1
                row[[COLUMN["settles"], COLUMN["settles_last"]]] = _PRESENT + _SURE
        begin = end
    return np.clip(rows, -_LIMIT, _LIMIT)


def _look_around(rows: Floats, thread: Sequence[Post], who: Roles, whole: Floats) -> None:
    for number in range(len(thread)):
        if who.comment[number]:
            _look_up(rows[number], number, who, whole)
        _look_ahead(rows[number], number, thread, who, whole)


def _look_up(row: NDArray[np.float32], number: int, who: Roles, whole: Floats) -> None:
    parent, root = who.parent[number], who.root[number]
    if root >= 0:
        row[COLUMN["asker"]] = who.writer[root] == who.writer[number]
        row[COLUMN["under_library"]] = who.library[root]
        row[COLUMN["above"]] = whole[root, HEAD["above"]]
        row[COLUMN[_ROOT[0]] : COLUMN[_ROOT[-1]] + 1] = whole[root, : len(_ROOT)]
    if parent >= 0:
        row[COLUMN["same_as_parent"]] = who.writer[parent] == who.writer[number]
        row[COLUMN["reply_to_library"]] = who.library[parent]
        row[COLUMN["reply_to_asker"]] = root >= 0 and parent != root and who.writer[parent] == who.writer[root]
        row[COLUMN["deep"]] = who.comment[parent]
        row[COLUMN[_PARENT[0]] : COLUMN[_PARENT[-1]] + 1] = whole[parent, : len(_PARENT)]


def _look_ahead(row: NDArray[np.float32], number: int, thread: Sequence[Post], who: Roles, whole: Floats) -> None:
    later = after(number, thread, who)
    if later.library:
        row[COLUMN["library_reply"]] = later.replied
        row[COLUMN["library_named"]] = later.named
        row[COLUMN["library_later"]] = 1
        row[COLUMN["answered"]] = _PRESENT + max(whole[at, HEAD["answered"]] for at in later.library)
        row[COLUMN["library_asks"]] = "?" in thread[later.library[-1]].text
    if later.own:
        said = [_PRESENT + whole[at, HEAD["settles"]] for at in later.own]
        row[COLUMN["same_later"]] = 1
        row[COLUMN["settles"]] = max(said)
        row[COLUMN["settles_last"]] = said[-1]
        row[COLUMN["own_solved"]] = any(_SOLVED.search(thread[at].text) for at in later.own)
        row[COLUMN["own_asks"]] = max(_PRESENT + whole[at, HEAD["asks"]] for at in later.own)
        answered = min((who.rank[at] for at in later.library), default=len(thread))
        row[COLUMN["thanks_after_library"]] = who.rank[later.own[-1]] > answered


def solved_since(text: str) -> bool:
    """Whether a writer has added to the text that it is solved: "EDIT: fant den!"."""
    added = _ADDED.search(text)
    return added is not None and _SOLVED_SINCE.search(added[1]) is not None and _STILL.search(added[1]) is None


def after(number: int, thread: Sequence[Post], who: Roles) -> Later:
    """Look for what followed a post.

    A library answers it by a reply, by its writer's name, or with the next words but one below it.
    """
    name = _first_name(thread[number].author)
    library: list[int] = []
    own: list[int] = []
    replied = named = False
    for at in who.order[who.rank[number] + 1 :]:
        if who.writer[at] == who.writer[number]:
            if not who.comment[number] or _same_branch(number, at, who):
                own.append(at)
            continue
        if not who.library[at] and not who.declared[at]:
            continue
        replies, calls = who.parent[at] == number, bool(name) and name in thread[at].text.casefold()
        if replies or calls or _next_below(number, at, who):
            library.append(at)
            replied, named = replied or replies, named or calls
    return Later(library=library, own=own, replied=replied, named=named)


def _same_branch(number: int, at: int, who: Roles) -> bool:
    parent = who.parent[at]
    return parent in (number, who.parent[number]) or (parent >= 0 and who.parent[parent] == number)


def _next_below(number: int, at: int, who: Roles) -> bool:
    return who.parent[at] == who.parent[number] and who.rank[at] - who.rank[number] <= 2  # noqa: PLR2004 - one voice between


def _first_name(author: str | None) -> str:
    parts = author.casefold().split() if author else []
    return parts[0] if parts and len(parts[0]) > 2 else ""  # noqa: PLR2004 - initials are found in any text
