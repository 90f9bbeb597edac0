"""Identifiers that are the same in every export, so that a second one updates what the first one made."""

from __future__ import annotations

import uuid

#: Ours alone; a change of it doubles everything at everyone who imports.
_NAMESPACE = uuid.UUID("6632ae87-bedd-4543-88b3-f32743f0e9f9")


def lasting(*parts: str) -> str:
    """The UUID (version 5, RFC 9562) of what these parts name together."""
    return str(uuid.uuid5(_NAMESPACE, "\x1f".join(parts)))
