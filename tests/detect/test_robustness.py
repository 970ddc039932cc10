"""What changes nothing in what a message means changes no verdict, nor does the order in which a thread arrives."""

from __future__ import annotations

import json
import math
import tempfile
import unicodedata
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import cache, partial
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dialogbot.detect import judge, judge_all
from dialogbot.detect.joining import shipped_threshold
from dialogbot.domain import Post, Status
from dialogbot.identity import lasting
from dialogbot.judgement import Sensitivity, judge_new
from dialogbot.normalise import fingerprint
from dialogbot.store import opened
from tests.build import NOW

CLEAR = (
    "Noen som vet hvordan jeg fornyer lånene mine på biblioteket? Fristen går ut i morgen.",
    "Hvor lenge er hovedbiblioteket åpent på lørdag, og kan vi booke et grupperom der?",
    "Jeg får ikke åpnet artikler i databasen hjemmefra, bare en innlogging som går i ring. Hva gjør jeg galt?",
    "Sliter med å finne forskningsartikler om søvn hos skiftarbeidere. Hvilken database bør jeg søke i?",
    "Kan nokon tilrå ei god bok på nynorsk for ein elleveåring som ikkje likar å lesa?",
    "Eg leitar etter gamle kyrkjebøker og kart frå bygda. Kva arkiv eller bibliotek har slikt?",
    "Æ lure på om biblioteket har nåkka skriver æ kan bruke? Må ha ut ei søknad på papir før fredag.",
    "Korsen får æ lånt e-bøker fra biblioteket på nettbrettet?",
    "Does anyone know whether the library can get me this book from another university? I need it for my thesis.",
    "How do I cite a government report in APA? The library guide does not mention it.",
)
ORDINARY = (
    "Nydelig tur på fjellet i dag, sol og skare og kvikklunsj i ryggsekken.",
    "Gratulerer så mye med dagen, kjære deg! Håper du får en fin feiring med familien.",
    "Selger barnesykkel, 16 tommer, lite brukt. 400 kroner, hentes på Lund.",
    "Takk for sist, det var kjempekoselig å se dere alle igjen!",
    "Skikkeleg gode vaflar på dugnaden i går, og fint vêr var det òg.",
    "No er høyonna i hus, og kyrne går ute enno. Godt år.",
    "Æ e så glad i den her byen når snøen kommer. For et lys!",
    "Kampen i går var rævva, trenern må bort før neste seriekamp.",
    "Just finished my last exam, going to sleep for a week now.",
    "The sunset over the harbour tonight was unbelievable, so many colours.",
)
BEFORE = ("", "Hei! ", "Hei alle sammen, ", "God morgen! ", "Hallo folkens :) ", "Hei\n\n", "@Nina Testvik ", "📚 ")
AFTER = ("", " 😊", " 🙏🙏", " ❤️", " @ola.testvik", " https://example.org/side?id=7", "   ", "\n\n", " 😅 #hverdag")

MARGIN = 1.5
"""Log-odds from the threshold beyond which a verdict is clear: one that tips over with a word is unsure anyway."""
HELD_OUT = Path(__file__).parents[2] / "training" / "held-out.jsonl"
NORWEGIAN = tuple(
    str.maketrans(dict(zip("åøæÅØÆ", spelled, strict=True)))
    for spelled in (("aa", "oe", "ae", "Aa", "Oe", "Ae"), "aoaAOA", "åöäÅÖÄ")
)


def _spelled(letters: dict[int, str], text: str) -> str:
    return text.translate(letters)


CHANGES: dict[str, Callable[[str], str]] = {
    "greeting": lambda text: f"Hei alle sammen! {text}",
    "emoji": lambda text: f"{text} 😊🙏",
    "tag": lambda text: f"@nina.testvik {text}",
    "link": lambda text: f"{text} https://example.org/side?id=7",
    **{f"letters {number}": partial(_spelled, to) for number, to in enumerate(NORWEGIAN)},
}

quick = settings(derandomize=True, max_examples=40, deadline=None, database=None)


def test_clear_messages_are_clear() -> None:
    assert _flagged(CLEAR) == list(CLEAR)
    assert _flagged(ORDINARY) == []
    assert sum(_clear(text) for text in CLEAR) >= 7
    assert all(_clear(text) for text in ORDINARY)


@pytest.mark.parametrize("name", CHANGES)
def test_no_clear_verdict_on_unseen_messages_is_flipped(name: str) -> None:
    texts = [text for text in _unseen() if _clear(text)]
    assert len(texts) >= 150

    assert _flagged([CHANGES[name](text) for text in texts]) == [CHANGES[name](text) for text in _flagged(texts)]


@quick
@given(text=st.sampled_from(CLEAR + ORDINARY), before=st.sampled_from(BEFORE), after=st.sampled_from(AFTER))
def test_greeting_emoji_tag_link_or_spaces_flip_no_clear_verdict(text: str, before: str, after: str) -> None:
    assume(_clear(text))
    assert _judged(before + text + after) == (text in CLEAR)


@quick
@given(
    text=st.sampled_from(CLEAR + ORDINARY), old=st.sampled_from(("åaa øoe æae", "åa øo æa", "åaa øö æä", "åå øø ææ"))
)
def test_another_spelling_of_the_norwegian_letters_flips_no_clear_verdict(text: str, old: str) -> None:
    assume(_clear(text))
    for pair in old.split():
        text_now = text.replace(pair[0], pair[1:]).replace(pair[0].upper(), pair[1:].capitalize())

        assert _judged(text_now) == (text in CLEAR)


@pytest.mark.parametrize("text", CLEAR + ORDINARY)
def test_decomposed_letters_flip_no_clear_verdict(text: str) -> None:
    assert _judged(unicodedata.normalize("NFD", text)) == (text in CLEAR)


@quick
@given(text=st.sampled_from(CLEAR + ORDINARY), write=st.sampled_from((str.lower, str.upper, str.swapcase)))
def test_large_and_small_letters_flip_no_clear_verdict(text: str, write: object) -> None:
    assume(_clear(text))
    assert callable(write)
    assert _judged(write(text)) == (text in CLEAR)


@cache
def _clear(text: str) -> bool:
    score, line = judge([Post(text=text)])[0].score, shipped_threshold()
    return abs(_log_odds(score) - _log_odds(line)) >= MARGIN


def _log_odds(chance: float) -> float:
    inside = min(max(chance, 1e-4), 1 - 1e-4)
    return math.log(inside / (1 - inside))


def _unseen() -> list[str]:
    rows = [json.loads(line) for line in HELD_OUT.read_text("utf-8").splitlines()]
    return [row["text"] for row in rows if row["parent"] is None][::2]


def _judged(text: str) -> bool:
    """Judge a text as an import would: after it was made like all others."""
    (post,) = lasting([Post(text=text)])
    assert isinstance(post, Post)
    return judge([post])[0].opportunity


def _flagged(texts: Sequence[str]) -> list[str]:
    verdicts = judge_all([[Post(text=text)] for text in texts])
    return [text for text, (verdict,) in zip(texts, verdicts, strict=True) if verdict.opportunity]


def _post(ref: str, text: str, author: str, minutes: int, parent: str | None = None) -> Post:
    return Post(
        text=text,
        platform="facebook",
        ref=f"10000000000{ref}",
        parent_ref=f"10000000000{parent}" if parent else None,
        community="Vannkanna",
        author=author,
        posted_at=NOW - timedelta(hours=5) + timedelta(minutes=minutes),
    )


OWN = frozenset({"Lyngvik bibliotek"})
GUESSED = [
    _post("01", CLEAR[0], "Nina Testvik", 0),
    _post("02", "Kanskje du kan ringe dem?", "Ola Testvik", 10, "01"),
    _post("03", "Lurer på det samme, jeg", "Per Testvik", 20, "01"),
    _post("04", "Takk, prøver det", "Nina Testvik", 30, "02"),
]
ANSWERED = [
    _post("11", CLEAR[0], "Nina Testvik", 0),
    _post("12", "Det tror jeg står på kvitteringen", "Ola Testvik", 10, "11"),
    _post(
        "13", "Hei! Du fornyer lånene selv under «Mine lån», så får du fire nye uker.", "Lyngvik bibliotek", 20, "11"
    ),
    _post("14", "Tusen takk, da ordnet det seg!", "Nina Testvik", 30, "13"),
]
ASKED_BELOW = [
    _post("21", "Så fint å se så mange på åpningen i går!", "Kari Testvik", 0),
    _post("22", "Ja, det var veldig hyggelig", "Ola Testvik", 10, "21"),
    _post("23", "Vet noen hvordan jeg får lånt e-bøker fra biblioteket på nettbrettet?", "Nina Testvik", 20, "22"),
    _post("24", "Heia dere!", "Per Testvik", 30, "21"),
]


@settings(derandomize=True, max_examples=12, deadline=None, database=None)
@given(thread=st.sampled_from((GUESSED, ANSWERED, ASKED_BELOW)), choice=st.data())
def test_order_in_which_a_thread_is_imported_does_not_change_the_outcome(
    thread: list[Post], choice: st.DataObject
) -> None:
    order = choice.draw(st.permutations(thread))
    cuts = sorted(choice.draw(st.sets(st.integers(1, len(thread) - 1))))
    parts = [order[begin:end] for begin, end in zip([0, *cuts], [*cuts, len(order)], strict=True)]

    assert _open_after(parts) == _open_after([thread])


def test_question_stays_open_until_the_library_has_answered() -> None:
    assert _open_after([GUESSED]) == {GUESSED[0].ref}
    assert _open_after([ANSWERED]) == set()
    assert _open_after([ASKED_BELOW]) == {ASKED_BELOW[2].ref}


def _open_after(parts: Sequence[Sequence[Post]]) -> set[str | None]:
    """Import the parts one after the other, each judged before the next; return the posts that wait for an answer."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.db"
        for number, part in enumerate(parts):
            now = NOW + timedelta(hours=number)
            with opened(path) as store:
                for post in part:
                    store.posts.add(post, fingerprint(post), now)
            sensitivity = Sensitivity(own_accounts=OWN, threshold=None)
            judge_new(path, now=now, sensitivity=sensitivity, progress=lambda _: None)
        with opened(path) as store:
            return {one.post.ref for one in store.opportunities.all() if one.status is Status.OPEN}
