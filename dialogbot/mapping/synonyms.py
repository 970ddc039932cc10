"""What columns and keys are called, in Norwegian, Danish, Swedish and English; the likelier name first."""

from __future__ import annotations

import re

from dialogbot.normalise import ungarbled

FIELDS: dict[str, tuple[str, ...]] = {
    "ref": (
        "comment id", "kommentar id", "kommentarid", "reply id", "svar id", "message id", "meldings id",
        "melding id", "id", "post id", "innlegg id", "innleggs id", "innlegg nr", "opslag id", "inläggs id",
        "inlägg id", "nr", "nummer", "uuid", "guid", "item id", "status id", "native id", "pk",
    ),
    "parent_ref": (
        "parent id", "parent", "svar på", "svar på id", "svar til", "reply to", "reply to id", "replyto",
        "in reply to", "in reply to id", "overordnet", "overordna", "overordnet id", "forelder", "forælder",
        "förälder", "parent comment id", "parent post id", "svarar på", "besvarer", "parent ref",
    ),
    "thread_ref": (
        "thread id", "thread", "tråd", "tråd id", "trådid", "topic id", "conversation id", "conversation",
        "samtale", "post id", "innlegg id", "innleggs id", "opslag id", "inläggs id", "root id", "thread ref",
    ),
    "text": (
        "text", "tekst", "meldingstekst", "innleggstekst", "kommentartekst", "message", "melding", "innhold",
        "content", "body", "comment text", "post text", "message text", "full text", "comment", "kommentar",
        "innlegg", "post", "beskjed", "besked", "meddelelse", "opslag", "opslagstekst", "inlägg", "meddelande",
        "indhold", "innehåll", "comment message", "status message", "caption", "spørsmål", "question", "ytring",
        "innlegg kommentar", "selftext", "description", "beskrivelse", "svar",
    ),
    "author": (
        "author name", "author", "forfatter", "forfattar", "navn", "namn", "name", "avsender", "avsendar",
        "sender", "from name", "from", "fra", "bruker", "brukernavn", "brukarnamn", "brukar", "user name",
        "username", "user", "skrevet av", "skrive av", "postet av", "posted by", "publisert av", "av", "by",
        "profile name", "profilnavn", "profil", "medlem", "member", "member name", "poster", "full name",
        "fullt navn", "display name", "screen name", "nickname", "commenter", "commenter name", "afsender",
        "bruger", "brugernavn", "avsändare", "användare", "användarnamn", "författare", "creator", "owner",
        "created by", "hvem",
    ),
    "posted_at": (
        "created at", "created time", "created utc", "created", "posted at", "published at", "opprettet",
        "oppretta", "publisert", "published", "posted", "date posted", "postet", "dato og tid", "dato tid",
        "tidspunkt", "datetime", "date time", "dato", "date", "timestamp", "unix timestamp", "unixtime",
        "tidsstempel", "time", "tid", "når", "sendt", "sent at", "sent", "oprettet", "skapad", "publicerad",
        "datum", "offentliggjort", "udgivet", "creation time", "create time", "comment time", "post time",
        "taken at", "ts", "created on", "opprettet dato", "publiseringsdato", "epoch",
    ),
    "clock": ("klokkeslett", "klokkeslæt", "klokkeslag", "klokka", "klokken", "kl", "tid", "time", "klockslag"),
    "likes": (
        "likes", "liker", "likar", "antall likes", "antall liker", "tal likes", "like count", "likes count",
        "num likes", "number of likes", "reactions", "reaksjoner", "reaksjonar", "antall reaksjoner",
        "tal reaksjonar", "reaction count", "reactions count", "reactions total", "num reactions",
        "total reactions", "score", "hjerter", "tommel opp", "antal likes", "synes godt om", "antal reaktioner",
        "reaktioner", "gilla", "gillar", "gilla markeringar", "antal gilla", "upvotes", "favorites",
        "favorite count", "digg count", "likerklikk", "likarklikk", "antall likerklikk", "tal likarklikk",
    ),
    "url": (
        "permalink url", "permalink", "url", "link", "lenke", "lenkje", "nettadresse", "post url",
        "comment url", "post link", "lenke url", "adresse", "webadresse", "href", "uri", "lænke", "länk",
        "webbadress", "lenke til innlegg", "source url",
    ),
    "community": (
        "group name", "group", "gruppe", "gruppenavn", "gruppenamn", "gruppa", "facebook gruppe", "group title",
        "community", "fellesskap", "kanal", "channel", "channel name", "forum", "subreddit", "grupp",
        "gruppnamn", "side", "page name", "page", "sida", "rom", "room", "sted",
    ),
    "platform": ("platform", "plattform", "source platform", "nettsted", "tjeneste", "medium", "kilde"),
}  # fmt: skip


def plain_name(name: object) -> str:
    """Give a column's name as the synonyms are written: ``createdAt`` and ``Created_at:`` are ``created at``."""
    spaced = re.sub(r"(?<=[a-zæøåäö])(?=[A-ZÆØÅÄÖ])", " ", ungarbled(str(name)).strip())
    return re.sub(r"[\W_]+", " ", spaced.casefold()).strip()
