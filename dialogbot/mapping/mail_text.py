"""What a person wrote in a mail: without what it quotes, signatures, and the footers of lists. Pure."""

from __future__ import annotations

import re

from dialogbot.exports.markup import parsed_html, text_of_node
from dialogbot.mapping.phrases import one_of

QUOTED = re.compile(r"^\s{0,3}(?:>|\|\s)")
# «Den 3. mai 2026 kl. 10:04 skrev Kari Li <kari@…>:», in one line or broken in two.
WROTE = re.compile(
    r"^.{0,300}\b(?:wrote|writes|skrev|skreiv|skriver|schrieb|a écrit|escribió)\b.{0,200}:\s*$", re.IGNORECASE
)
LONGEST_ATTRIBUTION = 3
CUT = re.compile(
    one_of(r"""
^-{2,}\s?(?:original|opprinnelig|opphavleg|oprindelig|ursprunglig|ursprüngliche)[\w ]*-{2,}$
^-{2,}\s?(?:forwarded|videresendt|vidaresend)[\w ]*-{2,}$
^_{20,} | ^-=-=- | ^_\._,_\._,_ | ^-{12,} ?next part | ^-- ?$ | ^Begin forwarded message:$
^(?:Get|Hent|Hämta) Outlook (?:for|til|för)\b | ^Sent from (?:my|Mail|Yahoo|Outlook)\b
^Sendt (?:fra|frå) (?:min|mi|mitt|Outlook|E-post|Mail)\b | ^Skickat från (?:min|mitt|Outlook|E-post)\b
"""),
    re.IGNORECASE,
)
# The head of a mail that is quoted without marks: who, when and to whom, each on its line.
FROM = re.compile(r"^\*?(?:From|Fra|Frå|Från|Von)\*?:\*?\s", re.IGNORECASE)
REST_OF_HEAD = re.compile(
    r"^\*?(?:Sent|Date|To|Subject|Cc|Sendt|Dato|Til|Emne|Kopi|Skickat|Till|Ämne|Datum|Gesendet|An|Betreff)\*?:",
    re.IGNORECASE,
)
OTHERS = ", ".join(
    (
        *("blockquote", ".gmail_quote", ".gmail_signature", ".moz-cite-prefix", ".moz-signature"),
        *("#appendonsend ~ *", "#divRplyFwdMsg", "#divRplyFwdMsg ~ *"),
    )
)


def written(text: str) -> str:
    """Give what the sender of a plain text mail wrote, in the order in which it stands."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    end = next((place for place in range(len(lines)) if _ends(lines, place)), len(lines))
    kept: list[str] = []
    for line in lines[:end]:
        if QUOTED.match(line):
            _drop_attribution(kept)
        else:
            kept.append(line)
    if end < len(lines):
        _drop_attribution(kept)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def written_html(page: str) -> str:
    """Give what the sender of an HTML mail wrote."""
    body = parsed_html(page).body
    if body is None:
        return ""
    for other in body.css(OTHERS):
        other.decompose()
    return written(text_of_node(body))


def _ends(lines: list[str], place: int) -> bool:
    """Tell whether what follows is no longer the sender's: a signature, a footer, or a whole mail without marks."""
    line = lines[place].strip()
    if CUT.match(lines[place]) or CUT.match(line):
        return True
    after = [each for each in lines[place + 1 : place + 4] if each.strip()]
    return FROM.match(line) is not None and sum(REST_OF_HEAD.match(each.strip()) is not None for each in after) > 1


def _drop_attribution(kept: list[str]) -> None:
    """Take away the line above a quotation that says who is quoted, also where it is broken over lines."""
    last = len(kept)
    while last and not kept[last - 1].strip():
        last -= 1
    for length in range(1, LONGEST_ATTRIBUTION + 1):
        start = last - length
        if start < 0 or not kept[start].strip():
            return
        if WROTE.match(" ".join(kept[start:last])):
            del kept[start:]
            return
