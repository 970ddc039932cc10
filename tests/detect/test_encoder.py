"""The second stage: pieces of words, what the network reads of a thread, and what the shipped network says."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from dialogbot.detect import encoder, judge
from dialogbot.detect.encoder import Asked, Example
from dialogbot.detect.pieces import BEGIN, END, SPACE, UNKNOWN, Segmenter, Vocabulary
from dialogbot.detect.roles import roles
from dialogbot.domain import Post, Topic

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SPOKEN = [f"{SPACE}{word}" for word in ("later", "reply", "same", "author", "library")]
LETTERS = [SPACE, *"abcdefghijklmnopqrstuvwxyzæøå:?"]
SMALL = Vocabulary(
    pieces=[*LETTERS, f"{SPACE}bok", f"{SPACE}bib", "liotek", *SPOKEN],
    scores=[*[-9.0] * len(LETTERS), -3.0, -4.0, -4.0, *[-2.0] * len(SPOKEN)],
    spelling={"Å": "å", "\n": " "},
)
MEASURED = [
    ("Noen som vet hvordan jeg får lånt en bok som bare finnes i Tromsø?", 0.50),
    ("Treng tips til lydbøker på nynorsk for ein tiåring.", 0.82),
    ("Får ikke åpnet artikkelen hjemmefra, den vil ha penger. Skal det være sånn?", 0.84),
    ("Where do I find old maps of Stavanger for a school project?", 0.11),
    ("Kordan får æ fornya lånan mine når appen berre heng?", 0.73),
    ("Er det noen grupperom ledig på kveldstid i eksamensperioden?", 0.52),
    ("Leter etter avisa der bestefar sto i 1952. Aner ikke hvor jeg skal begynne.", 0.96),
    ("Hvordan fører man en podkast i APA 7?", 0.90),
    ("Kan jeg bruke bilder fra Instagram i masteroppgaven min?", 0.13),
    ("Hvilket tidsskrift bør jeg sende artikkelen til når prosjektet krever åpen tilgang?", 0.83),
    ("Skulle ønske noen kunne lære oss å kjenne igjen falske nyheter.", 0.02),
    ("Solnedgang over Hestvika i kveld. Ingen filter.", 0.02),
    ("Noen som vil kjøpe en pent brukt barnevogn?", 0.01),
    ("Kva dekk køyrer folk med på denne tida av året?", 0.02),
    ("Tusen takk for alle gratulasjoner i går!", 0.02),
    ("Kom på bruktmarked i grendehuset på lørdag kl. 11!", 0.01),
    ("Hvem orker å stå opp før sju på en søndag?", 0.01),
    ("What a game last night, still shaking.", 0.02),
    ("Katten har vært borte siden tirsdag, grå med hvit hale.", 0.02),
    ("Brøytebilen tok postkassen. Igjen.", 0.02),
]
CLOSE = 0.05  # processors round the 8-bit products differently
needs_network = pytest.mark.skipif(not encoder.available(), reason="the extra accurate is not installed")


def thread(*said: tuple[str, str], group: str | None = "Naboer på Furuset") -> list[Post]:
    """The first writes a post, the others answer it a minute apart."""
    return [
        Post(
            text=text,
            ref=f"p{number}",
            parent_ref="p0" if number else None,
            author=author,
            community=group,
            posted_at=NOON + timedelta(minutes=number),
        )
        for number, (author, text) in enumerate(said)
    ]


def read(posts: list[Post], number: int = 0) -> Example:
    return encoder.example(posts, roles(posts, frozenset()), number, Segmenter(SMALL))


def spelled(found: Example, segment: int | None = None) -> str:
    numbers = zip(found.pieces, found.segments, strict=True)
    wanted = [number for number, own in numbers if number > UNKNOWN and segment in (None, own)]
    return "".join(SMALL.pieces[number - UNKNOWN - 1] for number in wanted).replace(SPACE, " ").strip()


def chance(posts: list[Post], number: int = 0) -> float:
    asked = Asked(thread=posts, who=roles(posts, frozenset()), wanted=[number])
    odds = encoder.shipped().read([asked]).log_odds[0]
    return float(1 / (1 + np.exp(-odds)))


def test_word_is_cut_into_its_likeliest_pieces() -> None:
    numbers = Segmenter(SMALL).numbers("bibliotek bok")
    assert [SMALL.pieces[number - UNKNOWN - 1] for number in numbers] == [f"{SPACE}bib", "liotek", f"{SPACE}bok"]


def test_unknown_character_is_one_unknown_piece() -> None:
    assert Segmenter(SMALL).numbers("bokЖ")[-1] == UNKNOWN


def test_same_word_is_cut_the_same_way_twice() -> None:
    segmenter = Segmenter(SMALL)
    assert segmenter.numbers("Åbok") == segmenter.numbers("åbok\n ")


@pytest.mark.parametrize("text", ["", " ", "\n\n"])
def test_empty_text_has_no_pieces(text: str) -> None:
    assert Segmenter(SMALL).numbers(text) == []


def test_vocabulary_survives_its_file() -> None:
    assert Vocabulary.from_json(SMALL.to_json()) == SMALL


def test_message_is_a_segment_of_its_own() -> None:
    found = read(thread(("Kari Lie", "har de en bok")))
    assert found.pieces[0] == BEGIN
    assert found.pieces[-1] == END
    assert spelled(found, encoder.MESSAGE) == "har de en bok"


def test_post_alone_needs_no_group_author_or_time() -> None:
    found = encoder.example([Post(text="en bok")], roles([Post(text="en bok")], frozenset()), 0, Segmenter(SMALL))
    assert spelled(found) == "query: post: en bok"


def test_comment_is_read_with_the_post_above() -> None:
    posts = thread(("Kari Lie", "noen tips?"), ("Ola Dahl", "sjekk bibliotek"))
    assert "thread: noen tips?" in spelled(read(posts, 1))


def test_comment_whose_thread_is_missing_can_be_read() -> None:
    posts = [Post(text="en bok", ref="c1", parent_ref="gone")]
    assert spelled(read(posts)) == "query: comment: en bok"


def test_later_word_of_the_asker_is_read() -> None:
    posts = thread(("Kari Lie", "noen tips?"), ("Ola Dahl", "nei"), ("Kari Lie", "fant den"))
    assert spelled(read(posts), encoder.LATER) == "later reply same author: fant den"


def test_later_answer_of_a_library_is_read() -> None:
    posts = thread(("Kari Lie", "noen tips?"), ("Furuset bibliotek", "den er inne"), ("Ola Dahl", "fint"))
    assert spelled(read(posts), encoder.LATER) == "later reply library: den er inne"


def test_links_do_not_fill_the_message() -> None:
    found = read(thread(("Kari Lie", "bok https://eksempel.example/en/lang/adresse?med=mye")))
    assert spelled(found, encoder.MESSAGE) == "bok http"


def test_long_post_keeps_its_beginning_and_its_end() -> None:
    text = "bok " * 300 + "til slutt?"
    found = read(thread(("Kari Lie", text)))
    assert len(found.pieces) <= encoder.LONGEST
    assert spelled(found, encoder.MESSAGE).endswith("til slutt?")


def test_stage_is_missing_without_onnxruntime(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    assert not encoder.available()


@needs_network
def test_nothing_asked_is_nothing_answered() -> None:
    answer = encoder.shipped().read([])
    assert answer.log_odds.shape == (0,)
    assert answer.topics.shape == (0, len(encoder.TOPICS))


ASKED = [
    "Noen som vet om biblioteket har skanner som tar gamle lysbilder?",
    "Treng tips til gode lydbøker på nynorsk for ein tiåring som strever med lesinga",
    "får ikkje opna artiklane heimafrå, står berre at eg ikkje har tilgang. Korleis gjer de det?",
    "Does anyone know where I can borrow Norwegian textbooks for beginners?",
]
ORDINARY = [
    "For en solnedgang i kveld! Kaffe på trappa og ikke en vind.",
    "Noen som har en henger å låne bort på lørdag? Skal kjøre hageavfall.",
    "Til sals: pent brukt barnesykkel, 400 kr, hentes på Tveita.",
    "Snø i mai. Eg gir meg ende over.",
    "Great match last night, what a goal in extra time!",
]


@needs_network
@pytest.mark.parametrize("text", ASKED)
def test_question_for_a_library_is_found_by_both_together(text: str) -> None:
    assert judge([Post(text=text)])[0].opportunity


@needs_network
@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_talk_is_unlikely(text: str) -> None:
    assert chance([Post(text=text)]) < 0.3


@needs_network
def test_questions_stand_above_ordinary_talk_also_where_nothing_is_known_but_the_words() -> None:
    assert min(chance([Post(text=text)]) for text in ASKED) > 3 * max(chance([Post(text=text)]) for text in ORDINARY)


@needs_network
def test_settled_question_is_less_likely() -> None:
    question = ("Kari Lie", "Får ikke lastet ned e-bøker på brettet lenger. Noen som vet hva som er feil?")
    guess = ("Ola Dahl", "Kanskje prøve å starte på nytt?")
    solved = ("Kari Lie", "Nå ordnet det seg, fant ut at jeg måtte oppdatere appen 😊")
    assert chance(thread(question, guess)) > chance(thread(question, guess, solved)) + 0.2


@needs_network
def test_score_does_not_depend_on_the_company() -> None:
    first, second = [Post(text="Noen som har lest noe godt i det siste?")], [Post(text="God helg, alle sammen!")]
    asked = [Asked(thread=posts, who=roles(posts, frozenset()), wanted=[0]) for posts in (first, second)]
    both = encoder.shipped().read(asked).log_odds
    assert both[0] == encoder.shipped().read(asked[:1]).log_odds[0]


@needs_network
def test_topic_of_a_clear_question_is_found() -> None:
    posts = [Post(text="Hvordan får jeg Zotero til å skrive kildelista i APA?")]
    answer = encoder.shipped().read([Asked(thread=posts, who=roles(posts, frozenset()), wanted=[0])])
    assert encoder.TOPICS[int(answer.topics[0].argmax())] is Topic.REFERENCING


@needs_network
@pytest.mark.parametrize(("text", "measured"), MEASURED)
def test_shipped_network_scores_as_it_did_when_it_was_made(text: str, measured: float) -> None:
    assert chance([Post(text=text)]) == pytest.approx(measured, abs=CLOSE)
