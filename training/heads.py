"""What each text model learns, and from which messages: targets and one linear model a head."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import scipy.sparse as sp
from corpus import Corpus, naming
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from dialogbot.detect.evidence import HEADS
from dialogbot.detect.model import TOPICS
from dialogbot.detect.roles import Roles

Mask = NDArray[np.bool_]
Target = tuple[Mask, Mask]  # which messages teach, and which of these are meant

_TOPIC_STRENGTH, _NAME_COUNTS = 0.25, 2.0  # and how much a word that names a topic counts beside a message
_NEVER = -20.0  # the bias of a label that no text has
_STRENGTH = {"opportunity": 2.0, "asks": 2.0, "library": 2.0, "settles": 0.5, "answered": 0.5}


def targets(corpus: Corpus, background_asks: Mask) -> dict[str, Target]:
    """Set a target for each head but ``above``, over the messages and then the background texts."""
    size = len(background_asks)
    background = {
        "opportunity": (np.ones(size, bool), np.zeros(size, bool)),
        "asks": (~background_asks, np.zeros(size, bool)),
        "library": (np.ones(size, bool), np.zeros(size, bool)),
    }
    none = np.zeros(size, bool)
    found = {}
    for head, (teaches, meant) in _of_messages(corpus).items():
        more_teaches, more_meant = background.get(head, (none, none))
        found[head] = (np.concatenate([teaches, more_teaches]), np.concatenate([meant, more_meant]))
    return found


def fit(
    own: Any, above: Any, found: Mapping[str, Target], train: Mask
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Learn features x heads, and a bias a head, from the texts and from the posts at the head of their threads."""
    rows, bias = np.zeros((own.shape[1], len(HEADS))), np.zeros(len(HEADS))
    for head, (teaches, meant) in found.items():
        chosen = np.flatnonzero(teaches & train)
        if not meant[chosen].any():
            continue
        joint = head == "opportunity"
        features = sp.hstack([own[chosen], above[chosen]]).tocsr() if joint else own[chosen]
        strength = _STRENGTH.get(head, 1.0)
        model = LogisticRegression(C=strength, solver="liblinear", random_state=0, max_iter=60)
        model.fit(features, meant[chosen])
        at = HEADS.index(head)
        rows[:, at], bias[at] = model.coef_[0, : own.shape[1]], model.intercept_[0]
        if joint:
            rows[:, HEADS.index("above")] = model.coef_[0, own.shape[1] :]
    return rows, bias


def fit_topics(own: Any, corpus: Corpus, names: Any, train: Mask) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Learn the topics from the opportunities to train on, and from the words that name a topic (their features)."""
    chosen = np.flatnonzero(corpus.column("opportunity").astype(bool) & train)
    label = np.concatenate([corpus.column("topic")[chosen], np.array([topic for _, topic in naming()])])
    weight = np.concatenate([np.ones(len(chosen)), np.full(names.shape[0], _NAME_COUNTS)])
    features = sp.vstack([own[chosen], names]).tocsr()
    return fit_classes(features, label, tuple(map(str, TOPICS)), _TOPIC_STRENGTH, weight)


def fit_classes(
    own: Any, label: NDArray[Any], names: tuple[str, ...], strength: float, weight: NDArray[Any] | None = None
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Learn from one label a text: features x ``names``, and a bias a name."""
    model = LinearSVC(C=strength, random_state=0).fit(own, label, weight)
    rows, bias = np.zeros((own.shape[1], len(names))), np.full(len(names), _NEVER)
    for at, name in enumerate(model.classes_):
        rows[:, names.index(name)], bias[names.index(name)] = model.coef_[at], model.intercept_[at]
    return rows, bias


def _of_messages(corpus: Corpus) -> dict[str, Target]:
    why, kind = corpus.column("why_not"), corpus.column("kind")
    comment = corpus.column("parent") != ""
    opportunity = corpus.column("opportunity").astype(bool)
    ever, every = opportunity | (why == "closed"), np.ones(len(why), bool)
    found: dict[str, Target] = {
        "opportunity": (every, ever),
        "asks": (~(opportunity & (kind == "none")), ever | (why == "offtopic")),
        "library": (ever | (why == "offtopic") | corpus.ordinary, ever),
    }
    found |= {name: (comment | corpus.ordinary, why == name) for name in ("answer", "chatter")}
    found |= {name: (every, why == name) for name in ("announcement", "quote", "rhetorical", "staff", "offtopic")}
    return found | _closing(corpus, ever, why)


def _closing(corpus: Corpus, ever: Mask, why: NDArray[np.str_]) -> dict[str, Target]:
    settles, answered = np.zeros((2, len(why)), bool), np.zeros((2, len(why)), bool)
    for thread, who in zip(corpus.threads, corpus.who, strict=True):
        for at in range(len(thread)):
            number = thread[at]
            if not who.comment[at]:
                continue
            asked = [thread[one] for one in _before(at, who) if ever[thread[one]]]
            own = [thread[one] for one in _before(at, who) if ever[thread[one]] and who.writer[one] == who.writer[at]]
            if own and not ever[number]:
                settles[:, number] = True, why[own[-1]] == "closed"
            if why[number] == "staff" and asked:
                parent = thread[who.parent[at]]
                question = parent if who.parent[at] >= 0 and ever[parent] else asked[-1]
                answered[:, number] = True, why[question] == "closed"
    return {"settles": (settles[0], settles[1]), "answered": (answered[0], answered[1])}


def _before(at: int, who: Roles) -> list[int]:
    return who.order[: who.rank[at]]
