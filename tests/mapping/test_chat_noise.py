import pytest

from dialogbot.mapping.chat_noise import group_in, said


@pytest.mark.parametrize(
    "body",
    [
        "Denne meldingen ble slettet",
        "Du slettet denne meldingen.",
        "Denne meldinga vart sletta",
        "Denne besked blev slettet",
        "Det här meddelandet raderades",
        "This message was deleted",
        "\u200eYou deleted this message.",
        "Denne meldingen ble slettet \u200e<Denne meldingen ble redigert>",
        "\u200eÅse Vik la til deg",
    ],
)
def test_what_is_no_message_is_passed_over(body: str) -> None:
    assert said(body) is None


@pytest.mark.parametrize(
    "body",
    [
        "<Medier utelatt>",
        "<Media omitted>",
        "\u200eimage omitted",
        "\u200ebilde utelatt",
        "<Media har utelämnats>",
        "IMG-1.jpg (fil vedlagt)",
        "\u200e<attached: 0001-PHOTO.jpg>",
        "Plan.pdf • \u200e2 sider \u200e<vedlagt: 0002-Plan.pdf>",
        "\u200eLocation: https://maps.google.com/?q=59.9,10.7",
    ],
)
def test_what_only_shows_something_says_nothing(body: str) -> None:
    assert said(body) == ""


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("Hei <3 alle", "Hei <3 alle"),
        ("IMG-1.jpg (fil vedlagt)\nSe her", "Se her"),
        ("\u200eSe her \u200e<attached: 1.jpg>", "Se her"),
        ("Takk! \u200e<Denne meldingen ble redigert>", "Takk!"),
        ("\u200ePOLL:\nHvor?\n\u200eOPTION: Hjemme (1 vote)\n\u200eOPTION: Ute (0 votes)", "Hvor?\nHjemme\nUte"),
        ("Bildet er utelatt fra boka", "Bildet er utelatt fra boka"),
        ("https://example.org/a: bra", "https://example.org/a: bra"),
    ],
)
def test_what_people_say_is_kept(body: str, words: str) -> None:
    assert said(body) == words


def test_the_name_of_a_group_is_told_when_it_is_made_or_renamed() -> None:
    assert group_in(None, "Åse Vik opprettet gruppen «Lesesirkelen»") == "Lesesirkelen"
    assert group_in(None, 'Ann changed the subject from "A" to "B"') == "B"
    assert group_in("Per", "jeg opprettet gruppen «X»") is None
