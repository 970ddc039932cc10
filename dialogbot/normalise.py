"""Make posts of different exports alike, and give an identity to those that have none."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import replace
from datetime import UTC
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from dialogbot.domain import Post

DERIVED = "h:"
LOCAL_DIGITS = 10
MAX_TREE_DEPTH = 60

# Marks of direction and joins of width nothing; the joiner U+200D stays, emoji are made with it.
INVISIBLE = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u00ad]")
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
BLANKS = re.compile(r"[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
SURROGATE = re.compile("[\ud800-\udfff]")
# UTF-8 read as cp1252 or latin-1: a lead byte of Nordic letters, quotes or emoji, and what may follow it; after other
# letters only what no text holds, since «GÅ» is a word.
GARBLED = re.compile("[ÃÂ][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â[€\x80-\x84]|ð[Ÿ\x9f]|[Ä-ô][\x80-\x9f]")
GARBLED_LETTER = re.compile("[Â-ô][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]{1,3}")
TRACKING = re.compile(
    r"^(fbclid|gclid|dclid|msclkid|mc_eid|mc_cid|yclid|igshid|igsh|mibextid|utm_\w+|ref|refid|refsrc|ref_src|ref_url|fref|hc_ref|"
    r"__tn__|__cft__.*|_ft_|__xts__.*|eid|rdid|share_url|notif_id|notif_t|acontext|aref|medium|mid|n_m|bcode|lloc|sfnsn|paipv|"
    r"_rdr|_rdc|locale|wtsid|cft|tn|si|s)$"
)
KEEPS_SHORT_NAMES = re.compile(r"^(si|s|ref|mid|medium|locale|eid|cft|tn)$")
TRACKING_HOSTS = re.compile(r"(^|\.)(facebook|fb|instagram|youtube|twitter|x)\.(com|me)$|(^|\.)youtu\.be$")


def alike(post: Post) -> Post:
    """Give the post with its words in NFC and free of control marks and mojibake, and its link free of tracking."""
    return replace(
        post,
        text=clean_text(post.text),
        community=_clean_line(post.community),
        author=_clean_line(post.author),
        url=clean_link(post.url),
    )


def identified(post: Post) -> Post:
    """Give the post a ``ref`` derived from what it says where its export has none."""
    return post if post.ref else replace(post, ref=f"{DERIVED}{fingerprint(post)}")


def fingerprint(post: Post) -> str:
    """Give what is the same for one message in the exports of different tools: a hash of 32 hexadecimal digits.

    Of platform, community, author, minute and text; by the minute, since many tools write no seconds. Expects a post
    that has been through ``alike``.
    """
    minute = "" if post.posted_at is None else post.posted_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M")
    parts = (post.platform, post.community or "", post.author or "", minute, " ".join(post.text.split()))
    return hashlib.sha256("\x1f".join(part.casefold() for part in parts).encode("utf-8", "replace")).hexdigest()[:32]


def is_local(ref: str) -> bool:
    """Tell whether a reference means something only inside its file: a number as short as a row's (``17``)."""
    return ref.isdigit() and len(ref) < LOCAL_DIGITS


def clean_text(text: str) -> str:
    """Give text in NFC, its lines trimmed, at most one empty line in a row, without marks that nobody sees."""
    whole = _unbroken(text).replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")
    visible = INVISIBLE.sub("", CONTROL.sub("", ungarbled(whole)))
    lines = [BLANKS.sub(" ", line).strip() for line in visible.split("\n")]
    return unicodedata.normalize("NFC", re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip())


def ungarbled(text: str) -> str:
    """Repair UTF-8 that was read as cp1252 or latin-1 (``fÃ¥r``), where its marks are seen; else leave all as it is."""
    return text if GARBLED.search(text) is None else GARBLED_LETTER.sub(_degarbled, text)


def meta_text(text: str) -> str:
    """Undo the way Meta writes JSON: the bytes of UTF-8 as code points. Text that is not so written stays as it is."""
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def meta_tree(value: Any, depth: int = 0) -> Any:
    """Undo it in all strings of a JSON value, keys included; what is nested beyond reason becomes ``None``."""
    if isinstance(value, str):
        return meta_text(value)
    if depth > MAX_TREE_DEPTH:
        return None
    if isinstance(value, list):
        return [meta_tree(each, depth + 1) for each in value]
    if isinstance(value, dict):
        return {meta_text(key): meta_tree(each, depth + 1) for key, each in value.items()}
    return value


def clean_link(url: str | None) -> str | None:
    """Give a link without parameters that only track; ``None`` for what is no web link."""
    bare = (url or "").strip()
    try:
        parts = urlsplit(bare)
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.netloc or re.search(r"\s", bare):
        return None
    host = parts.hostname or ""
    kept = [pair for pair in parts.query.split("&") if pair and not _tracks(pair.split("=")[0], host)]
    return urlunsplit(parts._replace(query="&".join(kept)))


def _tracks(name: str, host: str) -> bool:
    if TRACKING.match(name) is None:
        return False
    return KEEPS_SHORT_NAMES.match(name) is None or TRACKING_HOSTS.search(host) is not None


def _clean_line(text: str | None) -> str | None:
    return " ".join(clean_text(text).split()) or None if text is not None else None


def _degarbled(found: re.Match[str]) -> str:
    raw = b"".join(_one_byte(sign) for sign in found[0])
    for length in range(len(raw), 1, -1):
        try:
            return raw[:length].decode("utf-8") + found[0][length:]
        except UnicodeDecodeError:
            continue
    return found[0]


def _one_byte(sign: str) -> bytes:
    return bytes([ord(sign)]) if ord(sign) < 256 else sign.encode("cp1252")  # noqa: PLR2004 # the range of latin-1


def _unbroken(text: str) -> str:
    """Join the halves of surrogate pairs; a lone half becomes a replacement mark."""
    if SURROGATE.search(text) is None:
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
