"""From staff's decisions in the store to a correction that holds, and back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from dialogbot.domain import Action, Decision, Post, Reason
from dialogbot.judgement import Sensitivity, judge_new, judged_by
from dialogbot.learning import Correction, Figures, Weight, log_odds, probability
from dialogbot.lessons import EVERY, holding, learn, learn_when_due, verdicts
from dialogbot.store import opened
from tests.build import NOW, YES, add

ASK = "Er det noen som vet hvordan jeg fornyer lånene mine på biblioteket?"
TOLD = Sensitivity(own_accounts=frozenset({"Lyngvik bibliotek"}), threshold=None)
CABIN = Weight(feature="stem:lån", value=-1.9, word="lånene", yes=1, no=9, recent=10, recent_no=9)
AGAINST_LOANS = Correction(weights=(CABIN, replace(CABIN, feature="bias", value=-1.9, word="")))
FIGURES = Figures(verdicts=40, yes=20, loss_before=0.7, loss_after=0.5, f1_before=0.6, f1_after=0.7)


def test_too_few_decisions_leave_no_trace(tmp_path: Path) -> None:
    path = _decided(tmp_path, 5)

    assert learn(path, now=NOW, sensitivity=TOLD) is None
    with opened(path) as store:
        assert store.corrections.all() == []


def test_learning_writes_down_each_attempt_without_any_text(tmp_path: Path) -> None:
    path = _decided(tmp_path, 45)
    lesson = learn(path, now=NOW, sensitivity=TOLD)

    assert lesson is not None
    assert lesson.figures.verdicts == 45
    assert lesson.active is lesson.accepted
    assert "Testvik" not in _data(path)
    assert "biblioteket?" not in _data(path)


def test_question_is_judged_as_it_stood_when_it_was_found(tmp_path: Path) -> None:
    path = _decided(tmp_path, 1)
    before = verdicts(path, TOLD)
    answer = Post(
        text="Hei! Logg inn på nettsidene og trykk på Forny, så er det gjort.",
        platform="facebook",
        ref="answer",
        thread_ref="p0",
        parent_ref="p0",
        author="Lyngvik bibliotek",
    )
    with opened(path) as store, store.writing():
        add(store, answer, NOW + timedelta(days=1))
    judge_new(path, now=NOW + timedelta(days=1), sensitivity=TOLD, progress=lambda _: None)

    assert [one.log_odds for one in verdicts(path, TOLD)] == [one.log_odds for one in before]


def test_clock_learns_once_a_week_and_only_from_something_new(tmp_path: Path) -> None:
    path = _decided(tmp_path, 45)
    later = NOW + EVERY + timedelta(hours=1)

    assert learn_when_due(path, now=NOW, sensitivity=TOLD) is not None
    assert learn_when_due(path, now=NOW + timedelta(days=1), sensitivity=TOLD) is None
    assert learn_when_due(path, now=later, sensitivity=TOLD) is None
    with opened(path) as store:
        store.opportunities.decide(_decision(1, 0, NOW + timedelta(days=2)))
    assert learn_when_due(path, now=later, sensitivity=TOLD) is not None


def test_what_was_taken_back_is_not_learnt_anew_from_the_same_decisions(tmp_path: Path) -> None:
    path = _decided(tmp_path, 45)
    with opened(path) as store:
        store.corrections.keep(AGAINST_LOANS, FIGURES, accepted=True, now=NOW)
        store.corrections.undo()
        store.opportunities.decide(_decision(1, 0, NOW + timedelta(days=2)))

    assert learn_when_due(path, now=NOW + EVERY, sensitivity=TOLD) is None


def test_undo_brings_back_the_one_before(tmp_path: Path) -> None:
    older = Correction(weights=(replace(CABIN, value=-0.3),))
    with opened(tmp_path / "x.db") as store:
        for correction in (older, AGAINST_LOANS):
            store.corrections.keep(correction, FIGURES, accepted=True, now=NOW)
        store.corrections.keep(Correction(), FIGURES, accepted=False, now=NOW)
        held = []
        for _ in range(3):
            held.append(store.corrections.holding())
            store.corrections.undo()

    assert held == [AGAINST_LOANS, older, None]


def test_what_was_learnt_keeps_news_out_but_closes_no_card(tmp_path: Path) -> None:
    path = _decided(tmp_path, 1, action=None)
    with opened(path) as store, store.writing():
        store.corrections.keep(AGAINST_LOANS, FIGURES, accepted=True, now=NOW)
        add(store, replace(_question(0), ref="p8", author="Nina Testvik"))
        add(store, replace(_question(0), text=f"{_question(0).text} "))  # edited: it is judged again
    judged = judge_new(path, now=NOW, sensitivity=_doubtful(path), progress=lambda _: None)

    assert (judged.found, judged.settled) == ((), ())


def test_missing_database_is_not_made_for_looking(tmp_path: Path) -> None:
    assert holding(tmp_path / "x.db") is None
    assert list(tmp_path.iterdir()) == []


def test_post_that_is_raised_has_its_kind_and_topic() -> None:
    raised = Correction(weights=(replace(CABIN, feature="bias", value=1.9),))
    post = Post(text=ASK, platform="facebook", ref="p1")
    score = judged_by([[post]], TOLD, None)[0][0][0].score
    above = Sensitivity(own_accounts=frozenset(), threshold=score + (1 - score) / 3)
    ((with_it, without),) = judged_by([[post]], above, raised)[0]

    assert (with_it.opportunity, without.opportunity) == (True, False)
    assert with_it.topic is not None
    assert "learnt" in {one.name for one in with_it.signals}


def _doubtful(path: Path) -> Sensitivity:
    """Set the threshold so near below the question's own score that what was learnt takes it out."""
    with opened(path) as store:
        score = store.opportunities.all()[0].verdict.score
    return Sensitivity(own_accounts=frozenset(), threshold=probability(log_odds(score) - 0.5))


def _decided(folder: Path, count: int, action: Action | None = Action.HANDLE) -> Path:
    """Store questions that staff have decided about: every third was off topic."""
    path = folder / "x.db"
    with opened(path) as store, store.writing():
        for number in range(count):
            found = store.opportunities.judged(add(store, _question(number)), YES, NOW)
            assert found is not None
            if action is not None:
                store.opportunities.decide(_decision(found, number, NOW))
    judge_new(path, now=NOW, sensitivity=TOLD, progress=lambda _: None)
    return path


def _question(number: int) -> Post:
    about = ("hytte", "båt")[number % 2] if number % 3 == 0 else "bok"
    return Post(
        text=f"{ASK} Det gjelder en {about}.",
        platform="facebook",
        ref=f"p{number}",
        community="Vannkanna",
        author=f"Leser{number % 7} Testvik",
        posted_at=NOW - timedelta(hours=2),
    )


def _decision(number: int, place: int, made_at: datetime) -> Decision:
    if place % 3 == 0:
        return Decision(number=number, action=Action.DISMISS, by="Kari", made_at=made_at, reason=Reason.OFFTOPIC)
    return Decision(number=number, action=Action.HANDLE, by="Kari", made_at=made_at)


def _data(path: Path) -> str:
    with opened(path) as store:
        return repr(store.corrections.all())
