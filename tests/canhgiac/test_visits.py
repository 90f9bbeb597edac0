"""What visits noticed of a finding's page."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from canhgiac.records import GONE, Refusal, Visit
from canhgiac.settings import Settings
from canhgiac.stores import open_store
from canhgiac.visits import gone_since
from tests.canhgiac.findings import NOW, batch, finding


def _visit(hours: int, *refusals: Refusal) -> Visit:
    at = NOW + dt.timedelta(hours=hours)
    return Visit(f"v{hours}", "s", "forum", "https://forum.example/", at, at, "ok", refusals=refusals)


def test_a_finding_knows_since_when_its_thread_is_gone(home: Path) -> None:
    thread = "https://forum.example/t/7"
    found, other = finding("a", thread=thread), finding("b", text="khác", thread="https://forum.example/t/8")
    with open_store(Settings(home=home)) as store:
        store.write_batch(batch(found, other))
        store.put_visit(_visit(-1, Refusal(thread, f"{GONE} by its site")))
        store.put_visit(_visit(1, Refusal(thread, "HTTP 403")))
        assert gone_since(store, found) is None
        store.put_visit(_visit(2, Refusal(thread, f"{GONE} by its site")))
        store.put_visit(_visit(3, Refusal(thread, f"{GONE} by its site")))
        assert gone_since(store, found) == NOW + dt.timedelta(hours=2)
        assert gone_since(store, other) is None
