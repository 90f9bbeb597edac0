"""Visits on their way from the spool, where a crawl leaves them, to the store."""

from __future__ import annotations

from canhgiac.spool import Spool
from canhgiac.stores.base import Store


def deliver_visits(spool: Spool, store: Store) -> None:
    """Moves the visits that wait in the spool to the store. A visit delivered twice changes nothing."""
    for visit in spool.visits():
        store.put_visit(visit)
        spool.delete_visit(visit)
