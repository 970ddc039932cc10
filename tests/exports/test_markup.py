import pytest

from dialogbot.exports.markup import text_of_html, text_of_written_html


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Hei &amp; hå<br>på deg</p><p>Ny</p>", "Hei & hå\npå deg\n\nNy"),
        ("<ul><li>en</li><li>to</li></ul>", "en\nto"),
        ("<div>a</div><div>b</div>", "a\nb"),
        ("ett\n   ord", "ett ord"),
        ('en <a href="x">le<b>nk</b>e</a>', "en lenke"),
        ("a<script>alert(1)</script><!-- b -->c", "ac"),
        ("1 < 2 og <3", "1 < 2 og <3"),
        ('god <img class="emoji" alt="😀" src="x"> dag', "god 😀 dag"),
        ("", ""),
    ],
)
def test_html_gives_the_words_that_a_browser_shows(html: str, text: str) -> None:
    assert text_of_html(html) == text


def test_new_lines_of_an_editor_are_kept() -> None:
    assert text_of_written_html("en\nto\r\n\r\ntre") == "en\nto\n\ntre"


def test_nesting_needs_no_recursion() -> None:
    assert text_of_html("<div>" * 3000 + "dypt") == "dypt"
