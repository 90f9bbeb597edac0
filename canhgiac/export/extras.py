"""Libraries that only some formats need; they come with ``canhgiac[export]``."""

from __future__ import annotations

import importlib
from typing import Any

from canhgiac.errors import CanhGiacError


def needed(module: str, format: str) -> Any:
    """The module. Raises ``CanhGiacError`` that says how to get it where it is not installed."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise CanhGiacError(
            f"{format} needs the library {error.name or module}, which is not installed; "
            "get it with: pip install 'canhgiac[export]'"
        ) from error
