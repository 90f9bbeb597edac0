"""Defanging: writing an indicator so that no program makes a link of it, as analysts do (``[.]``, ``hxxp``)."""

from __future__ import annotations

import re

#: Types whose value or wording can be opened by a click.
LINKED = frozenset({"domain", "url", "telegram", "facebook", "whatsapp", "zalo", "email", "tiktok", "app", "form"})
_SCHEME = re.compile(r"\bhttp(s?)://", re.IGNORECASE)
#: A dot before Latin letters that may be a top-level domain, as messengers and mail programs look for links.
_LINKABLE = re.compile(r"(?<=\w)\.(?=[A-Za-z]{2,})")
_DOT = re.compile(r"(?<=\w)\.(?=\w)")


def defang(value: str) -> str:
    """``https://vcb.top/a`` as ``hxxps://vcb[.]top/a``; what holds no dot or ``@`` stays as it is."""
    return _DOT.sub("[.]", _SCHEME.sub(r"hxxp\1://", value)).replace("@", "[@]" if _is_mail(value) else "@")


def defang_text(text: str) -> str:
    """``text`` in which nothing looks like a link any more, also what was not recognised as an indicator: schemes
    become ``hxxp``, dots before what may be a top-level domain ``[.]``."""
    return _LINKABLE.sub("[.]", _SCHEME.sub(r"hxxp\1://", text))


def _is_mail(value: str) -> bool:
    return "@" in value[1:]
