"""Verdicts on small threads: who writes, what came before and after, and what is ordinary talk."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from dialogbot.detect import judge, judge_all, judge_with_reasons
from dialogbot.detect.model import LANGUAGES
from dialogbot.domain import Kind, Post, Topic, Verdict

START = datetime(2025, 3, 3, 9, tzinfo=UTC)
QUESTION = (
    "Hei! Er det noen som vet hvordan jeg får lånt en fagbok som biblioteket ikke har selv? Trenger den til fredag."
)


def said(author: str | None, text: str, *, number: int = 0, to: int | None = None) -> Post:
    parent = f"p{to}" if to is not None else None
    at = START + timedelta(hours=number)
    return Post(text=text, author=author, ref=f"p{number}", parent_ref=parent, posted_at=at)


def asked_and(*rest: tuple[str, str]) -> list[Post]:
    later = [said(author, text, number=number, to=0) for number, (author, text) in enumerate(rest, 1)]
    return [said("Guro Skarstein", QUESTION), *later]


def alone(text: str) -> Verdict:
    return judge([Post(text=text)])[0]


def names(verdict: Verdict) -> set[str]:
    return {signal.name for signal in verdict.signals}


def test_open_question_is_an_opportunity_with_kind_and_topic() -> None:
    verdict = judge(asked_and())[0]
    assert verdict.opportunity
    assert (verdict.kind, verdict.topic, verdict.language) == (Kind.QUESTION, Topic.LOANS, "nb")


def test_question_that_the_asker_calls_solved_is_closed() -> None:
    verdict = judge(
        asked_and(("Guro Skarstein", "Det ordnet seg! Fikk lånt den av en kollega, tusen takk alle sammen."))
    )[0]
    assert not verdict.opportunity
    assert "settled" in names(verdict)


def test_question_that_the_library_has_answered_is_closed() -> None:
    answer = "Hei Guro! Det ordner vi: bestill den som fjernlån på nettsiden vår, så får du melding når den er kommet."
    verdict = judge(asked_and(("Solvik folkebibliotek", answer), ("Guro Skarstein", "Supert, da gjør jeg det. Takk!")))[
        0
    ]
    assert not verdict.opportunity
    assert "Solvik folkebibliotek" in {signal.evidence for signal in verdict.signals if signal.name == "answered"}


def test_guess_from_a_peer_leaves_the_question_open() -> None:
    assert judge(asked_and(("Tor Ulvik", "Kanskje nabokommunen har den?")))[0].opportunity


def test_peers_answer_is_no_opportunity() -> None:
    assert not judge(asked_and(("Tor Ulvik", "Du kan bare bestille den på nettet, tok to dager for meg.")))[
        1
    ].opportunity


def test_library_account_is_no_opportunity() -> None:
    post = said("Solvik folkebibliotek", "Visste du at du kan låne brettspill hos oss? Kom innom i dag!")
    verdict = judge_with_reasons([post])[0]
    assert not verdict.opportunity
    assert "staff" in names(verdict)


def test_own_account_is_staff_whatever_its_name_and_case() -> None:
    thread = [said("Lesehjørnet", QUESTION)]
    ours = judge_with_reasons(thread, own_accounts=frozenset({"LESEHJØRNET"}), threshold=0.0)[0]
    assert judge(thread)[0].opportunity
    assert not ours.opportunity
    assert "staff" in names(ours)


@pytest.mark.parametrize(
    "text",
    [
        "Selger pent brukt sykkel, 24 tommer, 800 kr. Kan hentes på Myra etter kl 17.",
        "Gratulerer med dagen til verdens beste mamma 🎉 Glad i deg!",
        "Nydelig tur på fjellet i dag, sol fra skyfri himmel og kvikklunsj på toppen.",
        "Noen som har mistet en ullvott ved lekeplassen? Henger på gjerdet.",
        "Hvem elsker vel ikke regn i juli?!",
        "Kjem heim seint i kveld, sett att middag til meg er du snill.",
        "Anyone selling two tickets for the match on Sunday?",
    ],
)
def test_ordinary_talk_is_left_alone(text: str) -> None:
    assert not alone(text).opportunity


def test_advert_with_a_hook_is_left_alone() -> None:
    assert not alone("Lyst på billige bøker? Kom på vårt store lagersalg lørdag kl 10–15, alt til 20 kr!").opportunity


def test_shared_headline_is_left_alone() -> None:
    assert not alone("«Hvorfor leser ikke gutter lenger?» Les kronikken i dagens avis.").opportunity


def test_dialect_question_without_question_mark_is_found() -> None:
    assert alone("Æ leite ette ei bok om krigen i nord, nånn som veit kor æ kan få lånt ho").opportunity


def test_nynorsk_and_english_questions_are_found() -> None:
    assert (
        alone("Korleis får eg tilgang til artiklane i databasen heimanfrå? Innlogginga verkar ikkje.").language == "nn"
    )
    assert alone("How do I cite a PhD thesis in APA? My supervisor wants it by tomorrow.").opportunity


def test_lone_comment_whose_parents_are_missing_is_judged() -> None:
    comment = Post(
        text="Vet noen om man kan skrive ut på biblioteket på lørdager?", parent_ref="gone", thread_ref="gone"
    )
    assert judge([comment])[0].opportunity


def test_empty_text_and_empty_thread_are_nothing() -> None:
    assert not alone("").opportunity
    assert judge([]) == []
    assert judge_all([[], [Post(text="")]])[0] == []


def test_posts_without_author_time_and_ref_are_judged() -> None:
    verdicts = judge([Post(text=QUESTION), Post(text="Ja, ring dem!")])
    assert len(verdicts) == 2
    assert verdicts[0].opportunity


def test_two_nameless_posts_are_not_the_same_writer() -> None:
    thread = [said(None, QUESTION), said(None, "Det ordnet seg, fant den!", number=1, to=0)]
    assert "settled" not in names(judge(thread)[0])


def test_order_in_which_posts_are_given_does_not_matter() -> None:
    thread = asked_and(("Tor Ulvik", "Spør i skranken."), ("Guro Skarstein", "Fikk den i dag, takk!"))
    verdicts = judge(thread)
    assert judge(thread[::-1]) == verdicts[::-1]


def test_judging_many_threads_equals_judging_each() -> None:
    threads = [asked_and(("Tor Ulvik", "Spør i skranken.")), [Post(text="Fin tur i dag")], []]
    assert judge_all(threads) == [judge(thread) for thread in threads]


def test_threshold_moves_the_line_and_not_the_score() -> None:
    strict, lenient = judge(asked_and(), threshold=1.0)[0], judge(asked_and(), threshold=0.0)[0]
    assert (strict.opportunity, lenient.opportunity) == (False, True)
    assert strict.score == lenient.score


def test_asking_words_and_library_words_are_shown_as_written() -> None:
    signals = {signal.name: signal.evidence for signal in judge_with_reasons(asked_and())[0].signals}
    assert "lånt" in signals["topic"]
    assert all(word.strip(",") in QUESTION for word in signals["library_word"].split())


def test_language_is_one_of_the_labels() -> None:
    assert all(alone(text).language in LANGUAGES for text in ("", "Hvor er du?", "Where are you?", "Kor e du?", "🎉"))


@pytest.mark.parametrize("added", ["Hei alle sammen! ", "😊 ", "@Guro ", "https://example.org/a?b=1 "])
def test_greeting_emoji_tag_or_link_does_not_flip_a_clear_verdict(added: str) -> None:
    assert alone(added + QUESTION).opportunity
    assert not alone(added + "Nydelig tur på fjellet i dag, sol fra skyfri himmel.").opportunity


@pytest.mark.parametrize(
    "added",
    [
        "EDIT: Fant den selv, den lå under «Mine lån».",
        "Redigert: ordnet!",
        "Update: found it.",
        "Glem det, det løste seg.",
    ],
)
def test_question_that_its_writer_edits_to_solved_is_closed(added: str) -> None:
    assert alone(QUESTION).opportunity
    assert not alone(f"{QUESTION}\n\n{added}").opportunity


def test_question_that_is_edited_but_not_solved_stays_open() -> None:
    assert alone(f"{QUESTION}\n\nEDIT: fant ett eksemplar i Bergen, men det er fortsatt utlånt.").opportunity
