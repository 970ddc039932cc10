from datetime import UTC, datetime

import pytest

from dialogbot.mapping.pasted_lines import Part, line_of

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Liker · Svar · 3 t", Part.BUTTONS),
        ("LikeReply3h", Part.BUTTONS),
        ("Gilla · Svara · 2 tim · Redigerad", Part.BUTTONS),
        ("Synes godt om · Svar · 1 u", Part.BUTTONS),
        ("2 likesSvar", Part.BUTTONS),
        ("SvarSlett", Part.BUTTONS),
        ("3 t", Part.TIME),
        ("1 u ·", Part.TIME),
        ("i går kl. 14:05", Part.TIME),
        ("3. mai 2026, kl. 14:05", Part.TIME),
        ("May 3 at 2:05 PM ·", Part.TIME),
        ("Kari Moe sier:", Part.HEAD),
        ("Per Lien skrev 4. mai 2026 kl. 09:15:", Part.HEAD),
        ("Anonym3. mai 2026 kl. 14:05", Part.HEAD),
        ("Kari Moe @karimoe · 3t", Part.HEAD),
        ("Kari Moe", Part.NAME),
        ("kari.moe", Part.NAME),
        ("@karimoe", Part.HANDLE),
        ("og 14 andre", Part.OTHERS),
        ("Vis 2 svar", Part.NOISE),
        ("4 kommentarer", Part.NOISE),
        ("Toppbidragsyter", Part.NOISE),
        ("12", Part.COUNT),
        ("1,2k", Part.COUNT),
        ("Hvor finner jeg lydbøker?", Part.WORDS),
        ("Vi møtes 3. mai kl. 14 i kafeen", Part.WORDS),
        ("Jeg liker å svare folk", Part.WORDS),
        ("Kari skrev til meg i går: kom", Part.WORDS),
        ("👍", Part.WORDS),
        ("·", Part.BLANK),
    ],
)
def test_a_line_is_told_apart(text: str, part: Part) -> None:
    assert line_of(text, 1, NOW).part is part
