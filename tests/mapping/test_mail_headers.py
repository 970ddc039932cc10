from email import message_from_string
from email.message import Message

import pytest

from dialogbot.mapping.mail_headers import author_of, list_of, subject_of


def _mail(**headers: str) -> Message:
    return message_from_string(
        "".join(f"{name.replace('_', '-')}: {value}\n" for name, value in headers.items()) + "\n"
    )


@pytest.mark.parametrize(
    ("sender", "author"),
    [
        ("=?utf-8?q?=C3=85se_Vik?= <ase@example.org>", "Åse Vik"),
        ('"Per Lien via Lokalhistorie" <lista@example.org>', "Per Lien"),
        ("per at example.org (Per Lien)", "Per Lien"),
        ("per at example.org", "per at example.org"),
        ("per@example.org", "per@example.org"),
        ("=?ukjent?q?Per?= <per@example.org>", "Per"),
        ("=?u\0tf?q?Per?= <per@example.org>", "Per"),
    ],
)
def test_the_sender_is_told_by_name(sender: str, author: str) -> None:
    assert author_of(_mail(From=sender)) == author


@pytest.mark.parametrize(
    ("headers", "name"),
    [
        ({"List_Id": "Lokalhistorie i Nes <nes.example.org>"}, "Lokalhistorie i Nes"),
        ({"List_Id": "<nes.example.org>"}, "nes"),
        ({"Subject": "Re: [Nes] Bok"}, "Nes"),
        ({"X_BeenThere": "nes@example.org"}, "nes"),
        ({"Subject": "Bok"}, None),
    ],
)
def test_the_list_is_told(headers: dict[str, str], name: str | None) -> None:
    assert list_of(_mail(**headers)) == name


@pytest.mark.parametrize("subject", ["Re: [Nes] Bok", "[Nes] SV: Bok", "[Nes] Re: SV: [Nes] Bok"])
def test_a_subject_is_bared_of_marks(subject: str) -> None:
    assert subject_of(_mail(Subject=subject)) == ("Bok", True)
