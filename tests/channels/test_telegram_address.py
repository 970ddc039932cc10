from __future__ import annotations

import pytest

from dialogbot.channels.telegram_address import addressed_to, chat_of, place_of, reference
from dialogbot.domain import Undeliverable


def test_reference_leads_back_to_its_place() -> None:
    assert place_of(reference(-1001, 7)) == (-1001, 7)


@pytest.mark.parametrize("address", ["", "terminal", "-1001:7"])
def test_what_is_no_chat_is_undeliverable(address: str) -> None:
    with pytest.raises(Undeliverable):
        chat_of(address)


@pytest.mark.parametrize("line", ["/ta@Our_Bot 12\nfordi", "/ta 12\nfordi"])
def test_own_name_is_taken_out_of_a_command(line: str) -> None:
    assert addressed_to("our_bot", line) == "/ta 12\nfordi"


def test_command_for_another_bot_is_none_of_ours() -> None:
    assert addressed_to("our_bot", "/ta@our_bot2 12") is None


def test_words_with_a_name_in_them_are_left_alone() -> None:
    assert addressed_to("our_bot", "ferdig, se kari@eksempel.no") == "ferdig, se kari@eksempel.no"
