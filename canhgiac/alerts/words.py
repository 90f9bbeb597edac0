"""The words of alerts in Vietnamese and English."""

from __future__ import annotations

from typing import Any

WORDS: dict[str, dict[str, Any]] = {
    "vi": {
        "title": {
            "watched": "Chạm danh sách theo dõi: {name}",
            "campaign": "Chiến dịch mới: {name}",
            "growth": "Tăng nhanh: {name}",
            "dark": "Nguồn {name}: {state}",
        },
        "counts": "{findings} tin, {sources} nguồn; 7 ngày qua {recent}, 7 ngày trước đó {before}",
        "watched": "Danh sách theo dõi: {entries}",
    },
    "en": {
        "title": {
            "watched": "Touches the watch list: {name}",
            "campaign": "New campaign: {name}",
            "growth": "Growing fast: {name}",
            "dark": "Source {name}: {state}",
        },
        "counts": "{findings} findings, {sources} sources; last 7 days {recent}, 7 days before {before}",
        "watched": "Watch list: {entries}",
    },
}
