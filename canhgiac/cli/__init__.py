"""The command line: one file a group of commands, each a thin layer over a stage."""

from __future__ import annotations

from canhgiac.cli import (  # noqa: F401  each registers its commands
    collect,
    console,
    decide,
    digest,
    export,
    groups,
    judge,
    keep,
    kibana,
    look,
    notify,
    quality,
    report,
    sources,
    suggest,
    trigger,
    work_off,
)
from canhgiac.cli.application import app

__all__ = ["app"]
