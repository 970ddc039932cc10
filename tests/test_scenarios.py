"""A team at work: races, a week by the clock on the wall, and those who may not take part."""

from __future__ import annotations

import hashlib
import json
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from dialogbot.config import AlertsConfig, Config, from_table
from dialogbot.domain import Action, Command, Topic
from dialogbot.respond import Desk, answer
from dialogbot.store import Store, opened
from dialogbot.store.imports import Imported
from tests.board import AFTER_KARI_LEFT, House
from tests.build import NOW, OSLO, QUESTION, YES, add, store_in, texts, words
from tests.program import ASK, CHAT, CONFIG, KARI, OLA, ONE_BY_ONE, STRANGER, Program, said, until

if TYPE_CHECKING:
    from tests.conftest import Emulator

RACES = 200
SIRI = 503
TEN_CHATS = ONE_BY_ONE + "[team.community_chats]\n" + "\n".join(f'"Gruppe {n}" = "{-2000 - n}"' for n in range(10))
ANYBODY = """
channel = "telegram"
[telegram]
api_url = "{api_url}"
chats = [{chat}]
users = [{kari}]
"""
ADMIN = """
[team.people."Kari Holm"]
telegram_id = {kari}
role = "admin"
"""
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
OFFICE: dict[str, Any] = {
    "channel": "telegram",
    "telegram": {"chats": [-1001]},
    "hours": dict.fromkeys(WEEKDAYS, "08:00-16:00"),
    "team": {
        "people": {
            "Kari Holm": {"username": "kari", "topics": ["loans"], "stand_in": "Ola Lie"},
            "Ola Lie": {"username": "ola", "topics": ["data"]},
            "Berit Vik": {"username": "berit", "role": "admin", "topics": ["data"]},
        }
    },
}


def test_two_who_press_for_the_same_card_200_times_are_one_winner_each_time(tmp_path: Path, telegram: Emulator) -> None:
    program = _program(tmp_path, telegram, TEN_CHATS)
    for group in range(10):
        telegram.add_chat(-2000 - group)
    with opened(program.database) as store, store.writing():
        for number in range(RACES):
            _planted(store, number)
    with program.running():
        calls = telegram.wait_for("sendMessage", count=RACES, seconds=60)
        cards = [(int(call["params"]["chat_id"]), call["result"]["message_id"], _first_button(call)) for call in calls]
        with ThreadPoolExecutor(2) as people:
            list(people.map(lambda user: [telegram.press(chat, user, *rest) for chat, *rest in cards], (KARI, OLA)))
        answers = telegram.wait_for("answerCallbackQuery", count=2 * RACES, seconds=60)

    told = Counter("Du har tatt" in call["params"]["text"] for call in answers)
    assert told == {True: RACES, False: RACES}
    assert program.rows("SELECT action, count(*), count(DISTINCT opportunity) FROM decision") == [
        ("claim", RACES, RACES)
    ]


def test_chat_and_command_line_race_in_the_database_itself(tmp_path: Path) -> None:
    with store_in(tmp_path) as store, store.writing():
        numbers = [_planted(store, number) for number in range(RACES)]
    start = threading.Barrier(2)

    def claim(name: str) -> None:
        with store_in(tmp_path) as store:
            desk = Desk(store=store, now=NOW, texts=texts(), vocabulary=words(), alerts=AlertsConfig())
            for number in numbers:
                start.wait()
                answer(Command(line=f"/ta {number}", by=name, address="-1"), desk)

    with ThreadPoolExecutor(2) as people:
        list(people.map(claim, ("Kari", "Ola")))
    with store_in(tmp_path) as store:
        made = [[one.action for one in store.opportunities.decisions(number)] for number in numbers]

    assert made == [[Action.CLAIM]] * RACES


def test_week_with_a_weekend_and_whit_monday_in_which_kari_is_away(tmp_path: Path) -> None:
    house = _house(tmp_path, _oslo(2026, 5, 21, 14))
    house.ask("1", "Noen som vet hvordan jeg fornyer lånet?")
    house.pass_time(_oslo(2026, 5, 21, 15))
    house.say("/ta 1", "Kari Holm")
    house.pass_time(_oslo(2026, 5, 22, 9))
    house.say("/borte til 26.5.", "Kari Holm")
    house.pass_time(_oslo(2026, 5, 22, 18))
    house.ask("2", "Kan tante på 90 år få lydbøker tilsendt i posten?")
    house.pass_time(_oslo(2026, 5, 28, 18))

    assert house.diary() == [
        "Thu 21 15.00 #1 · Vannkanna",
        "Thu 21 16.00 Du har tatt #1.",
        *AFTER_KARI_LEFT,
    ]
    assert "Til Ola Lie @ola" in house.diary(whole=True)[4]


@pytest.mark.parametrize(
    ("saturday", "monday"),
    [((2026, 3, 28), "Mon 30 08.00"), ((2026, 10, 24), "Mon 26 08.00")],
)
def test_nothing_rings_in_the_night_in_which_the_clock_changes(
    tmp_path: Path, saturday: tuple[int, int, int], monday: str
) -> None:
    house = _house(tmp_path, _oslo(*saturday, 18))
    house.ask("1", "Noen som vet hvordan jeg fornyer lånet?")
    house.pass_time(house.now + timedelta(hours=40))

    assert [line[:12] for line in house.diary()] == [monday, monday]


def test_what_could_not_be_sent_while_it_was_open_waits_for_the_morning(tmp_path: Path) -> None:
    house = _house(tmp_path, _oslo(2026, 5, 19, 15))
    house.ask("1", "Noen som vet hvordan jeg fornyer lånet?")
    house.tick_without_network()
    house.pass_time(_oslo(2026, 5, 20, 9))

    assert house.diary() == ["Wed 20 08.00 #1 · Vannkanna"]


def test_stranger_removed_employee_and_forged_button_change_nothing(tmp_path: Path, telegram: Emulator) -> None:
    program = _program(tmp_path, telegram, ANYBODY)
    telegram.add_chat(SIRI)
    code = _invited(program)
    with program.running():
        program.drop("posts.jsonl", said("p1", ASK))
        (alert,) = telegram.wait_for("sendMessage", contains="fornyer")
        card = alert["result"]["message_id"]
        telegram.say(SIRI, SIRI, f"/start {code}")
        telegram.wait_for("sendMessage", contains="Velkommen, Siri")
        telegram.press(CHAT, SIRI, card, "claim 1")
        telegram.wait_for("editMessageText", contains="Siri Moe tok den")
        with opened(program.database) as store, store.writing():
            assert store.duties.remove("Siri Moe")
        telegram.press(CHAT, SIRI, card, "handle 1")
        telegram.press(CHAT, STRANGER, card, "dismiss 1")
        telegram.update(_forged(telegram, card, KARI, "dismiss 99"))
        telegram.update(_forged(telegram, card, KARI, "mute Vannkanna 7d"))
        telegram.update(_forged(telegram, card, STRANGER, "dismiss 1"))
        telegram.say(CHAT, KARI, "/liste")
        telegram.wait_for("sendMessage", contains="ikke ferdig")

    assert program.rows("SELECT action, by FROM decision") == [("claim", "Siri Moe")]
    assert program.rows("SELECT * FROM mute") == []
    answers = [call["params"].get("text") for call in telegram.calls("answerCallbackQuery")]
    assert answers.count("Den knappen hører ikke til dette kortet.") == 1
    assert f"Telegram user {SIRI}" in program.words()


def test_setting_changed_in_the_chat_holds_at_once_after_a_restart_and_at_the_machine(
    tmp_path: Path, telegram: Emulator
) -> None:
    program = _program(tmp_path, telegram, CONFIG + ADMIN)
    with program.running():
        telegram.say(CHAT, OLA, "/innstillinger innhold i varselet bare lenke")
        telegram.wait_for("sendMessage", contains="bare den som er ansvarlig")
        telegram.say(CHAT, KARI, "/innstillinger innhold i varselet bare lenke")
        telegram.wait_for("sendMessage", contains="innhold i varselet er nå bare lenke (før: alt).")
        program.drop("posts.jsonl", said("p1", ASK))
        (alert,) = telegram.wait_for("sendMessage", contains="#1 · Vannkanna")
    with program.running():
        telegram.say(CHAT, OLA, "/vis 1")
        (again,) = telegram.wait_for("sendMessage", count=2, contains="#1 · Vannkanna")[1:]
        assert program.command("settings", "alerts.content", "--undo").returncode == 0
        telegram.say(CHAT, OLA, "/vis 1")
        telegram.wait_for("sendMessage", contains="fornyer")

    assert "fornyer" not in alert["params"]["text"] + again["params"]["text"]


def test_undo_brings_back_what_was_before_from_chat_button_and_command_line(tmp_path: Path, telegram: Emulator) -> None:
    program = _program(tmp_path, telegram)
    with program.running():
        program.drop("posts.jsonl", said("p1", ASK))
        (alert,) = telegram.wait_for("sendMessage", contains="fornyer")
        card = alert["result"]["message_id"]
        telegram.press(CHAT, KARI, card, "claim 1")
        telegram.wait_for("editMessageText", contains="Kari tok den")
        telegram.press(CHAT, OLA, card, "handle 1")
        telegram.wait_for("editMessageText", contains="Besvart av Ola")
        telegram.press(CHAT, OLA, card, "reopen 1")
        telegram.wait_for("editMessageText", count=2, contains="Kari tok den")
        telegram.say(CHAT, KARI, "/nei 1")
        telegram.wait_for("editMessageText", contains="Ikke for oss, sier Kari")
        assert "Nå gjelder: Kari tok den" in program.command("reopen", "1", "--by", "Ola").stdout
        telegram.wait_for("editMessageText", count=3, contains="Kari tok den")
        telegram.say(CHAT, KARI, "angre", reply_to=card)
        telegram.wait_for("sendMessage", contains="#1 er åpen igjen.")


def test_answer_of_our_own_account_closes_the_card_and_can_be_undone(tmp_path: Path, telegram: Emulator) -> None:
    program = _program(tmp_path, telegram, 'detection = {{ own_accounts = ["Lyngvik bibliotek"] }}' + CONFIG)
    reply = said("p2", "Ja, under «Mine lån».", parent="p1", author="Lyngvik bibliotek")
    with program.running():
        program.drop("posts.jsonl", said("p1", ASK))
        (alert,) = telegram.wait_for("sendMessage", contains="fornyer")
        program.drop("more.jsonl", said("p1", ASK), reply)
        telegram.wait_for("editMessageText", contains="Besvart av Lyngvik bibliotek")
        telegram.press(CHAT, KARI, alert["result"]["message_id"], "reopen 1")
        until(lambda: "claim 1" in json.dumps(telegram.messages(CHAT)))
        program.drop("again.jsonl", said("p1", ASK), reply, said("p3", "Lurer på det samme!", parent="p1"))
        until((program.folder / "inbox" / "done" / "again.jsonl").exists)

    assert program.rows("SELECT action FROM last_decision") == []


def test_selftest_goes_to_the_chat_and_leaves_no_trace(tmp_path: Path, telegram: Emulator) -> None:
    program = _program(tmp_path, telegram)
    with program.running():
        until(lambda: "heartbeat" in _tables(program) and program.rows("SELECT 1 FROM heartbeat") != [])
        before = _everything(program)
        ended = program.command("selftest")
        after = _everything(program)

    assert (ended.returncode, ended.stdout.count("ok  "), ended.stderr) == (0, 5, "")
    assert len(telegram.calls("sendMessage")) == 1
    assert telegram.messages(CHAT) == []
    assert after == before


def _program(folder: Path, telegram: Emulator, config: str = CONFIG) -> Program:
    telegram.add_chat(CHAT)
    for user, name in ((KARI, "Kari"), (OLA, "Ola"), (SIRI, "Siri"), (STRANGER, "Fremmed")):
        telegram.add_user(user, first_name=name)
    return Program(folder, telegram, config)


def _planted(store: Store, number: int) -> int:
    """A question unlike the others, in one of ten groups."""
    strange = hashlib.sha256(str(number).encode()).hexdigest()
    text = f"Finnes {strange[:10]}, {strange[10:20]} eller {strange[20:30]}?"
    post = replace(QUESTION, ref=f"r{number}", text=text, community=f"Gruppe {number % 10}")
    post = replace(post, posted_at=datetime.now(UTC), url=None)
    verdict = replace(YES, topic=list(Topic)[number % len(Topic)])
    made = store.opportunities.judged(add(store, post), verdict, NOW)
    assert made is not None
    return made


def _first_button(call: dict[str, Any]) -> str:
    return str(json.loads(call["params"]["reply_markup"])["inline_keyboard"][0][0]["callback_data"])


def _invited(program: Program) -> str:
    with opened(program.database) as store, store.writing():
        store.duties.invite("one-time-code", "Siri Moe", "staff", datetime.now(UTC) + timedelta(days=1))
    return "one-time-code"


def _forged(telegram: Emulator, card: int, user: int, data: str) -> dict[str, Any]:
    """A press of a button that no card has, as a program of somebody's own can send it."""
    (message,) = [one for one in telegram.messages(CHAT) if one["message_id"] == card]
    sender = {"id": user, "is_bot": False, "first_name": "Kari"}
    query = {"id": f"forged-{user}-{data}", "from": sender, "chat_instance": "1", "data": data}
    return {"callback_query": query | {"message": message}}


def _house(folder: Path, now: datetime) -> House:
    config: Config = from_table(OFFICE)
    house = House(folder, config, now)
    with house.store() as store, store.writing():
        counts = {"new": 0, "known": 0, "edited": 0, "rejected": 0, "opportunities": 0}
        store.imports.remember(Imported(file="x", reader="y", at=now - timedelta(hours=1), **counts))
    return house


def _oslo(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=OSLO).astimezone(UTC)  # type: ignore[misc,arg-type]  # year to minute, as given


def _tables(program: Program) -> list[str]:
    return [name for (name,) in program.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]


def _everything(program: Program) -> dict[str, list[tuple[Any, ...]]]:
    tables = [name for name in _tables(program) if name not in ("heartbeat", "sqlite_stat1")]
    return {name: program.rows(f"SELECT * FROM {name}") for name in tables}  # noqa: S608 - names of the database itself
