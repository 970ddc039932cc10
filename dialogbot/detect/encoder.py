"""The second stage: a small multilingual encoder that reads a post with its thread around it.

It needs onnxruntime and the two files beside this one; ``available`` says whether they are there. The network was
fine-tuned by ``training/encoder``, which builds its examples with ``example`` below: a change there asks for new
training. Posts are read one at a time, so that a score never depends on which other posts were asked about.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dialogbot.detect.pieces import BEGIN, END, Segmenter, Vocabulary
from dialogbot.detect.roles import Roles
from dialogbot.domain import Kind, Post, Topic

TOPICS = tuple(Topic)
KINDS = tuple(Kind)
LONGEST = 192  # pieces in an example
CONTEXT, MESSAGE, LATER, PARENT = range(4)  # the segments of an example
_NETWORK, _VOCABULARY = "encoder.onnx", "encoder.json"
_LIMITS = {"group": 12, "thread": 48, "parent": 40, "message": 112, "later": 28}
_LINK = re.compile(r"https?://\S+|www\.\S+")
# Emoji, smileys and names after @ add nothing to what is asked, and would flip what lies near the threshold.
_UNREAD = re.compile(
    r"[\U0001f000-\U0001faff\u2190-\u21ff\u2600-\u27bf\u2b00-\u2bff\ufe0f\u200d]|@\w[\w.]*|[:;][-']?[)(DdPp](?!\w)"
)
_SHOUTED = 0.5  # of the letters: a text with more capitals is read as if it had none
_FIRST_PART = 2 / 3  # of a text that is too long; the rest is taken from its end

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A thread with its roles and the places of the posts in it that are to be read."""

    thread: Sequence[Post]
    who: Roles
    wanted: Sequence[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One row a post asked about, in that order.

    ``log_odds`` (posts) of an opportunity, calibrated on unseen threads; ``topics`` (posts x ``TOPICS``) and ``kinds``
    (posts x ``KINDS``) are log-probabilities, the topics given that it is an opportunity.
    """

    log_odds: Floats
    topics: Floats
    kinds: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """What the network reads: the numbers of pieces, and the segment of each (0..3)."""

    pieces: list[int]
    segments: list[int]


class Encoder:
    """The network and its vocabulary; not to be shared between threads of execution."""

    def __init__(self, session: Any, segmenter: Segmenter) -> None:
        """Keep an onnxruntime session of the network and the segmenter of its vocabulary."""
        self._session = session
        self._segmenter = segmenter

    def read(self, asked: Sequence[Asked]) -> Answer:
        """Read the wanted posts of some threads, about 4 ms each on one core."""
        rows = [
            self._run(example(one.thread, one.who, number, self._segmenter)) for one in asked for number in one.wanted
        ]
        if not rows:
            return Answer(log_odds=_none(), topics=_none(len(TOPICS)), kinds=_none(len(KINDS)))
        odds, topics, kinds = (np.concatenate(column) for column in zip(*rows, strict=True))
        return Answer(log_odds=odds, topics=topics, kinds=kinds)

    def _run(self, read: Example) -> list[Floats]:
        feed = {"pieces": np.array([read.pieces], np.int64), "segments": np.array([read.segments], np.int64)}
        found: list[Floats] = self._session.run(["log_odds", "topics", "kinds"], feed)
        return found


def available() -> bool:
    """Whether the second stage can run: onnxruntime is installed and the network lies in the package."""
    folder = resources.files("dialogbot.detect")
    return find_spec("onnxruntime") is not None and all(
        folder.joinpath(name).is_file() for name in (_NETWORK, _VOCABULARY)
    )


@cache
def shipped() -> Encoder:
    """Read the network that lies in the package (0.2 s, once); ask ``available`` first."""
    # else onnxruntime, tells its maker of machine and process, and keeps files in the home folder;
    # it looks at this when it is imported, and its own disable_telemetry_events() comes too late
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime  # noqa: PLC0415 - optional, and heavy: loaded when first needed

    folder = resources.files("dialogbot.detect")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    network = folder.joinpath(_NETWORK).read_bytes()
    session = onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"])
    return Encoder(session, Segmenter(Vocabulary.from_json(folder.joinpath(_VOCABULARY).read_text("utf-8"))))


def example(thread: Sequence[Post], who: Roles, number: int, segmenter: Segmenter) -> Example:
    """Put a post and what its thread says about it into one row of pieces.

    The message comes first, then its group, the post that opens the thread, what it answers, and what its own writer
    or a library says later.
    """
    head = segmenter.numbers(f"query: {_marks(who, number)}:")
    pieces, segments = [BEGIN, *head], [CONTEXT] * (1 + len(head))
    for text, limit, segment in _parts(thread, who, number):
        part = _shortened(segmenter.numbers(text), limit)
        pieces += [*part, END]
        segments += [*[segment] * len(part), CONTEXT]
    return Example(pieces=pieces[:LONGEST], segments=segments[:LONGEST])


def _parts(thread: Sequence[Post], who: Roles, number: int) -> Iterator[tuple[str, int, int]]:
    post, root, parent = thread[number], who.root[number], who.parent[number]
    yield _plain(post.text), _LIMITS["message"], MESSAGE
    if post.community:
        yield f"group: {post.community}", _LIMITS["group"], CONTEXT
    if root >= 0:
        yield f"thread: {_plain(thread[root].text)}", _LIMITS["thread"], CONTEXT
    if parent not in (-1, root):
        text = f"parent {_role(who, parent, number)}: {_plain(thread[parent].text)}"
        yield text, _LIMITS["parent"], PARENT
    for later in _later(who, number):
        reply = "reply " if who.parent[later] == number else ""
        text = f"later {reply}{_role(who, later, number)}: {_plain(thread[later].text)}"
        yield text, _LIMITS["later"], LATER


def _marks(who: Roles, number: int) -> str:
    if not who.comment[number]:
        return "post library" if who.library[number] else "post"
    root = who.root[number]
    marks = ["comment"]
    if root >= 0:
        marks.append("asker" if who.writer[root] == who.writer[number] else "other")
    if who.library[number]:
        marks.append("library")
    if root >= 0 and who.library[root]:
        marks.append("page library")
    return " ".join(marks)


def _role(who: Roles, other: int, number: int) -> str:
    if who.writer[other] == who.writer[number]:
        return "same author"
    if who.library[other] or who.declared[other]:
        return "library"
    root = who.root[number]
    return "asker" if root >= 0 and who.writer[other] == who.writer[root] else "other"


def _later(who: Roles, number: int) -> list[int]:
    """Find what may settle a post: a library's first answer (to it rather than to others), its writer's last word."""
    after = who.order[who.rank[number] + 1 :]
    own = [other for other in after if who.writer[other] == who.writer[number]]
    library = [other for other in after if (who.library[other] or who.declared[other]) and other not in own]
    library.sort(key=lambda other: who.parent[other] != number)
    return sorted([*library[:1], *own[-1:]], key=lambda other: who.rank[other])


def _plain(text: str) -> str:
    quiet = " ".join(_UNREAD.sub(" ", _LINK.sub("http", text)).split())
    capitals = sum(map(str.isupper, quiet))
    return quiet.lower() if capitals > _SHOUTED * sum(map(str.isalpha, quiet)) else quiet


def _shortened(numbers: list[int], limit: int) -> list[int]:
    if len(numbers) <= limit:
        return numbers
    first = int(limit * _FIRST_PART)
    return numbers[:first] + numbers[first - limit :]


def _none(*columns: int) -> Floats:
    return np.zeros((0, *columns), np.float32)
