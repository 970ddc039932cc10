import gzip
import json
import stat
import zipfile
from pathlib import Path

import pytest
import zstandard

from dialogbot.domain import Flaw, Rejected, UnreadableFile
from dialogbot.exports import Export, JsonKind, Limits, Row, open_export


def _zip(path: Path, members: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return path


def _file(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def _names(export: Export) -> list[str]:
    return [member.name for member in export.members]


def test_a_zip_is_listed_without_media_and_droppings(tmp_path: Path) -> None:
    path = _zip(
        tmp_path / "e.zip",
        {"a/x.json": "[]", "__MACOSX/a/._x.json": "", "a/.DS_Store": "", "a/1.JPG": "", "no-data.txt": ""},
    )
    with open_export(path, Limits()) as export:
        assert _names(export) == ["a/x.json"]


def test_a_folder_is_listed_like_its_zip(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    _file(tmp_path / "a" / "x.json", "[]")
    _file(tmp_path / "a" / "1.png", "x")
    with open_export(tmp_path, Limits()) as export:
        assert _names(export) == ["a/x.json"]


def test_members_that_leave_the_zip_are_refused(tmp_path: Path) -> None:
    path = _zip(tmp_path / "e.zip", {"../evil.json": "[]", "good.json": "[]"})
    with open_export(path, Limits()) as export:
        assert _names(export) == ["good.json"]
        assert export.refused == (Rejected(where="../evil.json", flaw=Flaw.BAD_ROW),)


def test_member_without_a_name_is_refused(tmp_path: Path) -> None:
    nameless = zipfile.ZipInfo("x")
    nameless.filename = ""
    with zipfile.ZipFile(tmp_path / "e.zip", "w") as archive:
        archive.writestr(nameless, "[]")
        archive.writestr("good.json", "[]")

    with open_export(tmp_path / "e.zip", Limits()) as export:
        assert _names(export) == ["good.json"]
        assert export.refused == (Rejected(where="", flaw=Flaw.BAD_ROW),)


def test_links_in_a_zip_and_in_a_folder_are_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("link.json")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "e.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
        archive.writestr("good.json", "[]")
    with open_export(tmp_path / "e.zip", Limits()) as export:
        assert _names(export) == ["good.json"]
    folder = tmp_path / "folder"
    folder.mkdir()
    _file(folder / "good.json", "[]")
    (folder / "link.json").symlink_to(tmp_path / "e.zip")
    with open_export(folder, Limits()) as export:
        assert _names(export) == ["good.json"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("none.json", None, "does not exist"),
        ("empty.json", b"", "is empty"),
        ("broken.zip", b"PK\x03\x04garbage", "broken zip"),
        ("locked.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "password-protected"),
    ],
)
def test_what_cannot_be_opened_is_said_in_one_line(tmp_path: Path, name: str, content: bytes | None, said: str) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UnreadableFile, match=said) as caught, open_export(path, Limits()):
        pass
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(("at", "byte"), [(6, 242), (9, 8)])
def test_a_zip_of_a_version_to_come_or_with_a_name_that_is_no_text_is_broken(
    tmp_path: Path, at: int, byte: int
) -> None:
    path = _zip(tmp_path / "e.zip", {"x.json": "[]"})
    raw = bytearray(path.read_bytes())
    contents = raw.index(b"PK\x01\x02")
    raw[contents + at] = byte
    raw[contents + 46] = 0xFF  # the name's first byte
    path.write_bytes(bytes(raw))
    with pytest.raises(UnreadableFile, match="broken zip"), open_export(path, Limits()):
        pass


def test_an_encrypted_zip_asks_for_its_password_to_be_used(tmp_path: Path) -> None:
    path = _zip(tmp_path / "e.zip", {"x.json": "[]"})
    raw = bytearray(path.read_bytes())
    raw[6] |= 1
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(bytes(raw))
    with pytest.raises(UnreadableFile, match="encrypted"), open_export(path, Limits()):
        pass


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = _zip(tmp_path / "e.zip", {"x.json": " " * 2_000_000})
    with (
        pytest.raises(UnreadableFile, match="unpacks to more"),
        open_export(path, Limits(max_unpacked_bytes=1_000_000)),
    ):
        pass


def test_a_packed_bomb_ends_in_an_error_at_the_limit(tmp_path: Path) -> None:
    path = _file(tmp_path / "x.json.gz", gzip.compress(b"[" + b" " * 2_000_000))
    with open_export(path, Limits(max_unpacked_bytes=1_000_000)) as export, pytest.raises(UnreadableFile):
        list(export.members[0].lines())


def test_too_many_members_are_refused(tmp_path: Path) -> None:
    path = _zip(tmp_path / "e.zip", {f"{number}.json": "[]" for number in range(9)})
    with pytest.raises(UnreadableFile, match="holds 9 files"), open_export(path, Limits(max_members=8)):
        pass


def test_zips_in_a_zip_are_not_opened(tmp_path: Path) -> None:
    path = _zip(tmp_path / "e.zip", {"inner.zip": "x"})
    with pytest.raises(UnreadableFile, match="only other archives"), open_export(path, Limits()):
        pass


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_text_is_decoded_whatever_it_is_written_in(tmp_path: Path, encoding: str) -> None:
    text = "Får æ låne en bok på øya? Én til, så går jeg hjem.\n" * 5
    path = _file(tmp_path / "x.txt", text.encode(encoding))
    with open_export(path, Limits()) as export:
        assert export.members[0].text() == text


def test_a_stray_old_byte_in_utf8_is_read_as_cp1252(tmp_path: Path) -> None:
    path = _file(tmp_path / "x.txt", "på øya ".encode() * 50_000 + b"p\xe5")
    with open_export(path, Limits()) as export:
        assert export.members[0].text().endswith("på øya på")


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
def test_packed_files_are_read_as_if_they_were_not(tmp_path: Path, pack: object) -> None:
    assert callable(pack)
    path = _file(tmp_path / "x.ndjson.packed", pack(b'{"a": 1}\n{"a": 2}\n'))
    with open_export(path, Limits()) as export:
        assert [row.cells for row in export.members[0].records() if isinstance(row, Row)] == [{"a": 1}, {"a": 2}]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('[{"a": 1}]', JsonKind.ARRAY),
        ('{"a": 1}', JsonKind.OBJECT),
        ('{"a": 1}\n{"a": 2}', JsonKind.LINES),
        ("[01.02.2026, 10:00:00] Åse: hei", None),
        ("hei", None),
    ],
)
def test_the_layout_of_json_is_told(tmp_path: Path, text: str, kind: JsonKind | None) -> None:
    with open_export(_file(tmp_path / "x", text), Limits()) as export:
        assert export.members[0].json_kind is kind


def test_an_array_that_breaks_off_gives_what_is_whole(tmp_path: Path) -> None:
    with open_export(_file(tmp_path / "x.json", '{"posts": [{"a": 1}, {"a": 2}, {"a": '), Limits()) as export:
        rows = list(export.members[0].records("posts"))
    assert rows == [
        Row(where="posts[0]", cells={"a": 1}),
        Row(where="posts[1]", cells={"a": 2}),
        Rejected(where="posts[1]", flaw=Flaw.CUT_SHORT),
    ]


def test_a_large_array_is_streamed_to_the_same_rows(tmp_path: Path) -> None:
    records = [{"number": number, "text": "å" * 1000} for number in range(9000)]
    path = _file(tmp_path / "x.json", json.dumps(records, ensure_ascii=False))
    with open_export(path, Limits()) as export:
        assert [row.cells["number"] for row in export.members[0].records() if isinstance(row, Row)] == list(range(9000))


def test_a_line_that_is_no_json_is_rejected_alone(tmp_path: Path) -> None:
    with open_export(_file(tmp_path / "x.jsonl", '{"a": 1}\n{"a"\n{"a": 2}\n'), Limits()) as export:
        rows = list(export.members[0].records())
    assert rows[1] == Rejected(where="line 2", flaw=Flaw.BAD_ROW)
    assert len(rows) == 3


def test_json_nested_beyond_reason_is_no_crash(tmp_path: Path) -> None:
    with open_export(_file(tmp_path / "x.json", '{"a":' * 90_000 + "1" + "}" * 90_000), Limits()) as export:
        assert isinstance(export.members[0].first, dict)
        with pytest.raises(UnreadableFile, match="not whole JSON"):
            export.members[0].json()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_keeps_its_cells_whatever_parts_them(tmp_path: Path, delimiter: str) -> None:
    text = f'id{delimiter}tekst\r\n1{delimiter}"a;b,c\nd"\r\n'
    with open_export(_file(tmp_path / "x.csv", text), Limits()) as export:
        (table,) = export.members[0].tables
        assert table.header == ("id", "tekst")
        assert list(table.records()) == [Row(where="row 2", cells={"id": "1", "tekst": "a;b,c\nd"})]


def test_a_huge_cell_is_rejected_and_the_rest_is_read(tmp_path: Path) -> None:
    text = "id;tekst\n1;" + "x" * 5000 + "\n2;kort\n"
    with open_export(_file(tmp_path / "x.csv", text), Limits(max_field_chars=1000)) as export:
        rows = list(export.members[0].tables[0].records())
    assert rows == [
        Rejected(where="row 2", flaw=Flaw.TOO_LARGE),
        Row(where="row 3", cells={"id": "2", "tekst": "kort"}),
    ]


def test_a_column_that_stands_twice_loses_no_cell(tmp_path: Path) -> None:
    with open_export(_file(tmp_path / "x.csv", "tekst;tekst\na;b\n"), Limits()) as export:
        (row,) = export.members[0].tables[0].records()
    assert isinstance(row, Row)
    assert row.cells == {"tekst": "a", "tekst 2": "b"}


def test_links_of_cells_are_told(tmp_path: Path) -> None:
    import openpyxl  # noqa: PLC0415 # costly to load, and this test alone makes a workbook

    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["tekst", "lenke"])
    sheet.append(["hei", "vis"])
    sheet["B2"].hyperlink = "https://example.org/1"
    book.save(tmp_path / "x.xlsx")
    with open_export(tmp_path / "x.xlsx", Limits()) as export:
        assert export.members[0].tables[0].links() == {(2, 2): "https://example.org/1"}


def test_progress_hears_of_all_bytes(tmp_path: Path) -> None:
    heard: list[int] = []
    with open_export(_file(tmp_path / "x.jsonl", '{"a": 1}\n' * 9000), Limits(), heard.append) as export:
        list(export.members[0].records())
        assert sum(heard) == export.size
