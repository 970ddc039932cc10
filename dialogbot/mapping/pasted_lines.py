"""What each line of a page copied from the browser is: a name, a time, buttons, a count, or words. Pure.

Buttons and times are known in Norwegian, Danish, Swedish and English, as Facebook, Instagram, X and blogs show them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from dialogbot.dates import MONTHS, UNITS, BadDate, read_time
from dialogbot.mapping.phrases import one_of
from dialogbot.mapping.values import count


class Part(Enum):
    """What a line is."""

    BLANK = "blank"
    NOISE = "noise"
    HANDLE = "handle"
    OTHERS = "others"
    BUTTONS = "buttons"
    TIME = "time"
    COUNT = "count"
    HEAD = "head"
    NAME = "name"
    WORDS = "words"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line: what it is, as it stands, and the name, time and number in it.

    ``opens`` and ``answers`` tell the buttons of a post from those of a comment.
    """

    part: Part
    text: str
    number: int
    name: str | None = None
    time: str | None = None
    count: int | None = None
    opens: bool = False
    answers: bool = False


COMMENT = one_of("kommenter | kommentér | kommentera | comment | del | dele | dela | share | send")
BUTTON = one_of(rf"""
{COMMENT} | liker | lik | like | likes | synes godt om | syns godt om | gilla | gillar | svar | svara | svare | reply
besvar | rediger | redigert | redigeret | redigerad | redigerat | edited | edit | følg | følger | følgjer | följ
following | follow | slett | slet | radera | delete | rapporter | rapportera | report | skjul | dölj | hide
se oversettelse | sjå omsetjing | vis oversettelse | se oversættelse | visa översättning | se översättning
see translation | oversett | translate
""")
BUTTONS = re.compile(rf"(?<![^\W\d_]){BUTTON}(?![^\W\d_])", re.IGNORECASE)
OPENING = re.compile(rf"(?<![^\W\d_]){COMMENT}(?![^\W\d_])", re.IGNORECASE)
ANSWERING = re.compile(r"(?<![^\W\d_])(?:svar|svara|svare|reply|besvar)(?![^\W\d_])", re.IGNORECASE)
SEPARATORS = re.compile(r"[·•|∙⋅—–\-\s]+")
JOINED = re.compile(r"(?<=[a-zæøåäö])(?=[A-ZÆØÅÄÖ\d])")
LIKED = one_of("""
likes? | liker | likar | likerklikk | liker dette | likte dette | personer liker dette | synes godt om
gilla-markeringar | gillamarkeringar | gillar | reaksjon(?:er|ar)? | reaktion(?:er)? | reactions? | hjerter | hearts
""")
COUNTED = re.compile(rf"^(?:\d[\d .,]*\s?(?:k|tusen|mill)?)\.?(?:\s+(?:{LIKED}))?$", re.IGNORECASE)
NUMBER = re.compile(r"^\d[\d .,]*(?:\s?(?:k|tusen|mill)\b)?", re.IGNORECASE)
COMMENTS = one_of(r"kommentar\w* | comments? | svar\w* | repl(?:y|ies)")
SHOW = one_of("vis | se | sjå | visa | view | see | show | hide | skjul | dölj | les | läs | read")
# What stands around messages: headings of reactions, counts of comments, links to more of them, and badges of people.
NOISE = re.compile(
    "^"
    + one_of(rf"""
.{{2,80}} (?:og|and|och) \d[\d .,]* (?:andre|andra|others|til|fler\w*)
(?:alle reaksjoner|alle reaksjonar|alle reaktioner|alla reaktioner|all reactions)\b.*
\d+ (?:{COMMENTS}|deling(?:er|ar)?|gange?r? delt|delningar|shares?|visning(?:er|ar)|views)\b.{{0,40}}
{SHOW}\b.{{0,12}}\b(?:\d+|all|all[ea]|fler\w*|mer|meir|mere|more|previous|tidl\w+)\b.{{0,12}}\b{COMMENTS}\b.{{0,12}}
{SHOW} {COMMENTS}(?: \(\d+\))? | {SHOW} (?:mer|meir|mere|more|innlegg|innlegget|post|inlägg|opslag)
(?:svarer til|svarar til|svarer|replying to|svarar)(?:\s+@\w+)* | (?:skriv|write)\b.{{0,30}}{COMMENTS}\b.{{0,20}}
(?:mest relevante?|most relevant|nyeste|newest|all[ea]? kommentar\w*|all comments|top comments)(?: først| first)?
admin | administrator | moderator | forfatter | forfattar | författare | author | topp-?bidragsyter | topp-?bidragsytar
top contributor | topbidragyder | gruppeekspert | group expert | ny bidragsyter | rising contributor | original poster
op | toppfan | top fan | fremragende bidragsyter | all-star contributor | verifisert | verified | verifierad
delt med offentlig gruppe | shared with public group | kan være et bilde av.* | may be an image of.* | gif
offentlig | public | festet innlegg | pinned post
""")
    + "[.:…]*$",
    re.IGNORECASE,
)
# Who else reacted: «Åse Vik» on a line of its own, and below it «og 14 andre».
OTHERS = re.compile(r"^(?:og|and|och) \d[\d .,]* (?:andre|andra|others|til|fler\w*)$", re.IGNORECASE)
RULE = re.compile(r"^[\s·•|∙⋅.…,:()\[\]–—_*=-]+$")
HANDLE = re.compile(r"^@\w{2,30}$")
SMALL = frozenset({"van", "von", "der", "de", "la", "le", "du", "da", "di", "af", "av", "al", "el", "bin", "ten", "og"})
NAME = re.compile(r"^@?[^\W\d_][\w.'’\u00b4() -]{1,49}$")
MOST_WORDS = 5
SAYS = re.compile(
    r"^(?P<name>.{2,60}?)\s+(?:sier|seier|sa|says|said|wrote|skrev|skreiv|skriver|skriv|säger|siger|kommenterte|kommenterade)"
    r"(?:\s+(?P<time>.{0,60}?))?\s*:$",
    re.IGNORECASE,
)
ONE_LINE = re.compile(
    r"^(?P<name>[^\W\d_].{1,49}?)(?:\s+@\w{2,30})?\s*(?:,|·|•|\||–|-|\(|:|\s)\s*"
    r"(?:skrev |den )?(?P<time>[^·•|]{2,45}?)\)?\s*[:·]?$"
)
TIME_WORDS = frozenset(
    _word
    for _words in (
        "kl klokka klokken clock at den i dag går igår idag today yesterday for siden sidan ago sedan um am pm a p m",
        "ca about en et ett ein one an utc gmt cet cest akkurat nå nettopp just now nyss nu th st nd rd of",
        "man tir tirs ons tor tors fre lør lau søn mon tue wed thu fri sat sun mandag tirsdag onsdag torsdag fredag",
        "lørdag søndag måndag tysdag laurdag sundag tisdag lördag söndag",
        "monday tuesday wednesday thursday friday saturday sunday",
    )
    for _word in _words.split()
)
LONGEST_TIME = 50
EDITED = re.compile(r"[\s·(]*\b(?:redigert|redigeret|redigerad|redigerat|edited)\b\)?", re.IGNORECASE)


def line_of(text: str, number: int, now: datetime) -> Line:
    """Tell what a line is; ``now`` is when the page was copied, for times such as ``3 t``."""
    bare = text.replace("\u200e", "").replace("\xa0", " ").strip()
    if not bare or RULE.match(bare):
        return Line(part=Part.BLANK, text="", number=number)
    time = time_in(bare, now)
    if time is not None:
        return Line(part=Part.TIME, text=bare, number=number, time=time)
    if COUNTED.match(bare):
        return Line(part=Part.COUNT, text=bare, number=number, count=_number(bare))
    return _buttons(bare, number, now) or _head(bare, number, now) or _plain(bare, number)


def time_in(text: str, now: datetime) -> str | None:
    """Give a line that is a time and nothing else, without the marks around it; ``None`` for any other."""
    bare = EDITED.sub("", text).strip(" ·•|∙⋅()–-").strip()
    if not 2 <= len(bare) <= LONGEST_TIME or re.fullmatch(r"[\d .,]+", bare):  # noqa: PLR2004 # «3t»
        return None
    if not all(_is_time_word(word) for word in re.findall(r"[^\W\d_]+", bare.casefold())):
        return None
    try:
        return bare if read_time(bare, now=now) is not None else None
    except BadDate:
        return None


def _is_time_word(word: str) -> bool:
    if word in TIME_WORDS or word in UNITS or (word[:3] in MONTHS and len(word) <= 9):  # noqa: PLR2004 # «september»
        return True
    return any(
        word.endswith(end) and word.removesuffix(end) in UNITS for end in ("s", "er", "r", "en", "ar", "e", "or")
    )


def _buttons(text: str, number: int, now: datetime) -> Line | None:
    """Give a line of buttons, also with a time or a count among them; copied together they may lack all spaces."""
    for spaced in (text, JOINED.sub(" · ", text)):
        rest = SEPARATORS.sub(" ", BUTTONS.sub(" ", spaced)).strip(" .:…()")
        counted = COUNTED.match(rest) is not None
        time = time_in(rest, now) if rest else None
        if BUTTONS.search(spaced) and (not rest or counted or time is not None):
            return Line(
                part=Part.BUTTONS,
                text=text,
                number=number,
                time=time,
                count=_number(rest) if counted else None,
                opens=OPENING.search(spaced) is not None,
                answers=ANSWERING.search(spaced) is not None,
            )
    return None


def _head(text: str, number: int, now: datetime) -> Line | None:
    """Give a line that says who wrote, and mostly when: ``Kari Li sier:``, ``Kari Li · 3 t``."""
    says = SAYS.match(text)
    if says is not None and _is_name(says["name"], most_words=MOST_WORDS):
        time = time_in(says["time"], now) if says["time"] else None
        if says["time"] is None or time is not None:
            return Line(part=Part.HEAD, text=text, number=number, name=says["name"], time=time)
    for found in _one_lines(text):
        time = time_in(found["time"], now)
        if time is not None and _is_name(found["name"], most_words=MOST_WORDS):
            return Line(part=Part.HEAD, text=text, number=number, name=found["name"].strip(), time=time)
    return None


def _one_lines(text: str) -> list[re.Match[str]]:
    if len(text) > 2 * LONGEST_TIME:
        return []
    # The shortest name whose rest is a time; «Kari Li 3. mai» must not end in «Kari».
    spots = [match.start() for match in re.finditer(r"(?<=[\s,·•|(–-])(?=\S)|(?<=[^\W\d_])(?=\d)", text)]
    found = (ONE_LINE.match(f"{text[:spot].rstrip(' ,·•|(–-:')} | {text[spot:]}") for spot in spots)
    return [match for match in found if match is not None]


def _plain(text: str, number: int) -> Line:
    if NOISE.match(text):
        return Line(part=Part.NOISE, text=text, number=number)
    if OTHERS.match(text):
        return Line(part=Part.OTHERS, text=text, number=number)
    if HANDLE.match(text):
        return Line(part=Part.HANDLE, text=text, number=number)
    name = text.strip(" ·•|")
    if _is_name(name, most_words=MOST_WORDS):
        return Line(part=Part.NAME, text=text, number=number, name=name)
    return Line(part=Part.WORDS, text=text, number=number)


def _is_name(text: str, *, most_words: int) -> bool:
    parts = text.split()
    if not parts or len(parts) > most_words or NAME.match(text) is None or text.endswith((".", "-")):
        return False
    if len(parts) == 1:
        return True
    return all(part[0].isupper() or part.casefold() in SMALL or not part[0].isalpha() for part in parts)


def _number(text: str) -> int | None:
    found = NUMBER.match(text)
    return None if found is None else count(found[0].strip())
