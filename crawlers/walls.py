"""Pages that stand in the place of the one that was asked for: log-in, CAPTCHA, "are you a robot".

Only asked about a page in which nothing of what was expected could be found: many a good page carries a
log-in form at its top. A wall is reported, never climbed.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_LOGIN_PATH = re.compile(r"/(log-?in|sign-?in|dang-?nhap|auth|wp-login\.php)\b", re.IGNORECASE)
_PASSWORD = re.compile(r"<input[^>]+type\s*=\s*[\"']?password", re.IGNORECASE)
_CHALLENGE = re.compile(
    r"cf-chl-|cf-challenge|challenge-platform|cf-turnstile|g-recaptcha|h-captcha|hcaptcha\.com|"
    r"recaptcha/api\.js|captcha-delivery|_incapsula_resource|ddos-guard|<title>\s*just a moment",
    re.IGNORECASE,
)
_JAVASCRIPT = re.compile(r"<noscript>[^<]*(enable|requires?|bật)\s+javascript", re.IGNORECASE)
_LOOKED_AT = 200_000


def wall(url: str, page: str) -> str | None:
    """Why this page is a wall, as a reason for a person; ``None`` where it is none."""
    head = page[:_LOOKED_AT]
    if _CHALLENGE.search(head):
        return "the page asks for a CAPTCHA or a browser check, never passed here; ask its owner or drop the source"
    if _PASSWORD.search(head) or _LOGIN_PATH.search(urlsplit(url).path):
        return "the page asks to log in; only public pages are read, so drop the source or give a public address of it"
    if _JAVASCRIPT.search(head):
        return "the page shows its content by JavaScript only, which is not run"
    return None
