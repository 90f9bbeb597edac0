"""Why a host name is judged as it is: each reason once, in English (as verdicts carry it) and in Vietnamese."""

from __future__ import annotations

import re
from functools import lru_cache

#: Code of a reason to its wording. ``{…}`` are filled in; the English wordings differ from one another.
WORDINGS: dict[str, tuple[str, str]] = {
    "known": ("known host of {owner}", "tên miền đã biết của {owner}"),
    "popular": ("among the most visited sites of the world", "trong số các trang được truy cập nhiều nhất thế giới"),
    "checked": ("under .{suffix}, where a name costs papers", "thuộc .{suffix}, nơi đăng ký phải có giấy tờ"),
    "shortener": ("link shortener: the target is hidden", "liên kết rút gọn: đích đến bị giấu"),
    "shared": ("anybody may publish here", "nơi ai cũng có thể đăng trang"),
    "address": ("a bare address in place of a name", "địa chỉ IP trần thay cho tên miền"),
    "joined": ("'{token}' joined to other words", "'{token}' ghép với từ khác"),
    "within": ("'{token}' within '{label}'", "'{token}' nằm trong '{label}'"),
    "bait": ("'{token}' beside the bait word '{word}'", "'{token}' đứng cạnh từ mồi '{word}'"),
    "subdomain": ("'{token}' as a sub-domain of {registered}", "'{token}' làm tên miền con của {registered}"),
    "ending": ("'{token}' under another ending, .{suffix}", "'{token}' với đuôi khác, .{suffix}"),
    "drawn": ("'{piece}' drawn like '{token}'", "'{piece}' viết cho giống '{token}'"),
    "edit": ("'{piece}' is one letter from '{token}'", "'{piece}' chỉ khác '{token}' một chữ cái"),
    "punycode": ("letters that look like '{token}' (punycode)", "chữ cái trông giống '{token}' (punycode)"),
    "state": ("'gov' in a name that is not under gov.vn", "có 'gov' trong tên mà không thuộc gov.vn"),
    "house": ("named like the betting house '{house}'", "mang tên nhà cái '{house}'"),
    "betting": ("betting words in the name: {words}", "từ ngữ cá cược trong tên: {words}"),
    "throwaway": ("throw-away ending .{suffix}", "đuôi tên miền rẻ, hay dùng rồi bỏ .{suffix}"),
    "random": ("letters as by chance", "chữ cái như ngẫu nhiên"),
    "make": ("the make of the name", "cách đặt tên"),
}


def say(code: str, **parts: str) -> str:
    """The English wording of a reason, filled in."""
    return WORDINGS[code][0].format(**parts)


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    found = []
    for english, vietnamese in WORDINGS.values():
        parts = re.split(r"\{(\w+)\}", english)
        # every second piece is the name of a blank
        pattern = "".join(f"(?P<{part}>.+)" if at % 2 else re.escape(part) for at, part in enumerate(parts))
        found.append((re.compile(pattern), vietnamese))
    return tuple(found)


def in_vietnamese(reason: str) -> str:
    """The Vietnamese wording of a reason that ``say`` made; anything else is given back as it is."""
    for pattern, vietnamese in _patterns():
        match = pattern.fullmatch(reason)
        if match:
            return vietnamese.format(**match.groupdict())
    return reason
