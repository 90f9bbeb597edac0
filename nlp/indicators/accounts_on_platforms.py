"""Accounts on messengers and social platforms, from links: Telegram, Zalo, Facebook, WhatsApp, TikTok.

The forms of links are the platforms' own: https://core.telegram.org/api/links, WhatsApp's click to chat
(https://faq.whatsapp.com/5913398998672934), and addresses as Facebook, Zalo and TikTok write them.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from nlp.indicators.grounds import Grounds
from nlp.indicators.links import Link
from nlp.indicators.phone import e164
from nlp.phrases import words_of

_HANDLE = re.compile(r"[A-Za-z][A-Za-z0-9_]{3,31}")
_PHONE_ASKED = re.compile(r"(?:[?&]|^)phone=(?:%2[Bb]|\+)?(\d{9,15})")
_NOT_USERS = frozenset(
    words_of("""share sharer sharer.php groups pages profile.php watch events marketplace login login.php help policies
    photo photo.php photos videos reel reels story.php permalink.php hashtag plugins dialog tr ads business
    gaming settings messages notifications stories media l.php l bookmarks""")
)


#: First steps of links to Telegram that are no account: what is shared, sent or set up.
_NOT_TELEGRAM = frozenset(
    words_of("share proxy socks setlanguage addstickers addemoji bg login confirmphone invoice giftcode contact iv")
)


def _telegram(grounds: Grounds, link: Link) -> bool:
    steps = _steps(link.path)
    if link.host.endswith(".t.me"):
        steps.insert(0, link.host.removesuffix(".t.me"))
    if not steps:
        return True
    head, rest = steps[0], steps[1:]
    if head in ("s", "m", "a") and rest:
        head = rest[0]
    named = head.lower()
    if named == "joinchat" and rest:
        value = "+" + rest[0]
    elif named in ("c", "addlist", "boost") and rest:
        value = f"{named}/{rest[0]}"
    elif head.startswith("+"):
        value = e164(head) or head
    elif named not in _NOT_TELEGRAM and _HANDLE.fullmatch(head.lstrip("@")):
        value = named.lstrip("@")
    else:
        return True
    grounds.add("telegram", value, link.start, link.end)
    return True


def _steps(path: str) -> list[str]:
    """The pieces of a path and of what follows it."""
    return [step for step in re.split(r"[/?#&]", path) if step]


def _zalo(grounds: Grounds, link: Link) -> bool:
    steps = _steps(link.path)
    if not steps:
        return False
    if steps[0] in ("app", "download", "vi", "en", "index.html") or steps == ["pc"]:
        return False
    asked = _PHONE_ASKED.search(link.path)
    if asked:
        steps[0] = asked.group(1)
    if steps[0] in ("g", "s", "qr", "pc", "p") and len(steps) > 1:
        value = "/".join(steps[:3] if steps[0] == "qr" else steps[:2])
    else:
        digits = re.sub(r"\D", "", steps[0])
        if steps[0].isdigit() and len(digits) < 9:
            return False
        value = e164(digits) or (digits if len(digits) >= 12 else steps[0].lower())
    grounds.add("zalo", value, link.start, link.end)
    return True


def _facebook(grounds: Grounds, link: Link) -> bool:
    steps = _steps(link.path)
    if not steps:
        return False
    head = steps[0].lower()
    if head in ("profile.php", "story.php", "permalink.php"):
        found = re.search(r"[?&]id=(\d{5,20})", link.path)
        value = found.group(1) if found else ""
    elif head in ("share", "j") and len(steps) > 1:
        value = "/".join([head, *_shared(steps[1:])])
    elif head == "p" and len(steps) > 1:
        number = re.search(r"\d{5,20}$", steps[1])
        value = number.group() if number else steps[1].lower()
    elif head in ("groups", "people", "pages") and len(steps) > 1:
        last = steps[1] if head == "groups" else steps[-1]
        value = f"groups/{last.lower()}" if head == "groups" else last.lower()
    elif head == "messages" and len(steps) > 2 and steps[1] == "t":
        value = steps[2].lower()
    elif head == "t" and len(steps) > 1 and "messenger" in link.host:
        value = steps[1].lower()
    elif head in _NOT_USERS or not re.fullmatch(r"[\w.-]{4,60}", head):
        value = ""
    else:
        value = head
    if not value:
        return False
    grounds.add("facebook", value, link.start, link.end)
    return True


def _shared(steps: list[str]) -> list[str]:
    """What names a thing that is shared: its code, after a letter for its kind where there is one."""
    return steps[:2] if len(steps[0]) == 1 else steps[:1]


def _whatsapp(grounds: Grounds, link: Link) -> bool:
    found = re.match(r"/\+?(\d{9,15})(?!\w)", link.path) or _PHONE_ASKED.search(link.path)
    if found:
        digits = found.group(1)
        grounds.add("whatsapp", e164(digits) or f"+{digits}", link.start, link.end)
        return True
    named = re.match(r"/((?:channel|message)/[A-Za-z0-9]{8,40})(?!\w)", link.path)
    if named:
        grounds.add("whatsapp", named.group(1), link.start, link.end)
        return True
    code = re.fullmatch(r"/(?:invite/)?([A-Za-z0-9]{16,30})(?:\?.*)?", link.path)
    if code and link.host == "chat.whatsapp.com":
        grounds.add("whatsapp", code.group(1), link.start, link.end)
        return True
    return False


def _tiktok(grounds: Grounds, link: Link) -> bool:
    found = re.match(r"/@([\w.]{2,30})", link.path)
    if found:
        grounds.add("tiktok", found.group(1).lower(), link.start, link.end)
    return bool(found)


def _momo(grounds: Grounds, link: Link) -> bool:
    steps = _steps(link.path)
    if not steps:
        return False
    value = e164(steps[0]) or (steps[0].lower() if _HANDLE.fullmatch(steps[0]) and link.host == "me.momo.vn" else None)
    if value:
        grounds.add("wallet", value, link.start, link.end, bank="momo")
    return value is not None


_BY_HOST: dict[str, Callable[[Grounds, Link], bool]] = {
    "t.me": _telegram, "telegram.me": _telegram, "telegram.dog": _telegram,
    "zalo.me": _zalo, "zaloapp.com": _zalo, "chat.zalo.me": _zalo, "oa.zalo.me": _zalo,
    "facebook.com": _facebook, "fb.com": _facebook, "m.me": _facebook, "m.facebook.com": _facebook,
    "web.facebook.com": _facebook, "vi-vn.facebook.com": _facebook, "mbasic.facebook.com": _facebook,
    "fb.me": _facebook,
    "messenger.com": _facebook,
    "wa.me": _whatsapp, "api.whatsapp.com": _whatsapp, "chat.whatsapp.com": _whatsapp,
    "web.whatsapp.com": _whatsapp, "whatsapp.com": _whatsapp,
    "nhantien.momo.vn": _momo, "me.momo.vn": _momo,
    "tiktok.com": _tiktok, "m.tiktok.com": _tiktok,
}


#: Links that open an app, as their readers would get them from the web: host, and how the path is made.
_IN_APP = re.compile(r"(?<!\w)(?:tg|zalo|whatsapp)://[^\s\"'<>]{3,160}")
_TG_DOMAIN = re.compile(r"[?&]domain=([A-Za-z]\w{3,31})")
_TG_INVITE = re.compile(r"[?&]invite=([\w-]{8,40})")


def add_account(grounds: Grounds, link: Link) -> bool:
    """Records a link that is an account on a platform; whether it was one."""
    reader = _BY_HOST.get(link.host) or (_telegram if link.host.endswith(".t.me") else None)
    return reader(grounds, link) if reader else False


def add_in_app_links(grounds: Grounds) -> None:
    """Records links that open a messenger instead of a page (``tg://resolve?domain=…``), and takes their place."""
    if "://" not in grounds.text:
        return
    for match in _IN_APP.finditer(grounds.text):
        start, end = match.span()
        written = grounds.written(start, end)
        scheme, rest = written.split("://", 1) if "://" in written else ("", "")
        path = ""
        if scheme.lower() == "tg":
            named, invited = _TG_DOMAIN.search(rest), _TG_INVITE.search(rest)
            path = f"/{named.group(1)}" if named else f"/+{invited.group(1)}" if invited else ""
        else:
            asked = _PHONE_ASKED.search(rest)
            path = f"/{asked.group(1)}" if asked else ""
        host = {"tg": "t.me", "zalo": "zalo.me", "whatsapp": "wa.me"}.get(scheme.lower())
        if host and path:
            _BY_HOST[host](grounds, Link(start, end, start, start, host, path, True))
            grounds.take(start, end)
