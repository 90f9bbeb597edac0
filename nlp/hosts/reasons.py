"""Why a host name is judged as it is: each reason once, in English (as verdicts carry it) and in Vietnamese."""

from __future__ import annotations

#: Code of a reason to its wording. ``{…}`` are filled in.
WORDINGS: dict[str, tuple[str, str]] = {
    "known": ("known host of {owner}", "tên miền đã biết của {owner}"),
    "popular": ("among the most visited sites of the world", "trong số các trang được truy cập nhiều nhất thế giới"),
    "checked": ("under .{suffix}, where a name costs papers", "thuộc .{suffix}, nơi đăng ký phải có giấy tờ"),
    "shortener": ("link shortener: the target is hidden", "liên kết rút gọn: đích đến bị giấu"),
    "shared": ("anybody may publish here", "nơi ai cũng có thể đăng trang"),
    "no_host": ("not a host name", "không phải tên miền"),
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


class Reason(str):
    """A reason in English, which remembers its code and what was filled in: nobody needs to read its wording."""

    __slots__ = ("blanks", "code")
    code: str
    blanks: dict[str, str]


def say(code: str, **blanks: str) -> Reason:
    """A reason with its English wording, filled in."""
    said = Reason(WORDINGS[code][0].format(**blanks))
    said.code, said.blanks = code, blanks
    return said


def in_vietnamese(reason: str) -> str:
    """The Vietnamese wording of a reason that ``say`` made; anything else is given back as it is."""
    return WORDINGS[reason.code][1].format(**reason.blanks) if isinstance(reason, Reason) else reason
