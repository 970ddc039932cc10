"""What each command does, and what it answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from dialogbot.answers import bank_in
from dialogbot.config import AlertsConfig
from dialogbot.domain import Action, Command, Message, Origin, Post, Reason, Sort, Status
from dialogbot.notices import plain
from dialogbot.report.status import Expected
from dialogbot.respond import Desk, Response, answer, carry_out
from dialogbot.store import Store
from dialogbot.store.opportunities import settled
from tests.build import NO, NOW, QUESTION, add, found, store_in, texts, words


def test_claim_is_the_claimers(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        found(store)

        assert _say(store, "/ta 1") == "Du har tatt #1."
        assert _standing(store) == (Status.CLAIMED, "Kari", "")


def test_second_claimer_is_told_who_has_it(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        found(store)
        _say(store, "/ta 1")

        assert _say(store, "/ta 1", by="Ola") == "Kari har allerede #1, siden tirsdag 24. november kl. 10.00."
        assert _say(store, "/ta 1") == "Du har allerede #1."
        assert len(store.opportunities.decisions(1)) == 1


def test_two_people_of_one_name_are_two_people(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        found(store)
        _say(store, "/ta 1", user=501)

        assert _say(store, "/ta 1", user=502).startswith("Kari har allerede #1")
        assert _say(store, "/ta 1", user=501) == "Du har allerede #1."
        assert _say(store, "/ta 1", user=None) == "Du har allerede #1."


def test_handled_keeps_its_note(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        found(store)

        assert _say(store, "/ferdig 1 https://b.example/svar") == "#1 er besvart. Takk!"
        assert _standing(store) == (Status.HANDLED, "Kari", "https://b.example/svar")


def test_irrelevant_keeps_its_reason(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        found(store)

        assert _say(store, "/irrelevant 1 spør om IT") == "#1 er lagt bort."
        assert _standing(store) == (Status.DISMISSED, "Kari", "spør om IT")


def test_dismissed_card_asks_why_until_somebody_has_said(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        found(store)
        _say(store, "/nei 1")
        asking = [button.command for button in _response(store, "/vis 1").notice.buttons]
        _say(store, "dismiss 1 offtopic", by="Ola")
        asked = [button.command for button in _response(store, "/vis 1").notice.buttons]

        assert "dismiss 1 offtopic" in asking
        assert asked == ["reopen 1", "thread 1"]
        assert store.opportunities.decisions(1)[-1].reason is Reason.OFFTOPIC


@pytest.mark.parametrize(
    ("line", "reason", "note"),
    [
        ("/nei 1 reklame eller kunngjøring", Reason.ANNOUNCEMENT, ""),
        ("/irrelevant 1 not for a library: parking", Reason.OFFTOPIC, "parking"),
        ("/nei 1 småprat", Reason.CHATTER, ""),
        ("/nei 1 sitatet er feil", None, "sitatet er feil"),
    ],
)
def test_reason_may_be_written_in_words(tmp_path: Path, line: str, reason: Reason | None, note: str) -> None:
    with store_in(tmp_path) as store:
        found(store)
        _say(store, line)
        last = store.opportunities.decisions(1)[-1]

        assert (last.reason, last.note) == (reason, note)


def test_thread_is_shown_also_when_its_button_is_pressed(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        found(store)
        add(store, Post(text="Prøv «Mine lån»", platform="facebook", ref="1000000000077", parent_ref="1000000000001"))
        press = Command(line="thread 1", by="Kari", key="k", address="-1", origin=Origin.BUTTON)
        response = answer(press, _desk(store))

        assert response is not None
        assert "Ukjent: Prøv «Mine lån»" in plain(response.notice)
        assert store.outbox.waiting() == 1


def test_snooze_says_when_it_comes_back(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        found(store)

        assert _say(store, "/utsett 1 2d") == "#1 kommer tilbake torsdag 26. november kl. 10.00."
        last = store.opportunities.decisions(1)[-1]
        assert (last.action, last.until) == (Action.SNOOZE, NOW + timedelta(days=2))


def test_snooze_that_cannot_be_read_changes_nothing(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        found(store)

        assert "2d (dager)" in _say(store, "/utsett 1 snart")
        assert store.opportunities.decisions(1) == []


def test_reopen_undoes_what_was_decided(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        found(store)
        _say(store, "/nei 1")

        assert _say(store, "/angre 1") == "#1 er åpen igjen."
        assert _say(store, "/angre 1") == "#1 er allerede åpen."
        assert _standing(store)[0] is Status.OPEN


def test_finished_must_be_opened_before_anything_else(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        found(store)
        _say(store, "/ferdig 1")

        assert _say(store, "/ta 1", by="Ola").startswith("#1 er avsluttet (Besvart av Kari")
        assert _standing(store)[0] is Status.HANDLED


def test_list_shows_what_is_not_finished(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        assert _say(store, "/liste") == "Ingenting venter. Fint!"
        found(store, 1)
        found(store, 2)
        _say(store, "/ferdig 1")
        said = _say(store, "/list")

    assert said.startswith("1 sak er ikke ferdig\n#2 Spørsmål · lån · Vannkanna: Kan tante")


def test_long_list_ends_with_how_many_more_there_are(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        for number in range(1, 24):
            found(store, number)
        lines = _say(store, "/liste").splitlines()

    assert lines[0] == "23 saker er ikke ferdige"
    assert [line.split()[0] for line in lines[1:21]] == [f"#{number}" for number in range(23, 3, -1)]
    assert lines[21:] == ["… og 3 til."]


def test_show_is_the_card_with_its_buttons(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        found(store)
        response = _response(store, "/vis 1")

    assert response.card
    commands = [button.command for button in response.notice.buttons]
    assert commands == ["claim 1", "handle 1", "dismiss 1", "snooze 1", "thread 1"]


def test_digest_and_help_need_no_number(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        assert _say(store, "/uke").startswith("Uke 47 (16. november 2026 – 22. november 2026)")
        assert "/ferdig – Den er besvart" in _say(store, "/hjelp")


@pytest.mark.parametrize(
    ("line", "scope", "name"),
    [
        ("/demp Vannkanna 7d", "community", "Vannkanna"),
        ("/demp vannkanna", "community", "Vannkanna"),
        ("/mute loans 7d", "topic", "loans"),
        ("/demp opphavsrett 1u", "topic", "copyright"),
    ],
)
def test_community_or_topic_can_be_muted(tmp_path: Path, line: str, scope: str, name: str) -> None:
    with store_in(tmp_path) as store:
        found(store)
        said = _say(store, line)

        assert "dempet til tirsdag 1. desember kl. 10.00" in said
        assert [(one.scope, one.name) for one in store.mutes.standing(NOW)] == [(scope, name)]


def test_mute_is_lifted_listed_and_ends_by_itself(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        found(store)
        _say(store, "/demp Vannkanna 7d")

        assert _say(store, "/demp") == "Vannkanna er dempet til tirsdag 1. desember kl. 10.00 (Kari)"
        assert store.mutes.standing(NOW + timedelta(days=7)) == []
        assert _say(store, "/demp Vannkanna av") == "Vannkanna er ikke lenger dempet."
        assert _say(store, "/demp Vannkanna av") == "Vannkanna var ikke dempet."
        assert _say(store, "/demp").startswith("Ingenting er dempet.")


def test_unknown_name_is_not_muted(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        assert "verken en gruppe eller et tema" in _say(store, "/demp Bingo 7d")


def test_status_tells_of_silence(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        found(store)
        store.imports.remember_communities(["Vannkanna"], NOW - timedelta(days=9))

        assert _say(store, "/status").splitlines()[:6] == [
            "Slik står det til",
            "⚠ «dialogbot run» går ikke: ingenting blir sendt eller lest inn",
            "Åpne: 1 · tatt: 0",
            "Venter på å bli sendt: 0 · ikke levert siste uke: 0",
            "Neste sammendrag: mandag 30. november kl. 08.00",
            "⚠ Vannkanna: sist importert søndag 15. november kl. 10.00 (9 døgn siden)",
        ]


def test_status_names_the_files_that_the_answer_bank_leaves_out(tmp_path: Path) -> None:
    (tmp_path / "lan.md").write_text("Slik fornyer du.\n", "utf-8")
    with store_in(tmp_path) as store:
        desk = replace(_desk(store), answers=lambda: bank_in(tmp_path))
        response = carry_out(Command(line="/status", by="Kari"), desk)

    assert response is not None
    assert "⚠ svarbanken: Utelatt: lan.md, linje 1: filen begynner ikke med ---" in plain(response.notice).splitlines()


def test_status_of_many_groups_names_the_silent_ones_and_counts_the_rest(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        for number in range(30):
            ago = timedelta(days=9 if number < 2 else 1, hours=number)
            store.imports.remember_communities([f"Gruppe {number}"], NOW - ago)
        short, whole = _say(store, "/status").splitlines(), _say(store, "/status alle").splitlines()

    assert [line[:12] for line in short if "Gruppe" in line] == ["⚠ Gruppe 1: ", "⚠ Gruppe 0: "]
    assert "28 andre grupper er i orden; lengst siden import: 2 døgn. Alle: /status alle" in short
    assert sum("Gruppe" in line for line in whole) == 30


@pytest.mark.parametrize(
    ("line", "said"),
    [("/ta", "Hvilken?"), ("/ta 99", "Det finnes ingen sak #99."), ("/fly 1", "Den kommandoen kjenner jeg ikke.")],
)
def test_what_cannot_be_done_is_said(tmp_path: Path, line: str, said: str) -> None:
    with store_in(tmp_path) as store:
        assert _say(store, line).startswith(said)


def test_reply_to_an_alert_is_about_its_opportunity(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        found(store, 1)
        _sent(store, Message(key="alert:1", sort=Sort.ALERT, subject="1", address="-1"), "-1:50", [1])

        assert _say(store, "jeg tar den", reply_to="-1:50") == "Du har tatt #1."


def test_reply_to_a_list_needs_a_number(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        found(store, 1)
        found(store, 2)
        _sent(store, Message(key="bundle:1,2", sort=Sort.BUNDLE, subject="1,2", address="-1"), "-1:50", [1, 2])

        assert _say(store, "ta", reply_to="-1:50").startswith("Hvilken?")
        assert _say(store, "ta 2", reply_to="-1:50") == "Du har tatt #2."


def test_talk_gets_no_answer(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        found(store)

        assert carry_out(Command(line="ta", by="Kari"), _desk(store)) is None


def test_command_that_arrives_twice_acts_once(tmp_path: Path) -> None:
    command = Command(line="/angre 1", by="Kari", key="telegram:-1:7", address="-1", message_ref="-1:7")
    with store_in(tmp_path) as store:
        found(store)
        _say(store, "/ta 1")
        for _ in range(2):
            answer(command, _desk(store))

        assert [one.action for one in store.opportunities.decisions(1)] == [Action.CLAIM, Action.REOPEN]
        assert store.outbox.waiting() == 1


def test_answer_is_queued_beside_its_decision_as_a_reply(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        found(store)
        answer(Command(line="/ta 1", by="Kari", key="k", address="-1", message_ref="-1:7"), _desk(store))
        due = store.outbox.next_due(NOW)

    assert due is not None
    assert (due[1].sort, due[1].reply_to, due[1].address) == (Sort.REPLY, "-1:7", "-1")


def test_pressed_button_queues_no_words(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        found(store)
        press = Command(line="claim 1", by="Kari", key="k", address="-1", origin=Origin.BUTTON)
        response = answer(press, _desk(store))

        assert response is not None
        assert store.outbox.waiting() == 0
        assert _standing(store)[0] is Status.CLAIMED


def test_link_only_shows_neither_name_nor_text(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        found(store)
        desk = replace(_desk(store), alerts=AlertsConfig(content="link"))
        said = [carry_out(Command(line=line, by="Kari"), desk) for line in ("/vis 1", "/liste")]

    words_said = "\n".join(plain(one.notice) for one in said if one)
    assert "facebook.example" in words_said
    assert "Testvik" not in words_said
    assert "fornyer" not in words_said


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        (["/ta 1", "/ferdig 1", "/angre 1"], Status.CLAIMED),
        (["/ta 1", "/nei 1", "/nei 1 småprat", "/angre 1"], Status.CLAIMED),
        (["/ta 1", "/utsett 1 2d", "/angre 1", "/angre 1"], Status.OPEN),
        (["/utsett 1 2d", "/utsett 1 5d", "/angre 1"], Status.SNOOZED),
    ],
)
def test_undo_brings_back_what_was_before(tmp_path: Path, lines: list[str], status: Status) -> None:
    with store_in(tmp_path) as store:
        found(store)
        for line in lines:
            _say(store, line)

        assert _standing(store)[0] is status
        assert len(store.opportunities.decisions(1)) == len(lines)


def test_undone_decision_does_not_count(tmp_path: Path) -> None:
    span = (NOW - timedelta(hours=1), NOW + timedelta(hours=1))
    with store_in(tmp_path) as store:
        found(store)
        _say(store, "/ferdig 1")
        _say(store, "/angre 1")

        assert store.figures.decided(span, "handle") == 0
        assert store.figures.people(span) == []
        assert store.figures.open_at(NOW + timedelta(hours=1)) == 1


def test_settled_question_that_staff_opened_again_stays_open(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        found(store)
        store.opportunities.judged(QUESTION, NO, NOW)
        thread = ("facebook", "1000000000001")
        before = store.opportunities.outdated(*thread)
        store.opportunities.decide(settled(1, NOW))
        _say(store, "/angre 1")

        assert [one.number for one in before] == [1]
        assert store.opportunities.outdated(*thread) == []


def test_button_that_the_card_does_not_have_is_refused(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        found(store, 1)
        found(store, 2)
        _sent(store, Message(key="alert:1", sort=Sort.ALERT, subject="1", address="-1"), "-1:50", [1])
        pressed = [
            carry_out(Command(line=line, by="Kari", origin=Origin.BUTTON, reply_to="-1:50"), _desk(store))
            for line in ("claim 2", "assign 1 Ola", "claim 1")
        ]

    refused = "Den knappen hører ikke til dette kortet."
    assert [plain(one.notice) for one in pressed if one] == [refused, refused, "Du har tatt #1."]


def test_invitation_is_made_in_private_alone(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        said = [
            carry_out(Command(line="/inviter Siri Moe leser", by="Berit", user=9, address=address), _desk(store))
            for address in ("-1", "9")
        ]
        answers = [plain(one.notice) for one in said if one]
        code = answers[1].split("/start ")[1].split()[0]
        member = store.duties.let_in(code, 503, NOW)

        assert answers[0].startswith("Skriv det til meg i en privat chat")
        assert member is not None
        assert (member.name, member.role) == ("Siri Moe", "reader")
        assert _say(store, "/fjern Siri Moe") == "Siri Moe har ikke lenger tilgang."


def _desk(store: Store) -> Desk:
    expected = Expected(silent_after_days=9)
    return Desk(store=store, now=NOW, texts=texts(), vocabulary=words(), alerts=AlertsConfig(), expected=expected)


def _response(
    store: Store, line: str, by: str = "Kari", reply_to: str | None = None, user: int | None = None
) -> Response:
    response = carry_out(Command(line=line, by=by, reply_to=reply_to, user=user), _desk(store))
    assert response is not None
    return response


def _say(store: Store, line: str, by: str = "Kari", reply_to: str | None = None, user: int | None = None) -> str:
    return plain(_response(store, line, by, reply_to, user).notice)


def _standing(store: Store) -> tuple[Status, str, str]:
    one = store.opportunities.numbered(1)
    assert one is not None
    return one.status, one.last.by if one.last else "", one.last.note if one.last else ""


def _sent(store: Store, message: Message, reference: str, numbers: list[int]) -> None:
    store.outbox.queue(message, NOW, numbers)
    due = store.outbox.next_due(NOW)
    assert due is not None
    store.outbox.confirm(due[0], reference, NOW)
