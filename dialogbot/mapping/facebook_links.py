"""What stands in Facebook's links and ids: the group, the post and the comment, in the terms that all tools share."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any
from urllib.parse import urlsplit

from dialogbot.mapping.values import reference, words

GROUP = re.compile(r"/groups/([\w.-]+)|[?&]groupid=(\d+)")
POST = re.compile(
    r"/(?:permalink|posts|videos|reel)/(?:[^/?#]+/)?(\d{5,}|pfbid\w+)|[?&](?:story_fbid|multi_permalinks|fbid|v)=(\d{5,}|pfbid\w+)"
)
LAST = re.compile(r"/(?:\d+_)?(\d{5,})/?(?:[?#]|$)")
COMMENT = re.compile(r"[?&]comment_id=(\d+)")
REPLY = re.compile(r"[?&]reply_comment_id=(\d+)")
# «comment:» in base64; some tools put the bare digits behind it.
CODED = "Y29tbWVudDo"


def bare_id(value: Any) -> str | None:
    """Give the last part of an id such as ``<group>_<post>``: the part by which every other tool knows it."""
    whole = reference(value)
    if whole is None:
        return None
    last = whole.rsplit("_", 1)[-1]
    return last if last.isdigit() else whole


def group_in(value: Any) -> str | None:
    """Give the id or short name of the group that a link leads into."""
    found = GROUP.search(words(value))
    return None if found is None else found[1] or found[2]


def post_in(value: Any) -> str | None:
    """Give the id of the post that a link leads to."""
    url = words(value)
    found = POST.search(url)
    if found is not None:
        return found[1] or found[2]
    last = LAST.search(url)
    return None if last is None or _is_group_alone(url) else last[1]


def comment_in(value: Any) -> str | None:
    """Give the id of the comment or reply that a link leads to."""
    found = REPLY.search(words(value)) or COMMENT.search(words(value))
    return None if found is None else found[1]


def parent_in(value: Any) -> str | None:
    """Give the id of the comment that is answered, from the link of a reply."""
    found = COMMENT.search(words(value))
    return found[1] if found is not None and REPLY.search(words(value)) is not None else None


def coded_id(value: Any) -> str | None:
    """Give the id of a comment from the form that Facebook codes it in: ``comment:<post>_<comment>`` in base64."""
    coded = words(value).replace("%3D", "=").strip()
    if not coded.startswith(CODED):
        return bare_id(value)
    bare = coded.removeprefix(CODED)
    if bare.isdigit():
        return bare
    try:
        plain = base64.b64decode(coded + "=" * (-len(coded) % 4)).decode("ascii")
    except (binascii.Error, ValueError):
        return None
    return bare_id(plain.removeprefix("comment:"))


def _is_group_alone(url: str) -> bool:
    try:
        return re.fullmatch(r"/groups/[^/]+/?", urlsplit(url).path) is not None
    except ValueError:
        return True
