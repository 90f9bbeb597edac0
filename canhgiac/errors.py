"""Errors a user can act on. Each message says what was wrong, where, and what to do."""

from __future__ import annotations


class CanhGiacError(Exception):
    """Base of all expected errors; the command line prints its message and exits with ``exit_code``."""

    exit_code = 1


class SettingsError(CanhGiacError):
    """Settings or ``sources.yaml`` are not usable as written."""

    exit_code = 2


class SpoolError(CanhGiacError):
    """The spool cannot be read or written."""


class SpoolDamaged(SpoolError):
    """A batch is there and can be read, but it is not a batch."""


class SpoolSchemaError(SpoolError):
    """A batch was written by a version of the product that this one cannot read."""


class BusyError(CanhGiacError):
    """Another process is doing the same work."""

    exit_code = 75  # EX_TEMPFAIL of sysexits.h: try again later


class NotFoundError(CanhGiacError):
    """There is nothing under the name, id or path that was given."""
