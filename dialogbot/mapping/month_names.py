"""Dates as an account on Facebook shows them: the account's own names of months, mostly in the order of English.

Seen in real archives: English, Norwegian, Thai. The names of other languages are as Unicode's CLDR gives them.
"""

from __future__ import annotations

import re
from datetime import datetime, tzinfo

from dialogbot.dates import BadDate, read_time

# The beginnings of the names of each month, as short as they are written anywhere; the longest that fits counts.
BEGINNINGS = (
    "jan janv jaan ene gen tammi ian sty led oca ođđ янв січ ม.ค มกรา يناير",
    "feb febr fév fev helmi lut úno şub veebr vas guov фев лют ก.พ กุมภา فبراير",
    "mar mär mrt maart mars márc maalis bře märts kov njuk мар бер มี.ค มีนา مارس",
    "apr avr abr huhti kwi dub nis ápr bal cuo апр кві เม.ย เมษา أبريل ابريل",
    "mai may maj mei mag maí máj touko kvě geg mies май мая тра พ.ค พฤษภา مايو",
    "jun juin giu kesä cze čvn červn haz iun jún juuni birž geas июн чер มิ.ย มิถุนา يونيو",
    "jul juil lug heinä lip čvc červenec července tem iul júl juuli liep suoi июл лип ก.ค กรกฎา يوليو",
    "aug août aoû ago elo sie srp ağu ágú rugp borg авг сер ส.ค สิงหา أغسطس اغسطس",
    "sep sept set syys wrz zář eyl szept rugs čakč сен вер ก.ย กันยา سبتمبر",
    "okt oct ott out loka paź říj eki spal golg окт жов ต.ค ตุลา أكتوبر اكتوبر",
    "nov nóv marras lis kas noi lapkr skáb ноя лис พ.ย พฤศจิกา نوفمبر",
    "des dec dez dic déc joulu gru pro ara dets gruod juov дек гру ธ.ค ธันวา ديسمبر",
)
MONTHS = {beginning: number for number, names in enumerate(BEGINNINGS, 1) for beginning in names.split()}
WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u0e31-\u0e3a\u0e47-\u0e4e]|\.(?=[\u0e01-\u0e2e]))*")
CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?!\d)")
YEAR = re.compile(r"(?<!\d)((?:19|20|25)\d{2})(?!\d)")
DAY = re.compile(r"(?<!\d)(\d{1,2})(?!\d)")
EAST_ASIAN = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]?")
VIETNAMESE = re.compile(r"(?:tháng|thg)\s?(\d{1,2})", re.IGNORECASE)
AFTERNOON = re.compile(
    r"(?<![^\W\d_])(?:p\.?\s?m|em|e\.m|ip|nachm|CH|ÖS|ettermiddag)\b|下午|午後|오후|μ\.?μ|(?<!\w)م(?!\w)", re.IGNORECASE
)
FORENOON = re.compile(
    r"(?<![^\W\d_])(?:a\.?\s?m|fm|f\.m|ap|vorm|SA|ÖÖ|formiddag)\b|上午|午前|오전|π\.?μ|(?<!\w)ص(?!\w)", re.IGNORECASE
)
MARKS = dict.fromkeys([*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF])
BUDDHIST = 543
NOON = 12


def read_account_time(text: str, zone: tzinfo) -> datetime | None:
    """Read a time such as ``des. 26, 2026 9:05:20 pm`` in the account's language, on the clock of ``zone``.

    Gives ``None`` for nothing. Raises ``BadDate`` where there is something and it is no time.
    """
    plain = " ".join(text.translate(MARKS).split())
    day = _day_in(plain)
    if day is None:
        return read_time(plain, zone)
    try:
        return read_time(_with_clock(datetime(*day), plain), zone)  # noqa: DTZ001 # the zone is put on in read_time
    except ValueError as error:
        raise BadDate(f"no time: {plain[:40]}") from error


def month_in(text: str) -> int | None:
    """Give the number of the month that is named in a text, in any of the languages known here."""
    for word in WORD.findall(text.casefold()):
        known = [beginning for beginning in MONTHS if word.startswith(beginning)]
        if known:
            return MONTHS[max(known, key=len)]
    return None


def _day_in(text: str) -> tuple[int, int, int] | None:
    east = EAST_ASIAN.search(text)
    if east is not None:
        return int(east[1]), int(east[2]), int(east[3])
    vietnamese = VIETNAMESE.search(text)
    month = int(vietnamese[1]) if vietnamese is not None else month_in(text)
    year = YEAR.search(text)
    if month is None or year is None:
        return None
    rest = CLOCK.sub(" ", VIETNAMESE.sub(" ", text.replace(year[0], " ", 1)))
    day = DAY.search(rest)
    if day is None:
        return None
    return int(year[1]) - (BUDDHIST if year[1].startswith("25") else 0), month, int(day[1])


def _with_clock(day: datetime, text: str) -> datetime:
    found = CLOCK.search(text)
    if found is None:
        return day
    hour = int(found[1])
    if hour <= NOON and AFTERNOON.search(text):
        hour = hour % NOON + NOON
    elif hour == NOON and FORENOON.search(text):
        hour = 0
    return day.replace(hour=hour, minute=int(found[2]), second=int(found[3] or 0))
