"""Accounts on messengers and social platforms, from links: Telegram, Zalo, Facebook, WhatsApp, TikTok."""

from __future__ import annotations

import re
from collections.abc import Callable

from nlp.indicators.grounds import Grounds
from nlp.indicators.links import Link
from nlp.indicators.phone import e164
from nlp.phrases import words_of

_HANDLE = re.compile(r"[A-Za-z][A-Za-z0-9_]{3,31}")
_NOT_USERS = frozenset(
    words_of("""share sharer sharer.php groups pages profile.php watch events marketplace login login.php help policies
    photo photo.php photos videos reel reels story.php permalink.php hashtag plugins dialog tr ads business
    gaming settings messages notifications stories media l.php l bookmarks""")
)


def _telegram(grounds: Grounds, link: Link) -> bool:
    steps = [s for s in re.split(r"[/?#&]", link.path) if s]
    if not steps:
        return True
    head = steps[0]
    if head == "s" and len(steps) > 1:
        head = steps[1]
    if head.lower() == "joinchat" and len(steps) > 1:
        value = "+" + steps[1]
    elif head.startswith("+"):
        digits = e164(head)
        value = digits or head
    elif _HANDLE.fullmatch(head.lstrip("@")):
        value = head.lstrip("@").lower()
    else:
        return True
    grounds.add("telegram", value, link.start, link.end)
    return True


def _zalo(grounds: Grounds, link: Link) -> bool:
    steps = [s for s in re.split(r"[/?#&]", link.path) if s]
    if not steps:
        return False
    if steps[0] in ("app", "download", "vi", "en"):
        return False
    if steps[0] in ("g", "s", "qr", "pc", "p") and len(steps) > 1:
        value = "/".join(steps[:3] if steps[0] == "qr" else steps[:2])
    else:
        digits = re.sub(r"\D", "", steps[0])
        value = e164(digits) or (digits if len(digits) >= 12 else steps[0].lower())
    grounds.add("zalo", value, link.start, link.end)
    return True


def _facebook(grounds: Grounds, link: Link) -> bool:
    steps = [s for s in re.split(r"[/?#&]", link.path) if s]
    if not steps:
        return False
    head = steps[0].lower()
    if head == "profile.php":
        found = re.search(r"[?&]id=(\d{5,20})", link.path)
        value = found.group(1) if found else ""
    elif head in ("groups", "people", "pages") and len(steps) > 1:
        last = steps[1] if head == "groups" else steps[-1]
        value = f"groups/{last.lower()}" if head == "groups" else last.lower()
    elif head == "messages" and len(steps) > 2 and steps[1] == "t":
        value = steps[2].lower()
    elif head in _NOT_USERS or not re.fullmatch(r"[\w.-]{4,60}", head):
        value = ""
    else:
        value = head
    if not value:
        return False
    grounds.add("facebook", value, link.start, link.end)
    return True


def _whatsapp(grounds: Grounds, link: Link) -> bool:
    found = re.search(r"(?:^/|phone=)\+?(\d{9,15})", link.path)
    if found:
        digits = found.group(1)
        grounds.add("whatsapp", e164(digits) or f"+{digits}", link.start, link.end)
        return True
    code = re.fullmatch(r"/(?:invite/)?([A-Za-z0-9]{16,30})(?:\?.*)?", link.path)
    if code:
        grounds.add("whatsapp", code.group(1), link.start, link.end)
        return True
    return False


def _tiktok(grounds: Grounds, link: Link) -> bool:
    found = re.match(r"/@([\w.]{2,30})", link.path)
    if found:
        grounds.add("tiktok", found.group(1).lower(), link.start, link.end)
    return bool(found)


_BY_HOST: dict[str, Callable[[Grounds, Link], bool]] = {
    "t.me": _telegram, "telegram.me": _telegram, "telegram.dog": _telegram,
    "zalo.me": _zalo, "zaloapp.com": _zalo, "chat.zalo.me": _zalo,
    "facebook.com": _facebook, "fb.com": _facebook, "m.me": _facebook, "m.facebook.com": _facebook,
    "web.facebook.com": _facebook, "vi-vn.facebook.com": _facebook, "mbasic.facebook.com": _facebook,
    "fb.me": _facebook,
    "messenger.com": _facebook,
    "wa.me": _whatsapp, "api.whatsapp.com": _whatsapp, "chat.whatsapp.com": _whatsapp,
    "tiktok.com": _tiktok, "m.tiktok.com": _tiktok,
}


def add_account(grounds: Grounds, link: Link) -> bool:
    """Records a link that is an account on a platform; whether it was one."""
    reader = _BY_HOST.get(link.host)
    return reader(grounds, link) if reader else False
