"""Which indicators may join texts into a campaign, by their nature alone."""

from __future__ import annotations

import re

from canhgiac.records import Mention, Strength
from nlp.hosts import known

#: What belongs to somebody: an account, a number, a handle, a code, an app, a form.
_OWNED = frozenset(
    {"bank_account", "wallet", "phone", "zalo", "telegram", "facebook", "whatsapp", "tiktok", "email", "referral",
     "app", "form"}
)  # fmt: skip
#: Types whose value may be a telephone number: the same number is the same thing in all of them.
_NUMBERED = frozenset({"phone", "zalo", "telegram", "whatsapp", "wallet"})
#: Shorter codes are chance.
_CODE_LENGTH = 4
_HOST = re.compile(r"^(?:https?://)?([^/?#:]+)")
#: Numbers of call centres (1800, 1900: Circular 22/2014/TT-BTTTT) and short codes.
_HOTLINE = re.compile(r"\+84(?:1[89]00\d+|\d{1,5})$")
#: Whose mention says that a text's author offers it, or that a victim accuses it.
LINKING_STANCES = frozenset({"offer", "accused"})


def nature(mention: Mention) -> Strength:
    """``strong``, ``weak`` or ``official`` by type, host and form; stances and use are not looked at."""
    if mention.verdict == "official":
        return "official"
    if mention.type == "domain":
        return _of_host(mention.value)
    if mention.type == "url":
        of_host = _of_host(_host(mention.value))
        # a page on a shared host, or one short link, is somebody's own too
        return "strong" if of_host == "weak" and _has_path(mention.value) else of_host
    if mention.type == "referral" and len(mention.value) < _CODE_LENGTH:
        return "weak"
    return "strong" if mention.type in _OWNED and not _HOTLINE.match(mention.value) else "weak"


def _of_host(host: str) -> Strength:
    kind = known.kind_of(host)
    if kind is None:
        return "strong"
    if kind[0] == "official":
        return "official"
    # below a shared host stands somebody's own name, on it everybody's
    parent = known.kind_of(host.partition(".")[2])
    return "strong" if kind[0] == "shared" and parent is not None and parent[0] == "shared" else "weak"


def _host(url: str) -> str:
    match = _HOST.match(url.lower())
    return match[1].removeprefix("www.") if match else ""


def _has_path(url: str) -> bool:
    return "/" in url.split("://", 1)[-1].rstrip("/")


def thing(type: str, value: str, bank: str | None) -> str:
    """What two indicators have in common that are one thing: a number is the same on Zalo and by phone, all
    pages of a host of one's own are that host's."""
    if type in _NUMBERED and value.startswith("+"):
        return f"number:{value}"
    if type == "url" and _of_host(_host(value)) == "strong":
        return f"domain::{_host(value)}"
    return f"{type}:{bank or ''}:{value}"
