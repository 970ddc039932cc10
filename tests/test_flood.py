"""Much at once, and a network and a Telegram that fail: nothing is lost, and nothing comes more often than it must."""

from __future__ import annotations

import asyncio
import hashlib
import random
import re
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dialogbot.config import from_table
from dialogbot.deliver import Desk, drain
from dialogbot.domain import Action, Decision, Gone, Moved
from dialogbot.notify import announce, decide
from tests.board import Board, House
from tests.build import NOW, QUESTION, YES, add, found, policy, store_in, texts
from tests.clocked import Fast
from tests.program import ASK, CHAT, CONFIG, KARI, OLA, ONE_BY_ONE, Program, said, until

if TYPE_CHECKING:
    from tests.conftest import Emulator

OTHER, NEW = -1005, -1009876
TWO_CHATS = CONFIG.replace("[{chat}]", f"[{{chat}}, {OTHER}]")
MANY = 300
GROUPS = ("Vannkanna", "Strikkekroken")
SPEED, HOURS = 240, 2400
TO_OTHER = ONE_BY_ONE + "[team.community_chats]\nStrikkekroken = {other}\n"
PATTERNS = (
    "Har biblioteket «{}» av {} til utlån?",
    "Finnes «{}» av {} som lydbok på biblioteket?",
    "Hvordan reserverer jeg «{}» av {} på biblioteket?",
    "Noen som vet om biblioteket har «{}» av {}?",
    "Kan jeg få lånt boka «{}» av {} på biblioteket, og hvordan bestiller jeg den?",
)
_OF_GROUP = (
    "SELECT number FROM opportunity JOIN post ON post.id = opportunity.post WHERE community = '{}' ORDER BY number"
)
QUESTIONS = (
    ASK,
    "Finnes det lydbøker på nynorsk hos biblioteket, og kan jeg låne dem hjemmefra?",
    "Hvordan får jeg tilgang til avisarkivet hjemmefra? Biblioteket har vel en ordning?",
    "Vet noen om biblioteket har kurs i kildekritikk for pensjonister?",
    "Hvor kan jeg finne gamle kart over bygda? Har biblioteket lokalsamling?",
    "Kan man skrive ut på biblioteket på lørdager, og hva koster en side?",
    "Er det noen som vet hvordan jeg setter opp referanser i EndNote? Hjelper biblioteket med det?",
    "Har biblioteket grupperom som kan bookes til kollokvie på kvelden?",
    "Trenger fjernlån av en avhandling fra Bergen, hvordan bestiller jeg det på biblioteket?",
)


def test_300_at_once_come_within_all_limits_the_best_first_and_none_is_lost(tmp_path: Path) -> None:
    house = House(tmp_path, from_table({"channel": "telegram", "telegram": {"chats": [CHAT]}}), NOW)
    with house.store() as store, store.writing():
        for number in range(MANY):
            strange = hashlib.sha256(str(number).encode()).hexdigest()
            text = f"Finnes {strange[:10]}, {strange[10:20]} eller {strange[20:30]}?"
            post = add(store, replace(QUESTION, ref=f"r{number}", text=text, url=None), NOW)
            store.opportunities.judged(post, replace(YES, score=0.5 + number * 37 % MANY / 1000), NOW)
    house.pass_time(NOW + timedelta(hours=4), step=timedelta(minutes=5))

    with house.store() as store:
        scores = {one.number: one.verdict.score for one in store.opportunities.all()}
    shown = [[int(number) for number in re.findall(r"^#(\d+)", text, re.MULTILINE)] for _, _, text in house.board.said]
    times = [at for at, _, _ in house.board.said]
    in_order = [scores[number] for numbers in shown for number in numbers]
    assert sorted(number for numbers in shown for number in numbers) == sorted(scores)
    assert in_order == sorted(in_order, reverse=True)
    assert max(sum(timedelta() <= other - at < timedelta(hours=1) for other in times) for at in times) <= 12


def test_300_in_one_import_come_one_by_one_as_fast_as_telegram_lets_them_the_best_first(
    tmp_path: Path, telegram: Emulator
) -> None:
    telegram.add_chat(CHAT)
    telegram.add_chat(OTHER)
    telegram.limit(speed=SPEED, others={str(OTHER): 8})  # stricter than is known here: it has to ask for pauses
    program = Fast(tmp_path, telegram, TO_OTHER.replace("{other}", str(OTHER)), SPEED)
    with program.running():
        program.drop("flood.jsonl", *(_asked(number, GROUPS[number % 4 == 0]) for number in range(MANY)))
        until((program.folder / "inbox" / "done" / "flood.jsonl").exists, seconds=90)
        until(lambda: _delivered(program) == MANY, seconds=90)

    for chat, group in ((CHAT, GROUPS[0]), (OTHER, GROUPS[1])):
        numbers = [_numbers(call)[0] for call in _sent(telegram, chat) if "reply_markup" in call["params"]]
        assert sorted(numbers) == [number for (number,) in program.rows(_OF_GROUP.format(group))]
        assert _scores(program, numbers) == sorted(_scores(program, numbers), reverse=True)
    refused = Counter(call["params"]["chat_id"] for call in telegram.calls("sendMessage") if call["status"] == 429)
    assert (refused[str(CHAT)], refused[str(OTHER)] > 0) == (0, True)


def test_300_in_one_import_come_as_lists_within_the_budget_of_an_hour_the_best_first(
    tmp_path: Path, telegram: Emulator
) -> None:
    telegram.add_chat(CHAT)
    telegram.limit(speed=HOURS)
    program = Fast(tmp_path, telegram, CONFIG, HOURS)
    with program.running():
        program.drop("flood.jsonl", *(_asked(number, GROUPS[0]) for number in range(MANY)))
        until((program.folder / "inbox" / "done" / "flood.jsonl").exists, seconds=90)
        until(lambda: _delivered(program) == MANY // 10, seconds=90)

    lists = [call for call in _sent(telegram, CHAT) if "nye muligheter" in call["result"]["text"]]
    numbers = [number for call in lists for number in _numbers(call)]
    assert sorted(numbers) == list(range(1, MANY + 1))
    assert _scores(program, numbers) == sorted(_scores(program, numbers), reverse=True)
    queued = [
        datetime.fromisoformat(at) for (at,) in program.rows("SELECT queued_at FROM message WHERE sort = 'bundle'")
    ]
    assert max(sum(timedelta() <= other - at < timedelta(hours=1) for other in queued) for at in queued) <= 12
    assert [call for call in telegram.calls("sendMessage") if call["status"] != 200] == []


def test_import_of_a_flood_brings_the_best_as_lists_and_answers_come_between(
    tmp_path: Path, telegram: Emulator
) -> None:
    program = _program(tmp_path, telegram)
    with program.running():
        program.drop("flood.jsonl", *(said(f"p{number}", text) for number, text in enumerate(QUESTIONS)))
        calls = telegram.wait_for("sendMessage", contains="nye muligheter")
        telegram.say(CHAT, KARI, "/status")
        telegram.wait_for("sendMessage", contains="Slik står det til")

    first = [int(number) for number in re.findall(r"#(\d+) ", calls[0]["params"]["text"])]
    scores = dict(program.rows("SELECT number, verdict.score FROM opportunity JOIN verdict USING (post)"))
    assert len(first) > 5
    assert [scores[number] for number in first] == sorted((scores[number] for number in first), reverse=True)


def test_429_502_and_a_dropped_connection_cost_time_and_nothing_else(tmp_path: Path, telegram: Emulator) -> None:
    program = _program(tmp_path, telegram)
    telegram.fault("sendMessage", code=429, parameters={"retry_after": 1})
    telegram.fault("sendMessage", code=502, raw="<html>Bad Gateway</html>")
    telegram.fault("sendMessage", drop=True)
    with program.running():
        program.drop("posts.jsonl", said("p1", ASK))
        telegram.wait_for("sendMessage", contains="fornyer", count=3)
        until(lambda: bool(program.rows("SELECT 1 FROM message WHERE sent_at IS NOT NULL")))

    assert len(telegram.messages(CHAT)) == 1


def test_card_whose_confirmation_was_lost_is_not_sent_again_once_its_button_is_pressed(
    tmp_path: Path, telegram: Emulator
) -> None:
    program = _program(tmp_path, telegram)
    telegram.fault("sendMessage", drop=True, late=True, times=2)
    with program.running():
        program.drop("posts.jsonl", said("p1", ASK))
        until(lambda: len(telegram.messages(CHAT)) == 2)
        telegram.press(CHAT, KARI, telegram.messages(CHAT)[0]["message_id"], "claim 1")
        telegram.wait_for("editMessageText", contains="Kari tok den")
        telegram.say(CHAT, OLA, "/liste")
        telegram.wait_for("sendMessage", contains="ikke ferdig")

    assert len([one for one in telegram.messages(CHAT) if "fornyer" in one["text"] and one.get("reply_markup")]) == 2
    assert program.rows("SELECT attempts, sent_at IS NOT NULL FROM message WHERE sort = 'alert'") == [(2, 1)]


def test_bot_that_was_kicked_says_so_in_the_other_chat_and_loses_nothing(tmp_path: Path, telegram: Emulator) -> None:
    program = _program(tmp_path, telegram, TWO_CHATS)
    telegram.add_chat(OTHER)
    telegram.block(CHAT)
    with program.running():
        program.drop("posts.jsonl", said("p1", ASK))
        (told,) = telegram.wait_for("sendMessage", contains="får ikke skrive i chatten")
        telegram.say(OTHER, KARI, "/status")
        (status,) = telegram.wait_for("sendMessage", contains="Slik står det til")

    assert told["params"]["chat_id"] == str(OTHER)
    assert sum("fornyer" in one["text"] for one in telegram.messages(OTHER)) == 1
    assert f"får ikke skrive i {CHAT} siden" in status["params"]["text"]


def test_group_that_has_moved_is_followed_also_after_a_restart(tmp_path: Path, telegram: Emulator) -> None:
    program = _program(tmp_path, telegram)
    telegram.add_chat(NEW)
    moved = {"code": 400, "description": "group upgraded", "parameters": {"migrate_to_chat_id": NEW}, "times": -1}
    telegram.fault("sendMessage", contains=f"chat_id={CHAT}&", **moved)
    with program.running():
        program.drop("posts.jsonl", said("p1", ASK))
        telegram.wait_for("sendMessage", contains=f"Skriv {NEW} i stedet for {CHAT}")
        until(lambda: any("fornyer" in one["text"] for one in telegram.messages(NEW)))
    with program.running():
        telegram.say(NEW, KARI, "/ta 1")
        telegram.wait_for("sendMessage", contains="Du har tatt #1")
        telegram.wait_for("editMessageText", contains="Kari tok den")

    assert telegram.messages(CHAT) == []
    assert str(NEW) in program.words()


def test_group_that_says_it_moves_is_followed_before_anything_is_sent(tmp_path: Path, telegram: Emulator) -> None:
    program = _program(tmp_path, telegram)
    telegram.add_chat(CHAT, kind="group")
    with program.running():
        program.drop("posts.jsonl", said("p1", ASK))
        telegram.wait_for("sendMessage", contains="fornyer")
        telegram.migrate(CHAT, NEW)
        telegram.wait_for("sendMessage", contains=f"Skriv {NEW} i stedet for {CHAT}")
        telegram.say(NEW, KARI, "/ta 1")
        telegram.wait_for("sendMessage", contains="Du har tatt #1")
        telegram.wait_for("sendMessage", contains="kan ikke endres lenger")
        telegram.update(_moved_elsewhere())
        telegram.say(NEW, KARI, "/liste")
        telegram.wait_for("sendMessage", contains="ikke ferdig")

    told = [one["text"] for one in telegram.messages(NEW) if one["from"]["id"] not in (KARI, OLA)]
    assert sum("i stedet for" in text for text in told) == 1
    assert [call["params"]["chat_id"] for call in telegram.calls("sendMessage")] == [str(CHAT), *[str(NEW)] * 4]
    assert program.rows("SELECT old, new FROM moved_address") == [(str(CHAT), str(NEW))]
    assert telegram.commands(NEW) != []


def test_card_that_can_no_longer_be_edited_is_sent_anew_with_a_word_why(tmp_path: Path, telegram: Emulator) -> None:
    program = _program(tmp_path, telegram)
    with program.running():
        program.drop("posts.jsonl", said("p1", ASK))
        (alert,) = telegram.wait_for("sendMessage", contains="fornyer")
        telegram.lose(CHAT, alert["result"]["message_id"])
        telegram.say(CHAT, KARI, "/ta 1")
        (anew,) = telegram.wait_for("sendMessage", contains="kan ikke endres lenger")
        telegram.press(CHAT, KARI, anew["result"]["message_id"], "handle 1")
        telegram.wait_for("editMessageText", contains="Besvart av Kari")

    assert "Kari tok den" in anew["params"]["text"]


def test_message_too_old_to_be_edited_is_replaced_once(tmp_path: Path) -> None:
    board = Board(now=NOW)
    with store_in(tmp_path) as store:
        found(store)
        announce(store, now=NOW, policy=_policy())
        _drain(tmp_path, board)
        for action in (Action.CLAIM, Action.HANDLE):
            decide(store, Decision(number=1, action=action, by="Kari", made_at=NOW), NOW)
            board.trouble = [Gone("message can't be edited")] if action is Action.CLAIM else []
            _drain(tmp_path, board)

    assert [text.splitlines()[0] for _, _, text in board.said] == ["#1 · Vannkanna", texts()("answer.anew")]
    assert "Besvart av Kari" in board.edited[-1][1]


def test_digest_that_was_sent_before_a_group_moved_is_not_sent_again(tmp_path: Path) -> None:
    board = Board(now=NOW)
    with store_in(tmp_path) as store:
        found(store, 1)
        announce(store, now=NOW, policy=_policy())
        _drain(tmp_path, board)
        found(store, 2)
        announce(store, now=NOW, policy=_policy())
        board.trouble = [Moved("moved", str(NEW))]
        _drain(tmp_path, board)
        announce(store, now=NOW, policy=_policy())
        _drain(tmp_path, board)

    assert [(address, text.splitlines()[0][:2]) for _, address, text in board.said] == [
        (str(CHAT), "#1"),
        (str(NEW), "#2"),
        (str(NEW), "Gr"),
    ]


def test_many_changes_of_one_card_cost_one_edit(tmp_path: Path) -> None:
    board = Board(now=NOW)
    with store_in(tmp_path) as store:
        found(store)
        announce(store, now=NOW, policy=_policy())
        _drain(tmp_path, board)
        for action in (Action.CLAIM, Action.RELEASE, Action.CLAIM, Action.HANDLE):
            decide(store, Decision(number=1, action=action, by="Kari", made_at=NOW), NOW)
        _drain(tmp_path, board)

    assert len(board.edited) == 1
    assert "Besvart av Kari" in board.edited[0][1]


def _asked(number: int, group: str) -> dict[str, Any]:
    """A question to the library that is like no other."""
    chance = random.Random(number)  # noqa: S311 - the same question each time
    words = ["".join(chance.choice("bdfgklmnprstv") + chance.choice("aeiouyæøå") for _ in range(6)) for _ in range(5)]
    title, author = " ".join(words[:3]).capitalize(), " ".join(words[3:]).title()
    return said(f"f{number}", PATTERNS[number % len(PATTERNS)].format(title, author), group=group)


def _delivered(program: Program) -> int:
    """Count the alerts and lists that have been sent."""
    sql = "SELECT count(*) FROM message WHERE sort IN ('alert', 'bundle') AND sent_at IS NOT NULL"
    ((count,),) = program.rows(sql)
    return int(count)


def _sent(telegram: Emulator, chat: int) -> list[dict[str, Any]]:
    calls = telegram.calls("sendMessage")
    return [call for call in calls if call["status"] == 200 and call["params"]["chat_id"] == str(chat)]


def _numbers(call: dict[str, Any]) -> list[int]:
    """The opportunities of which a message tells, in its order."""
    return [int(number) for number in re.findall(r"^(?:• )?#(\d+) ", call["result"]["text"], re.MULTILINE)]


def _scores(program: Program, numbers: list[int]) -> list[float]:
    known = dict(program.rows("SELECT number, verdict.score FROM opportunity JOIN verdict USING (post)"))
    return [known[number] for number in numbers]


def _moved_elsewhere() -> dict[str, Any]:
    """A group that is none of ours has moved."""
    chat = {"id": -4444, "type": "group", "title": "Andre"}
    return {"message": {"message_id": 1, "date": 1, "chat": chat, "migrate_to_chat_id": -5555}}


def _program(folder: Path, telegram: Emulator, config: str = CONFIG) -> Program:
    telegram.add_chat(CHAT)
    for user, name in ((KARI, "Kari"), (OLA, "Ola")):
        telegram.add_user(user, first_name=name)
    return Program(folder, telegram, config)


def _policy() -> Any:
    return policy(from_table({}).alerts, [str(CHAT)])


def _drain(folder: Path, board: Board) -> None:
    desk = Desk(path=folder / "test.db", texts=texts(), alerts=from_table({}).alerts, clock=lambda: board.now)
    asyncio.run(drain(board, desk))
