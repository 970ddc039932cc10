import pytest

from dialogbot.mapping.mail_text import written, written_html


@pytest.mark.parametrize(
    "tail",
    [
        "-- \nÅse Vik\ntlf 000",
        "_______________________________________________\nLista mailing list",
        "-----Opprinnelig melding-----\nFra: Per\nHei",
        "Fra: Per Lien\nSendt: i dag\nTil: Åse\nEmne: Bok\n\nHei",
        "Sendt fra min iPhone",
        "On Sun, 1 Mar 2026 at 10:00, Per <per@example.org> wrote:\n> Hei\n> hå",
        "Den søn. 1. mars 2026 kl. 10:00 skrev Per Lien <\nper@example.org>:\n> Hei",
        "-=-=-=-=-=-=-=-=-=-=-=-\nGroups.io Links",
    ],
)
def test_quotations_signatures_and_footers_fall_away(tail: str) -> None:
    assert written(f"Hvor er boka?\n\n{tail}\n") == "Hvor er boka?"


def test_answers_between_quotations_are_kept_in_order() -> None:
    assert written("> Hvor?\n\nHer.\n\n> Når?\n\nNå.\n") == "Her.\n\nNå."


def test_a_colon_or_dashes_in_ones_own_words_cut_nothing() -> None:
    text = "Jeg leste dette:\n\n- Fra: en bok\n-- og mer\nKari skrev et dikt."
    assert written(text) == text


def test_quotations_in_html_fall_away() -> None:
    page = "<p>Se &amp; lær</p><div class='gmail_quote'>Den 1. skrev Per:<blockquote>Hei</blockquote></div>"
    assert written_html(page) == "Se & lær"
