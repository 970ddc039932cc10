"""End to end: ``dialogbot run`` as a process of its own, and a Telegram on the loopback."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.endurance.world import worker_of
from tests.program import ASK, CHAT, CONFIG, KARI, OLA, STRANGER, Program, said, until

if TYPE_CHECKING:
    from tests.conftest import Emulator


LES = 504
READER = """
[team.people."Les Er"]
telegram_id = 504
role = "reader"
"""


@pytest.fixture
def program(tmp_path: Path, telegram: Emulator) -> Program:
    telegram.add_chat(CHAT)
    for user, name in ((KARI, "Kari"), (OLA, "Ola"), (STRANGER, "Fremmed")):
        telegram.add_user(user, first_name=name)
    return Program(tmp_path, telegram)


def test_file_in_the_inbox_becomes_an_alert_that_staff_answer(program: Program, telegram: Emulator) -> None:
    with program.running():
        program.drop("posts.jsonl", said("p1", ASK))
        (alert,) = telegram.wait_for("sendMessage", contains="fornyer")
        telegram.say(CHAT, KARI, "jeg tar den", reply_to=alert["result"]["message_id"])
        telegram.wait_for("sendMessage", contains="Du har tatt #1")
        telegram.wait_for("editMessageText", contains="Kari tok den")
        telegram.press(CHAT, OLA, alert["result"]["message_id"], "handle 1")
        telegram.wait_for("editMessageText", contains="Besvart av Ola")

    assert program.rows("SELECT action, by FROM decision ORDER BY id") == [("claim", "Kari"), ("handle", "Ola")]
    assert [path.name for path in sorted((program.folder / "inbox" / "done").iterdir())] == [
        "posts.jsonl",
        "posts.jsonl.txt",
    ]


def test_reply_that_comes_before_the_number_of_the_alert_is_known_counts(program: Program, telegram: Emulator) -> None:
    telegram.fault("sendMessage", linger=0.3)
    with program.running():
        program.drop("posts.jsonl", said("p1", ASK))
        (alert,) = telegram.wait_for("sendMessage", contains="fornyer")
        telegram.say(CHAT, KARI, "jeg tar den", reply_to=alert["result"]["message_id"])
        telegram.wait_for("sendMessage", contains="Du har tatt #1")

    assert program.rows("SELECT action, by FROM decision") == [("claim", "Kari")]


def test_stranger_changes_nothing_and_hears_nothing(program: Program, telegram: Emulator) -> None:
    with program.running():
        program.drop("posts.jsonl", said("p1", ASK))
        (alert,) = telegram.wait_for("sendMessage", contains="fornyer")
        telegram.say(CHAT, STRANGER, "/ta 1")
        telegram.press(CHAT, STRANGER, alert["result"]["message_id"], "dismiss 1")
        telegram.say(CHAT, KARI, "/liste")
        telegram.wait_for("sendMessage", contains="ikke ferdig")

    assert program.rows("SELECT * FROM decision") == []
    assert len(telegram.calls("sendMessage")) == 2
    assert str(STRANGER) in program.words()


def test_nothing_is_lost_and_nothing_comes_twice_after_a_kill(program: Program, telegram: Emulator) -> None:
    with program.running() as process:
        program.drop("posts.jsonl", said("p1", ASK))
        telegram.wait_for("sendMessage", contains="fornyer")
        until(lambda: bool(program.rows("SELECT 1 FROM message WHERE sent_at IS NOT NULL")))
        process.send_signal(signal.SIGKILL)
        process.wait()
    program.drop("more.jsonl", said("p1", ASK), said("p2", "Finnes det lydbøker på nynorsk hos biblioteket?"))
    telegram.say(CHAT, KARI, "/ta 1")
    with program.running():
        telegram.wait_for("sendMessage", contains="Du har tatt #1")
        telegram.wait_for("sendMessage", contains="lydbøker")

    alerts = [call for call in telegram.calls("sendMessage") if "fornyer" in call["params"]["text"]]
    assert len(alerts) == 1
    assert program.rows("PRAGMA integrity_check") == [("ok",)]


def test_import_whose_process_is_killed_is_begun_once_more(program: Program, telegram: Emulator) -> None:
    others = [said(f"p{number}", f"Kveldens tur nummer {number} gikk til fjells i regn.") for number in range(2000)]
    with program.running() as process:
        program.drop("posts.jsonl", *others, said("ask", ASK))
        until(lambda: worker_of(process) is not None)
        os.kill(worker_of(process) or 0, signal.SIGKILL)
        telegram.wait_for("sendMessage", contains="fornyer")
        until((program.folder / "inbox" / "done" / "posts.jsonl").exists)
        assert process.poll() is None

    assert "the process at work ended with" in program.words()
    assert program.rows("SELECT count(*) FROM post") == [(2001,)]


def test_what_was_queued_while_telegram_was_down_is_delivered_when_it_is_back(
    program: Program, telegram: Emulator
) -> None:
    telegram.fault("sendMessage", code=502, raw="<html>Bad Gateway</html>", times=2)
    with program.running():
        program.drop("posts.jsonl", said("p1", ASK))
        calls = telegram.wait_for("sendMessage", count=3)

    assert [call["status"] for call in calls] == [502, 502, 200]


def test_file_that_cannot_be_read_is_put_aside_with_the_reason(program: Program, telegram: Emulator) -> None:
    (program.folder / "inbox" / "picture.csv").write_bytes(bytes(range(256)) * 50)
    with program.running():
        program.drop("posts.jsonl", said("p1", ASK))
        telegram.wait_for("sendMessage", contains="fornyer")
        failed = program.folder / "inbox" / "failed" / "picture.csv.txt"
        until(failed.exists)

    assert "picture.csv: kunne ikke leses" in failed.read_text(encoding="utf-8")


def test_file_sent_by_staff_is_imported_answered_and_deleted(program: Program, telegram: Emulator) -> None:
    with program.running():
        telegram.send_file(CHAT, KARI, "../../vannkanna.jsonl", json.dumps(said("p1", ASK)).encode())
        telegram.wait_for("sendMessage", contains="vannkanna.jsonl")
        telegram.wait_for("sendMessage", contains="1 mulighet for samtale")
        telegram.wait_for("sendMessage", contains="#1")

    assert [path.name for path in (program.folder / "inbox").rglob("*") if path.is_file()] == []


def test_file_of_a_stranger_is_not_even_fetched(program: Program, telegram: Emulator) -> None:
    with program.running():
        telegram.send_file(CHAT, STRANGER, "x.jsonl", json.dumps(said("p1", ASK)).encode())
        telegram.say(CHAT, KARI, "/liste")
        telegram.wait_for("sendMessage", contains="Ingenting venter")

    assert telegram.calls("getFile") == []


def test_file_and_pasted_text_of_a_reader_are_refused(tmp_path: Path, telegram: Emulator) -> None:
    program = Program(tmp_path, telegram, CONFIG + READER)
    telegram.add_chat(LES)
    telegram.add_user(LES, first_name="Les")
    with program.running():
        telegram.send_file(LES, LES, "x.jsonl", json.dumps(said("p1", ASK)).encode())
        telegram.say(LES, LES, f"/importer {json.dumps(said('p2', ASK))}")
        refused = telegram.wait_for("sendMessage", count=2, contains="Dette må en ansatt gjøre")
        telegram.say(LES, LES, "/uke")
        telegram.wait_for("sendMessage", contains="Ingen nye muligheter")

    assert {call["params"]["chat_id"] for call in refused} == {str(LES)}
    assert telegram.calls("getFile") == []
    assert program.rows("SELECT * FROM post") == []


def test_file_too_large_for_a_bot_is_pointed_to_the_inbox(program: Program, telegram: Emulator) -> None:
    with program.running():
        telegram.send_file(CHAT, KARI, "large.zip", b"PK", size=21_000_000)
        telegram.wait_for("sendMessage", contains="20 MB")

    assert telegram.calls("getFile") == []


def test_pasted_thread_is_imported(program: Program, telegram: Emulator) -> None:
    with program.running():
        telegram.say(CHAT, KARI, f"/importer {json.dumps(said('p1', ASK))}")
        telegram.wait_for("sendMessage", contains="paste.txt")
        telegram.wait_for("sendMessage", contains="fornyer")


def test_sigterm_ends_it_cleanly(program: Program, telegram: Emulator) -> None:
    with program.running() as process:
        telegram.wait_for("getMe")
        process.send_signal(signal.SIGTERM)

        assert process.wait(timeout=20) == 0
    assert "dialogbot er stoppet." in program.words()


def test_token_is_in_no_line_of_the_log(program: Program, telegram: Emulator) -> None:
    telegram.fault("sendMessage", code=429, parameters={"retry_after": 1})
    telegram.fault("sendMessage", drop=True)
    with program.running():
        program.drop("posts.jsonl", said("p1", ASK))
        telegram.wait_for("sendMessage", count=1, contains="fornyer")
        telegram.say(CHAT, KARI, "/liste")
        telegram.wait_for("sendMessage", contains="ikke ferdig")

    assert "alert:1" in program.words()
    assert telegram.token not in program.words()
    assert telegram.token.split(":")[1] not in program.words()
