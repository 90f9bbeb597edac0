"""The demo does the product's main job: offers of each category found, neighbours' talk left alone."""

from __future__ import annotations

import json

from canhgiac.demo.forum import threads
from tests.conftest import Command


def test_the_demo_finds_offers_and_leaves_talk_alone(canhgiac: Command) -> None:
    first = canhgiac("demo")
    assert first.returncode == 0, first.stderr
    assert "Next, try:" in first.stdout and "Digest:" in first.stdout
    found = [json.loads(line) for line in canhgiac("search", "", "--limit", "100", "--json").stdout.splitlines()]
    assert {row["category"] for row in found if row["role"] == "offer"} == {"fraud", "gambling", "cyber"}
    assert any(row["role"] == "report" for row in found)
    kept = "\n".join(row["text"] for row in found)
    for thread in threads():
        if thread.title in ("Chuyện phường mình", "Thanh lý đồ gia dụng"):
            for post in thread.posts:
                if not post.author.startswith("Làm Bằng"):
                    assert post.text[:40] not in kept
    for row in found:
        for piece in row["evidence"]:
            start, end = piece["span"]
            assert row["text"][start:end].strip() and piece["weight"] > 0

    hits = [json.loads(line) for line in canhgiac("search", "lua dao", "--json").stdout.splitlines()]
    assert hits and all("highlights" in row and "id" in row for row in hits)

    assert canhgiac("demo").returncode == 0
    again = canhgiac("search", "", "--limit", "100", "--json").stdout.splitlines()
    assert {json.loads(line)["id"] for line in again} == {row["id"] for row in found}
