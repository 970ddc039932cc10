"""No bytes make a reader crash: they give posts, rejected rows or one line that says what is wrong."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dialogbot.domain import Post, Rejected, UnreadableFile
from dialogbot.readers import read

FIXTURES = Path(__file__).parent.parent / "fixtures" / "exports"
SAMPLES = sorted(
    path.with_name(path.name.removesuffix(".expected.jsonl")) for path in FIXTURES.glob("*/*.expected.jsonl")
)
FILES = [path for path in SAMPLES if path.is_file()]
NASTY = [
    b"\x00" * 50,
    b"{" * 5000,
    b"[[[[",
    b"\xff\xfe",
    b"PK\x03\x04",
    b'{"text":',
    b"\x1f\x8b\x08",
    b"<" * 99,
    b'"' * 99,
    b"\n" * 50,
]


def _survives(path: Path) -> None:
    try:
        with read(path) as reading:
            for row in reading.rows:
                assert isinstance(row, Post | Rejected)
    except UnreadableFile as error:
        _is_one_line(error)


def _is_one_line(error: UnreadableFile) -> None:
    assert "\n" not in str(error)


@pytest.mark.parametrize("sample", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_sample_cut_anywhere_is_survived(sample: Path, tmp_path: Path) -> None:
    whole = sample.read_bytes()
    for part in (1, 4, 7):
        cut = tmp_path / f"{part}-{sample.name}"
        cut.write_bytes(whole[: len(whole) * part // 8])
        _survives(cut)


@pytest.mark.parametrize("sample", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_sample_with_garbage_in_its_midst_is_survived(sample: Path, tmp_path: Path) -> None:
    whole = sample.read_bytes()
    for number, nasty in enumerate(NASTY[:4]):
        spoilt = tmp_path / f"{number}-{sample.name}"
        spoilt.write_bytes(whole[: len(whole) // 2] + nasty + whole[len(whole) // 2 :])
        _survives(spoilt)


@settings(max_examples=30000, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=400), ending=st.sampled_from([".json", ".csv", ".xlsx", ".zip", ".txt"]))
def test_any_bytes_are_survived(content: bytes, ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"x{ending}"
    path.write_bytes(content)
    _survives(path)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**40), 2**40)
    | st.text(max_size=8)
    | st.sampled_from(["2026-01-01", "1e99", "2.4E+16"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
KEYS = st.sampled_from(
    [
        *(
            "text",
            "id",
            "thread",
            "parent",
            "group",
            "created",
            "author",
            "likes",
            "url",
            "data",
            "attachments",
            "title",
        ),
        *(
            "timestamp",
            "group_posts_v2",
            "group_comments_v2",
            "post_id",
            "post_url",
            "comments",
            "shares",
            "comments_full",
        ),
        *("facebookUrl", "groupTitle", "topComments", "user", "time", "label_values"),
    ]
)


@settings(max_examples=3000, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    records=st.lists(st.dictionaries(KEYS, JSON, min_size=1, max_size=12), min_size=1, max_size=3), bare=st.booleans()
)
def test_any_json_with_known_keys_is_survived(records: list[object], bare: bool, tmp_path: Path) -> None:  # noqa: FBT001 # drawn
    import orjson  # noqa: PLC0415 # beside the one test that writes JSON

    path = tmp_path / "x.json"
    path.write_bytes(orjson.dumps(records[0] if bare else records, option=orjson.OPT_NON_STR_KEYS))
    _survives(path)


@pytest.mark.parametrize("content", NASTY, ids=lambda content: repr(content[:6]))
def test_nasty_bytes_alone_are_survived(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(content)
    _survives(path)
