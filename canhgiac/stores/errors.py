"""What goes wrong with a store; each message is meant for the user as it is."""

from __future__ import annotations

from canhgiac.errors import BusyError, CanhGiacError, NotFoundError


class StoreError(CanhGiacError):
    """Something about the store; the message is meant for the user as it is."""


class StoreUnavailable(StoreError):
    """The store can't be opened or reached, or a read or write of it failed."""


class StoreBusy(StoreUnavailable):
    """Another process held the store for longer than we wait."""

    exit_code = BusyError.exit_code


class StoreFull(StoreUnavailable):
    """There is no room left to write; what was stored before is intact."""


class StoreReadOnly(StoreUnavailable):
    """The place where the store lies can't be written."""


class StoreDamaged(StoreError):
    """The file is broken, or it isn't a store of ours."""


class SchemaMismatch(StoreError):
    """The store was written by another version of Cảnh Giác."""


class StoreUnsupported(StoreError):
    """The setting names a store that this version doesn't have."""


class RecordsRefused(StoreError):
    """Some findings can't be stored, whatever is tried: ``reasons`` by their id. The others may be, without them."""

    def __init__(self, reasons: dict[str, str], where: str) -> None:
        super().__init__(f"{where} can't store {len(reasons)} findings; the first: {next(iter(reasons.values()))}")
        self.reasons = reasons


class FindingNotFound(StoreError, NotFoundError):
    """No finding has this id or begins with it."""


class AmbiguousId(StoreError):
    """Several findings begin with this prefix."""


class GroupNotFound(StoreError, NotFoundError):
    """No cluster or campaign has this id or begins with it."""
