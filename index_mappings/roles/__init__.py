"""Roles for the server's security, one JSON file each, as ``PUT /_security/role/canhgiac_NAME`` takes it."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

NAMES = ("reader", "decider", "writer", "admin")


def role(name: str, prefix: str = "canhgiac") -> dict[str, Any]:
    """The body of a role of ``NAMES`` for the indices ``PREFIX-…``; the files have the prefix ``canhgiac``."""
    body = files(__package__).joinpath(f"{name}.json").read_text("utf-8")
    found: dict[str, Any] = json.loads(body.replace('"canhgiac-', f'"{prefix}-'))
    return found


def api_key(name: str, prefix: str = "canhgiac", days: int = 365) -> dict[str, Any]:
    """The body of ``POST /_security/api_key`` for a key that can what the role can, for so many days."""
    rights = {part: value for part, value in role(name, prefix).items() if part != "description"}  # refused there
    return {"name": f"{prefix}-{name}", "expiration": f"{days}d", "role_descriptors": {f"{prefix}_{name}": rights}}
