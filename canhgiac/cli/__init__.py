"""The command line: one file a group of commands, each a thin layer over a stage."""

from __future__ import annotations

from canhgiac.cli import (  # noqa: F401  each registers its commands
    collect,
    decide,
    groups,
    hand_on,
    judge,
    keep,
    kibana,
    look,
    quality,
    sources,
    trigger,
    work_off,
)
from canhgiac.cli.application import app

__all__ = ["app"]
