"""How posts and comments of WordPress are named alike in export and feed: by the blog and their number in it."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

POST = re.compile(r"^https?://([^?#]+?)/?\?(?:page_id|p)=(\d+)")
COMMENT = re.compile(r"#comment-(\d+)")
# The line that WordPress puts before an answer in its feeds: «In reply to <a href="…#comment-12">Name</a>.»
ANSWER = re.compile(
    r"^(\s|<p>)*[^<>\n]{1,40}<a [^>]*href=[\"']([^\"']*#comment-\d+)[\"'][^>]*>[^<]*</a>\s*[.。]?\s*(</p>|<br ?/?>)*",
    re.IGNORECASE,
)


def blog_of(home: str) -> str:
    """Give the name of a blog in references: its address without ``https://`` and ``www.``."""
    try:
        parts = urlsplit(home.strip())
    except ValueError:
        return ""
    return f"{parts.netloc.lower().removeprefix('www.')}{parts.path.rstrip('/')}"


def post_ref(blog: str, number: str) -> str:
    """Give the reference of the post with that number."""
    return f"{blog}/?p={number}"


def comment_ref(blog: str, number: str) -> str:
    """Give the reference of the comment with that number."""
    return f"{blog}/#comment-{number}"


def post_in(guid: str) -> str | None:
    """Give the reference of the post that stands in a guid such as ``https://blogg.example.no/?p=12#comment-3``."""
    found = POST.match(guid)
    return None if found is None else post_ref(blog_of(f"https://{found[1]}"), found[2])


def comment_number(link: str) -> str | None:
    """Give the number of the comment that a link leads to."""
    found = COMMENT.search(link)
    return None if found is None else found[1]


def answered(markup: str) -> tuple[str | None, str]:
    """Give the link to the comment that is answered, and what is said without the line that names it."""
    found = ANSWER.match(markup)
    return (None, markup) if found is None else (found[2], markup[found.end() :])
