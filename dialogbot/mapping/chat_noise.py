"""What WhatsApp writes into a chat beside people's words: pictures left out, messages deleted, marks of editing.

The Norwegian, Danish and Swedish strings are partly guessed from the English ones; they are matched loosely.
"""

from __future__ import annotations

import re

from dialogbot.mapping.phrases import one_of

MARK = "\u200e\u200f\u202a\u202c\ufeff"
LEFT_OUT = one_of("""
omitted | left out | attached | utelatt | utelatte | utelate | udeladt | udeladte | utelämnat | utelämnad | utelämnats
utelämnades | utesluten | uteslutet | vedlagt | vedlagte | vedlagd | vedhæftet | bifogad | bifogat
ausgeschlossen | weggelassen | angehängt
""")
THINGS = one_of("""
image | photo | picture | video | audio | gif | sticker | document | file | media | contact card | video note
voice message | bilde | foto | lyd | lydfil | lydklipp | klistremerke | klistermerke | dokument | fil | medier
kontaktkort | videomelding | talemelding | billede | klistermærke | lydbesked | mediefiler | mediefil | bild | ljud
klistermärke | röstmeddelande | mediafil | medien
""")
MESSAGE = one_of("""
denne meldingen | denne meldinga | meldingen | meldinga | denne besked | beskeden
det här meddelandet | detta meddelande | meddelandet
""")
ATTACHED = re.compile(
    rf"[{MARK}]*<[^<>\n]{{0,200}}{LEFT_OUT}[^<>\n]{{0,200}}>|[{MARK}]*<{LEFT_OUT}: [^<>\n]*>", re.IGNORECASE
)
# «IMG-20260103-WA0001.jpg (fil vedlagt)», with the caption on the next line.
FILE = re.compile(
    rf"^[{MARK}]*[^\n]{{1,200}}\.\w{{2,5}} \([^()\n]{{0,40}}{LEFT_OUT}\)[{MARK}]*$", re.IGNORECASE | re.MULTILINE
)
THING = re.compile(rf"^[{MARK}]*{THINGS} (?:(?:ble|er|blev|blei|vart|har) )?{LEFT_OUT}[.{MARK}]*$", re.IGNORECASE)
PAGES = re.compile(rf"^[{MARK}]*[^\n]{{1,200}}\.\w{{2,5}} • [{MARK}]*\d+ \w+[ {MARK}]*$")
EDITED = re.compile(
    rf"\s*[{MARK}]*<[^<>\n]{{0,60}}(?:edited|redigert|redigeret|redigerats|redigerades|bearbeitet)[^<>\n]{{0,20}}>\s*$",
    re.IGNORECASE,
)
DELETED = re.compile(
    rf"^[{MARK}\s]*"
    + one_of(rf"""
this message was deleted(?: by admin.{{0,60}})? | you deleted this message(?: as admin)?
{MESSAGE} (?:ble|vart|blei|er|har blitt|har|blev|togs) (?:slettet|sletta|bort|raderats|raderat|fjernet|fjerna).{{0,60}}
{MESSAGE} raderades.{{0,60}} | du (?:slettet|sletta|slettede|raderade|tok bort|tog bort|fjernet) {MESSAGE}
diese nachricht wurde gelöscht | du hast diese nachricht gelöscht
""")
    + r"[.!]?\s*$",
    re.IGNORECASE,
)
# What can be guessed of a poll's lines: a heading in capitals, and options with their votes.
POLL = re.compile(rf"^[{MARK}]*[^\W\d_]{{3,20}}:\s*\n", re.DOTALL)
OPTION = re.compile(rf"^[{MARK}]+[^\W\d_]{{3,20}}: (?P<option>.*?)(?: \(\d+ [^()\n]*\))?$", re.MULTILINE)
PLACE = re.compile(
    rf"^[{MARK}]*(?:(?:live )?(?:location|posisjon|plassering|placering|plats|position)[^:\n]{{0,20}}: )?https?://"
    r"(?:maps\.google\.com|foursquare\.com|www\.google\.com/maps)\S*$|"
    rf"^[{MARK}]+[^\n]{{1,200}}: https?://foursquare\.com/\S+$",
    re.IGNORECASE,
)
VOTE = re.compile(r" \(\d+ [^()\n]*\)$")
CREATED = re.compile(
    r"(?:created (?:the |this )?group|opprett(?:et|a|ede) (?:denne )?grupp(?:en|a|e)|laget gruppen|oprettede gruppen|"
    r"skapade gruppen|erstellt)\s*[\"«“„](?P<group>[^\n]{1,100})[\"»”“]",
    re.IGNORECASE,
)
RENAMED = re.compile(
    r"(?:changed|endr\w+|ændrede|ändrade|geändert)\b[^\n\"«“„]{0,40}"
    r"(?:(?:from|fra|frå|från|von) [\"«“„][^\n]{1,100}?[\"»”“] )?"
    r"(?:to|til|till|zu|auf) [\"«“„](?P<group>[^\n]{1,100}?)[\"»”“]",
    re.IGNORECASE,
)
WELCOME = re.compile(
    r"end-to-end|ende-til-ende|ende-til-ende-|totalsträck|ende-zu-ende|gjennomgående krypter", re.IGNORECASE
)


def said(body: str) -> str | None:
    """Give what a person said in the body of a message: empty where it only shows something, ``None`` for no message.

    A picture's caption, a poll's question and its options are said; marks of editing and the names of files are not.
    """
    plain = EDITED.sub("", body).strip()
    if DELETED.match(plain) or is_silent(plain):
        return None
    if POLL.match(plain) and OPTION.search(plain):
        return _poll(plain)
    if PLACE.match(plain) or PAGES.match(ATTACHED.sub("", plain)) or THING.match(plain):
        return ""
    text = FILE.sub("", ATTACHED.sub("", plain)).strip(f"{MARK} \n\t")
    # On an iPhone a mark stands before what WhatsApp itself put there.
    return None if text and body.startswith("\u200e") and not _has_caption(plain, text) else text


def is_silent(body: str) -> bool:
    """Tell whether a message is WhatsApp's own word of welcome, which stands under the name of the group."""
    return WELCOME.search(body) is not None and len(body) < 400  # noqa: PLR2004 # the word of welcome is shorter


def group_in(name: str | None, body: str) -> str | None:
    """Give the name of a group as an entry of WhatsApp's own tells it: made, renamed, or welcomed under its name."""
    if name is not None and is_silent(body):
        return name
    if name is not None and not body.startswith("\u200e"):
        return None
    found = RENAMED.search(body) or CREATED.search(body)
    return found["group"].strip() if found is not None else None


def _has_caption(plain: str, text: str) -> bool:
    return ATTACHED.search(plain) is not None and bool(text)


def _poll(plain: str) -> str:
    lines = plain.split("\n")[1:]
    found = [OPTION.match(line) for line in lines]
    said_lines = [match["option"] if match else line for match, line in zip(found, lines, strict=True)]
    return "\n".join(VOTE.sub("", line.lstrip(MARK)) for line in said_lines).strip()
