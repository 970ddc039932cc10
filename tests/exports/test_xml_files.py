from pathlib import Path

import pytest

from dialogbot.exports import Limits, open_export
from dialogbot.exports.xml_files import child_text, children, inner_markup, xml_elements, xml_root

ITEM = frozenset({"item"})
CHANNEL = frozenset({"channel"})


def _words(path: Path, content: bytes) -> list[str | None]:
    file = path / "feed.xml"
    file.write_bytes(content)
    with open_export(file, Limits()) as export:
        found = xml_elements(export.members[0], ITEM, CHANNEL)
        return [None if each is None else child_text(each, "title") for each in found]


def _root(path: Path, content: bytes) -> str:
    file = path / "feed.xml"
    file.write_bytes(content)
    with open_export(file, Limits()) as export:
        return xml_root(export.members[0])


def _channel(inside: bytes, before: bytes = b"") -> bytes:
    return before + b"<rss><channel>" + inside + b"</channel></rss>"


def _item(title: bytes) -> bytes:
    return b"<item><title>" + title + b"</title></item>"


def test_entities_that_swell_are_not_expanded(tmp_path: Path) -> None:
    swelling = b"".join(b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 10 if n else b"x" * 10) for n in range(12))
    found = _words(tmp_path, _channel(_item(b"&e11;") + _item(b"ok"), b"<!DOCTYPE r [" + swelling + b"]>"))
    assert all(len(words or "") < 100 for words in found)


def test_files_of_the_machine_are_not_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("hemmelig")
    doctype = f'<!DOCTYPE r [<!ENTITY s SYSTEM "{secret.as_uri()}">]>'.encode()
    found = _words(tmp_path, _channel(_item(b"&s;") + _item(b"ok"), doctype))
    assert found == ["&s;", "ok"]


def test_a_feed_that_breaks_off_says_so_after_what_is_whole(tmp_path: Path) -> None:
    assert _words(tmp_path, b"<rss><channel>" + _item(b"hel") + b"<item><title>hal")[-1] is None


def test_nesting_without_end_is_given_up(tmp_path: Path) -> None:
    assert _words(tmp_path, _channel(_item(b"ok") + b"<a>" * 5000)) == ["ok", None]


@pytest.mark.parametrize("code", [b"\x08", b"\x0b", b"\x1f"])
def test_control_marks_take_nothing_with_them(code: bytes, tmp_path: Path) -> None:
    assert _words(tmp_path, _channel(_item(b"<![CDATA[f\xc3\xb8r" + code + b"ste]]>"))) == ["første"]


def test_an_old_encoding_is_read_though_the_file_claims_another(tmp_path: Path) -> None:
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><rss><channel><item><title>blåbærsyltetøy</title></item></channel></rss>'
    )
    assert _words(tmp_path, content.encode("cp1252")) == ["blåbærsyltetøy"]


def test_only_what_stands_in_the_channel_itself_is_given(tmp_path: Path) -> None:
    assert _words(tmp_path, _channel(b"<image>" + _item(b"bilde") + b"</image>" + _item(b"post"))) == ["post"]


@pytest.mark.parametrize(
    ("content", "root"),
    [
        (b'\n<?xml version="1.0"?><!-- <feed> --><rss version="2.0"><channel/></rss>', "rss"),
        (b"<?xml version='1.0'?><rdf:RDF xmlns:rdf='x'></rdf:RDF>", "RDF"),
        (b"<!DOCTYPE html><html><body>feed</body></html>", "html"),
        (b"not <xml>", ""),
    ],
)
def test_the_root_is_told_past_what_stands_before_it(content: bytes, root: str, tmp_path: Path) -> None:
    assert _root(tmp_path, content) == root


def test_markup_that_is_not_escaped_is_written_out(tmp_path: Path) -> None:
    file = tmp_path / "feed.xml"
    file.write_bytes(
        _channel(
            b'<item><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">a<br/>b</div></content></item>'
        )
    )
    with open_export(file, Limits()) as export:
        element = next(iter(xml_elements(export.members[0], ITEM, CHANNEL)))
        assert element is not None
        assert "a<br/>b" in inner_markup(element[0])


def test_a_prefix_that_is_not_declared_hides_nothing(tmp_path: Path) -> None:
    file = tmp_path / "feed.xml"
    file.write_bytes(_channel(b"<item><app:control><app:draft>yes</app:draft></app:control></item>"))
    with open_export(file, Limits()) as export:
        element = next(iter(xml_elements(export.members[0], ITEM, CHANNEL)))
        assert element is not None
        assert [child_text(control, "draft") for control in children(element, "control")] == ["yes"]
