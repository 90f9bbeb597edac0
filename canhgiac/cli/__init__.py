"""The command line: one file a group of commands, each a thin layer over a stage."""

from __future__ import annotations

from canhgiac.cli import collect, decide, hand_on, judge, keep, look  # noqa: F401  each registers its commands
from canhgiac.cli.application import app

__all__ = ["app"]
