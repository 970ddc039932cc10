import pytest

from dialogbot.mapping.slack_text import readable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<@U1> hei", "@Åse hei"),
        ("<@U2|per> hei", "@per hei"),
        ("<#C1|bok> <!channel> <!subteam^S1|@vakt>", "#bok @channel @vakt"),
        ("<https://example.org|her>", "her (https://example.org)"),
        ("<http://example.org|example.org>", "http://example.org"),
        ("<mailto:a@example.org|a@example.org>", "a@example.org"),
        ("1 &lt; 2 &amp;amp; 3", "1 < 2 &amp; 3"),
    ],
)
def test_a_text_is_written_as_slack_shows_it(text: str, shown: str) -> None:
    assert readable(text, {"U1": "Åse"}) == shown
