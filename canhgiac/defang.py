"""Defanging: writing an indicator so that no program makes a link of it, as analysts do (``[.]``, ``hxxp``)."""

from __future__ import annotations

import re

#: Types whose value or wording can be opened by a click.
LINKED = frozenset({"domain", "url", "telegram", "facebook", "whatsapp", "zalo", "email", "tiktok", "app", "form"})
_SCHEME = re.compile(r"\bhttp(s?)://", re.IGNORECASE)
_DOT = re.compile(r"(?<=\w)\.(?=\w)")


def defang(value: str) -> str:
    """``https://vcb.top/a`` as ``hxxps://vcb[.]top/a``; what holds no dot or ``@`` stays as it is."""
    return _DOT.sub("[.]", _SCHEME.sub(r"hxxp\1://", value)).replace("@", "[@]" if _is_mail(value) else "@")


def _is_mail(value: str) -> bool:
    return "@" in value[1:]
