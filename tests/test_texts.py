"""What staff read is complete in each language, and written as people write."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dialogbot.answers import Why
from dialogbot.detect.signals import NAMES
from dialogbot.domain import LANGUAGES, Action, Flaw, Kind, Reason, Status, Topic
from dialogbot.learning import LEARNT
from dialogbot.readers import all_readers
from dialogbot.texts import sentences
from tests.build import texts

PACKAGE = Path(__file__).parents[1] / "dialogbot"


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_the_same_keys_and_values_to_put_in(language: str) -> None:
    mine, bokmaal = sentences(language), sentences("nb")

    assert mine.keys() == bokmaal.keys()
    assert {key: _fields(text) for key, text in mine.items()} == {key: _fields(text) for key, text in bokmaal.items()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_the_domain_has_its_sentence(language: str) -> None:
    mine = sentences(language)
    wanted = [f"topic.{topic}" for topic in Topic] + [f"kind.{kind}" for kind in Kind]
    wanted += [f"status.{status}" for status in Status] + [f"action.{action}" for action in Action]
    wanted += [f"damaged.{why}" for why in Why]
    wanted += [f"flaw.{flaw}_{form}" for flaw in Flaw for form in ("one", "many")]
    wanted += [f"signal.{name}" for name in (*NAMES, LEARNT)] + [f"reason.{reason}" for reason in Reason]

    assert [key for key in wanted if not mine.get(key)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_format_has_its_title(language: str) -> None:
    titles = {one.name: one.title for one in all_readers()}
    mine = sentences(language)

    assert [name for name in titles if not mine.get(f"reader.{name}")] == []
    if language == "en":
        assert {name: mine[f"reader.{name}"] for name in titles} == titles


def test_format_that_is_new_is_shown_with_the_title_in_its_file() -> None:
    assert texts("nb").known("reader.nabolaget", "Messages from Nabolaget") == "Messages from Nabolaget"


def test_no_sentence_is_kept_that_nobody_reads() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))
    unread = [key for key in sentences("nb") if not _is_read(key, code)]

    assert unread == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_first_word_of_each_command_can_stand_in_telegrams_menu(language: str) -> None:
    words = [text.split()[0] for key, text in sentences(language).items() if key.startswith("words.")]

    assert all(re.fullmatch(r"[a-z0-9_]{1,32}", word) for word in words)


def test_no_word_means_two_commands() -> None:
    meant: dict[str, set[str]] = {}
    for language in LANGUAGES:
        for key, text in sentences(language).items():
            for word in text.split() if key.startswith("words.") else ():
                meant.setdefault(word, set()).add(key)

    assert {word: keys for word, keys in meant.items() if len(keys) > 1} == {}


def test_times_are_written_by_the_clock_on_the_wall() -> None:
    moment = datetime(2026, 7, 3, 6, 5, tzinfo=UTC)

    assert texts("nb").when(moment) == "fredag 3. juli kl. 08.05"
    assert texts("nn").when(moment) == "fredag 3. juli kl. 08.05"
    assert texts("en").when(moment) == "Friday 3 July at 08:05"


def test_numbers_of_things_are_written_as_people_do_and_names_are_not() -> None:
    assert texts("nb").counted("digest.posts", 1904) == "1\u00a0904 nye innlegg lest"
    assert texts("en").counted("digest.posts", 1904).startswith("1,904 ")
    assert texts("nb")("answer.no_such", number=1904) == "Det finnes ingen sak #1904."


def test_spans_are_written_in_their_largest_unit() -> None:
    nb = texts("nb")

    written = [nb.lasted(timedelta(minutes=minutes)) for minutes in (0, 1, 59, 60, 47 * 60 + 59, 72 * 60)]

    assert written == ["0 minutter", "1 minutt", "59 minutter", "1 time", "47 timer", "3 døgn"]


def _fields(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


def _is_read(key: str, code: str) -> bool:
    """Say whether a key stands in the code, whole, without its form of number, or as one of a family."""
    section = key.split(".", maxsplit=1)[0]
    base = re.sub(r"_(one|many)$", "", key)
    return any(f'"{each}"' in code for each in (key, base)) or f'f"{section}.{{' in code
