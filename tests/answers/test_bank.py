"""Which entry is suggested: the right one for plain questions, none for what the bank says nothing of."""

from __future__ import annotations

import pytest

from dialogbot.answers import Bank, bank_in
from dialogbot.domain import Answer, Topic
from tests.answers.test_folder import SAMPLES

BANK = bank_in(SAMPLES)


@pytest.mark.parametrize(
    ("question", "topic", "right"),
    [
        ("Hvordan fornyer jeg bøkene mine? Fristen er i morgen", Topic.LOANS, "fornye-laan"),
        ("Korleis får eg fornya låna, eg har fått purring", Topic.LOANS, "fornye-laan"),
        ("Får ikkje logga inn med Feide heimanfrå, må eg ha VPN?", Topic.ACCESS, "e-tilgang-hjemmefra"),
        ("Do I need the VPN to read the databases off campus?", Topic.ACCESS, "e-tilgang-hjemmefra"),
        ("Hvordan fører jeg en podkast i referanselista etter APA?", Topic.REFERENCING, "apa-stil"),
        ("Zotero vil ikke snakke med Word, noen som vet hvorfor?", Topic.REFERENCING, "zotero-hjelp"),
        ("Finst det gamle aviser på nett, eg leiter etter ei dødsannonse", Topic.LOCAL_HISTORY, "aviser-nb-no"),
        ("Kan vi booke et grupperom på lørdag, vi er fem?", Topic.SPACE, "grupperom"),
        ("Hvor kan jeg skanne noen sider, og koster utskrift noe?", Topic.EQUIPMENT, "utskrift-skanning"),
        ("Må jeg ha datahåndteringsplan når Forskningsrådet betaler?", Topic.DATA, "datahandteringsplan"),
    ],
)
def test_plain_question_gets_its_entry(question: str, topic: Topic, right: str) -> None:
    (best,) = BANK.suggestions(question, topic=topic)

    assert (best.id, best.fits) == (right, True)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Noen som vil bli med på fisketur på søndag?", None),
        ("Hva koster det å parkere ved sykehuset?", None),
        ("Har dere bøker på ukrainsk?", Topic.COLLECTIONS),
        ("🙂", None),
        ("", None),
    ],
)
def test_nothing_fits_what_the_bank_says_nothing_of(text: str, topic: Topic | None) -> None:
    (best,) = BANK.suggestions(text, topic=topic)

    assert not best.fits


def test_message_above_and_topic_speak_for_an_entry() -> None:
    scores = []
    for above, topic in (("", None), ("Kurs i Zotero", None), ("Kurs i Zotero", Topic.REFERENCING)):
        found = BANK.suggestions("Gjelder det nettbrett også?", above=above, topic=topic, most=len(BANK.ids))
        scores.append(next(one.score for one in found if one.id == "zotero-hjelp"))

    assert scores[0] < scores[1] < scores[2]


def test_long_question_scores_no_more_for_being_long() -> None:
    question = "Hvordan fornyer jeg bøkene mine?"
    chatter = " Ellers har vi det fint, det snør og mormor er på besøk med hunden sin."

    (short,), (long,) = (BANK.suggestions(one, topic=Topic.LOANS) for one in (question, question + chatter))

    assert long.score <= short.score


def test_empty_bank_suggests_nothing() -> None:
    assert Bank().suggestions("Hvordan fornyer jeg?") == ()
    assert Bank().shown("fornye-laan", "nb") == ()


def test_bank_of_one_entry_does_not_fit_everything() -> None:
    bank = Bank(answers=(Answer(id="a", title="Fornye lån", language="nb", keywords=("forny", "lån")),))

    assert [one.fits for one in bank.suggestions("Har dere grupperom?", topic=Topic.SPACE)] == [False]


@pytest.mark.parametrize(
    ("reader", "asker", "shown"),
    [
        ("nb", "nb", ["nb"]),
        ("nb", "nn", ["nb", "nn"]),
        ("nn", "dialect", ["nn"]),
        ("en", "nb", ["nb"]),
        ("en", "nn", ["nb", "nn"]),
    ],
)
def test_entry_is_shown_in_the_language_of_its_reader_and_of_the_asker(
    reader: str, asker: str, shown: list[str]
) -> None:
    assert [one.language for one in BANK.shown("fornye-laan", reader, asker)] == shown


def test_entry_that_is_gone_is_not_shown() -> None:
    assert BANK.shown("gone", "nb") == BANK.shown(None, "nb") == ()


def test_mark_changes_with_what_decides_and_with_nothing_else() -> None:
    one = Answer(id="a", title="A", language="nb", url="https://a.example")
    marks = {
        Bank(answers=(Answer(id="a", title=title, language="nb", url=url),)).mark
        for title, url in [("A", "https://a.example"), ("A", "https://b.example"), ("B", "https://a.example")]
    }

    assert Bank(answers=(one,)).mark in marks
    assert len(marks) == 2
