"""The evaluation posts of the development data: real text, for measuring and for looking at errors only."""

from __future__ import annotations

from pathlib import Path

import msgspec

#: Articles of a betting affiliate: judged apart from offers.
APART = "betting_tips"


class DevPost(msgspec.Struct, frozen=True):
    """A row of ``dev/posts.jsonl``."""

    id: str
    text: str
    label: str
    subtype: str
    kind: str
    source: str


def read_dev(folder: Path) -> list[DevPost]:
    """The evaluation posts."""
    with (folder / "dev" / "posts.jsonl").open("rb") as lines:
        return [msgspec.json.decode(line, type=DevPost) for line in lines if line.strip()]


def has_posts(folder: Path) -> bool:
    """Whether the development data holds the evaluation posts."""
    return (folder / "dev" / "posts.jsonl").is_file()
