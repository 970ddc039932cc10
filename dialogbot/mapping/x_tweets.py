"""What tweets of every source have in common: the words of a tweet and the link to it."""

from __future__ import annotations

import html
import re

STATUS = re.compile(r"/status(?:es)?/(\d{5,20})")
RETWEET = re.compile(r"^RT @(\w{1,20}):\s")


def tweet_words(text: str) -> str:
    """Give a tweet's words with the entities (``&amp;``) resolved in which X writes them."""
    return html.unescape(text)


def tweet_link(name: str | None, ref: str | None) -> str | None:
    """Give the link to a tweet; X finds it by its id alone where the name of the account is not known."""
    return None if not ref else f"https://x.com/{name or 'i/web'}/status/{ref}"


def status_in(link: str) -> str | None:
    """Give the id that stands in a link to a tweet."""
    found = STATUS.search(link)
    return None if found is None else found[1]


def whole_retweet(text: str, original: str) -> str:
    """Give a retweet with all the words of what it passes on, where X has cut them off."""
    found = RETWEET.match(text)
    return text if found is None or not original else f"{found[0]}{original}"
