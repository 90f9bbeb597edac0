"""Keys of official APIs: held apart from everything that is written, and never shown."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

#: What stands in the place of a key.
MASK = "[key]"


class Secrets:
    """Keys and tokens by name: a kind of source (``youtube``), or a kind and an account (``facebook:NAME``)."""

    def __init__(self, values: Mapping[str, str] | None = None) -> None:
        self._values = {name: value for name, value in (values or {}).items() if value}

    def __repr__(self) -> str:
        return f"Secrets({', '.join(self._values)})"

    def get(self, name: str) -> str:
        """The key of that name; the empty string where there is none."""
        return self._values.get(name, "")

    def redacted(self, text: str) -> str:
        """``text`` without any of the keys, as they are or written into an address."""
        for value in self._values.values():
            for form in {value, quote(value, safe="")}:
                text = text.replace(form, MASK)
        return text
