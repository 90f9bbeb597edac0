"""A store, and posts that name what is to be handed on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from canhgiac.export.gathering import Outgoing
from canhgiac.export.selection import Selected, Selection, select
from canhgiac.records import Finding, Mention
from canhgiac.stores.base import Store
from canhgiac.stores.sqlite import SqliteStore
from tests.canhgiac.stores.samples import at, batch, finding

#: When exports of the tests are made.
NOW = at(10)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with SqliteStore(tmp_path / "canhgiac.db") as opened:
        yield opened


def post(id: str, *contacts: str, site: str = "dien-dan.example", days: float = 0, **fields: Any) -> Finding:
    """An offer, or as ``fields`` say, that names contacts, each as ``type:value`` or ``type:bank:value``."""
    report = fields.get("role") == "report"
    stance = fields.pop("stance", "accused" if report else "offer")
    verdict = fields.pop("verdict", None)
    imitates = fields.pop("imitates", None)
    holder = fields.pop("holder", None)
    text, mentions = fields.pop("text", f"Bài số {id}:"), []
    for contact in contacts:
        type, *bank, value = contact.split(":", 2) if contact.count(":") > 1 else contact.split(":")
        start = len(text) + 1
        text += f" {value}"
        mentions.append(
            Mention(
                type, value, (start, start + len(value)), stance, bank[0] if bank else None, holder, verdict, imitates
            )
        )
    return finding(
        id, text, at(days), indicators=tuple(mentions), url=f"https://{site}/{id}",
        **{"score": 0.96, "source": site, **fields},
    )  # fmt: skip


def write(store: Store, *findings: Finding) -> None:
    store.write_batch(batch(*findings, evidence=False))


def selected(store: Store, **asked: Any) -> Selected:
    return select(store, Selection(**asked), NOW)


def named(selected: Selected) -> dict[str, Outgoing]:
    """The indicators by value."""
    return {each.value: each for each in selected.indicators}
