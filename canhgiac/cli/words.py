"""What screens of the terminal are labelled with, in Vietnamese and English, and counting in both.

What is typed again as an option's value (a verdict, a stance, a strength) stays as it is typed.
"""

from __future__ import annotations

#: By language: one of a thing and several. Vietnamese nouns have one form.
_NOUNS: dict[str, dict[str, tuple[str, str]]] = {
    "vi": {
        "finding": ("bài", "bài"), "source": ("nguồn", "nguồn"), "cluster": ("cụm", "cụm"),
        "copy": ("bản", "bản"), "offer": ("lời mời chào", "lời mời chào"),
        "report": ("tin tố giác, cảnh báo", "tin tố giác, cảnh báo"),
        "campaign": ("chiến dịch", "chiến dịch"), "indicator": ("dấu hiệu", "dấu hiệu"),
    },
    "en": {
        "finding": ("finding", "findings"), "source": ("source", "sources"), "cluster": ("cluster", "clusters"),
        "copy": ("copy", "copies"), "offer": ("offer", "offers"),
        "report": ("report or warning", "reports and warnings"),
        "campaign": ("campaign", "campaigns"), "indicator": ("indicator", "indicators"),
    },
}  # fmt: skip
#: What crawling, processing and purging tell of, in English alone, as their reports and logs are.
_NOUNS["en"] |= {
    "post": ("post", "posts"), "new post": ("new post", "new posts"), "request": ("request", "requests"),
    "bad line": ("bad line", "bad lines"), "batch": ("batch", "batches"), "text": ("text", "texts"),
    # as purge's report names them
    "findings": ("finding", "findings"), "seen hashes": ("seen hash", "seen hashes"), "visits": ("visit", "visits"),
    "findings of the review band": ("finding of the review band", "findings of the review band"),
    "pieces of evidence": ("piece of evidence", "pieces of evidence"), "messages": ("message", "messages"),
    "spool batches": ("spool batch", "spool batches"), "imported files": ("imported file", "imported files"),
    "posts in quarantine": ("post in quarantine", "posts in quarantine"),
    "digest pages": ("digest page", "digest pages"), "plain report": ("report", "reports"),
    "copies of the store": ("copy of the store", "copies of the store"),
    "messages never delivered": ("message never delivered", "messages never delivered"),
}  # fmt: skip

LABELS: dict[str, dict[str, str]] = {
    "vi": {
        "week": "7 ngày", "campaign": "chiến dịch", "cluster": "cụm", "same_wording": "cùng lời văn",
        "alike": "cùng lời văn, ngoài ra không có gì chung", "like_wording": "lời văn giống", "value": "giá trị",
        "findings": "số bài", "strength": "sức nối", "indicators": "dấu hiệu", "indicator": "dấu hiệu",
        "sources": "nguồn", "more": "nữa", "and_more": "… và {count} nữa", "newest": "dưới đây là {count} bài mới nhất",
        "stance": "vai", "banks": "ngân hàng", "holders": "chủ tài khoản", "url": "địa chỉ", "source": "nguồn",
        "posted": "đăng lúc", "collected": "thu thập lúc", "first_seen": "thấy lần đầu", "copies": "số bản",
        "scores": "điểm", "model": "mô hình", "page": "sha256 của trang", "evidence": "căn cứ", "weight": "nặng",
        "why": "vì sao", "written": "viết trong bài", "edited": "đã sửa", "id": "mã", "official": "chính thức",
    },
    "en": {
        "week": "7 days", "campaign": "campaign", "cluster": "cluster", "same_wording": "with this wording",
        "alike": "same wording, nothing else in common", "like_wording": "like wording", "value": "value",
        "findings": "findings", "strength": "strength", "indicators": "indicators", "indicator": "indicator",
        "sources": "sources", "more": "more", "and_more": "… and {count} more", "newest": "the newest {count} below",
        "stance": "stance", "banks": "banks", "holders": "holders", "url": "url", "source": "source",
        "posted": "posted", "collected": "collected", "first_seen": "first seen", "copies": "copies",
        "scores": "scores", "model": "model", "page": "page sha256", "evidence": "evidence", "weight": "weight",
        "why": "why", "written": "as written", "edited": "edited", "id": "id", "official": "official",
    },
}  # fmt: skip


def counted(count: int, what: str, language: str = "en") -> str:
    """A number and its noun: ``1 source``, ``2 sources``, ``2 nguồn``."""
    one, several = _NOUNS[language][what]
    return f"{count} {one if count == 1 else several}"
