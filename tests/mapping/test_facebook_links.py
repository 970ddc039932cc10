"""The ids in Facebook's links, in the terms that all tools share."""

import pytest

from dialogbot.mapping.facebook_links import bare_id, coded_id, comment_in, group_in, parent_in, post_in

REPLY = "https://www.facebook.com/groups/lesefolk/permalink/690000000000001/?comment_id=11&reply_comment_id=12"


@pytest.mark.parametrize(
    "url",
    [
        "https://www.facebook.com/groups/lesefolk/permalink/690000000000001/",
        "https://m.facebook.com/groups/310200300400500/posts/690000000000001?ref=share",
        "https://www.facebook.com/permalink.php?story_fbid=690000000000001&id=212038",
        "https://www.facebook.com/100069351265250/posts/690000000000001",
        "https://www.facebook.com/lesefolk/posts/en-lang-tittel/690000000000001/",
        "https://www.facebook.com/310200300400500_690000000000001",
    ],
)
def test_post_is_found_in_every_kind_of_permalink(url: str) -> None:
    assert post_in(url) == "690000000000001"


def test_link_of_a_group_leads_to_no_post() -> None:
    assert post_in("https://www.facebook.com/groups/310200300400500/") is None


def test_reply_knows_itself_its_parent_and_its_group() -> None:
    assert (comment_in(REPLY), parent_in(REPLY), group_in(REPLY)) == ("12", "11", "lesefolk")


def test_comment_that_is_no_reply_has_no_parent_in_its_link() -> None:
    assert parent_in("https://www.facebook.com/x?comment_id=11") is None


def test_id_with_its_group_is_known_by_its_last_part() -> None:
    assert bare_id("310200300400500_690000000000001") == "690000000000001"


@pytest.mark.parametrize("coded", ["Y29tbWVudDo2OTAwMDAwMDAwMDAwMDFfMTI=", "Y29tbWVudDo12", "690000000000001_12", "12"])
def test_coded_id_of_a_comment_is_read(coded: str) -> None:
    assert coded_id(coded) == "12"
