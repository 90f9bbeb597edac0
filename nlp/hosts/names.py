"""Host names as they are compared: lower case, ASCII, without ``www.``, cut by the public suffix list."""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec
import tldextract

#: The snapshot of the Public Suffix List that tldextract ships: no network, nothing written to disk.
_EXTRACT = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]{0,20}://", re.IGNORECASE)
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")


class Parts(msgspec.Struct, frozen=True):
    """``labels`` left of the public suffix (the last is the registered one), and the ``suffix``."""

    labels: tuple[str, ...]
    suffix: str

    @property
    def registered(self) -> str:
        """The registered domain (``vn-x.top``)."""
        return f"{self.labels[-1]}.{self.suffix}"


#: A dot as our own output and others' writes it, so that it can be read back.
_DEFANGED = re.compile(r"\[\.\]|\(\.\)|\{\.\}")


def clean(host: str) -> str | None:
    """A host name, or the host of a link, in canonical form; ``None`` if it cannot be one.

    Non-ASCII labels become punycode (IDNA 2003 as browsers read old names).
    """
    # browsers read a backslash as a slash (WHATWG URL)
    host = _DEFANGED.sub(".", host.strip()).replace("\\", "/")
    host = _SCHEME.sub("", host).split("/", 1)[0].split("?", 1)[0].split("#", 1)[0]
    host = host.rsplit("@", 1)[-1].split(":", 1)[0].strip(".").lower()
    if not host or len(host) > 253:
        return None
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            return None
    if host.startswith("www.") and host.count(".") > 1:
        host = host[4:]
    if "." not in host or not all(_LABEL.fullmatch(label) for label in host.split(".")):
        return None
    return host


@lru_cache(maxsize=20_000)
def split(host: str) -> Parts | None:
    """Cuts a clean host by the public suffix list; ``None`` where it ends in no public suffix."""
    cut = _EXTRACT.extract_str(host)
    if not cut.suffix or not cut.domain:
        return None
    labels = (*cut.subdomain.split("."), cut.domain) if cut.subdomain else (cut.domain,)
    return Parts(labels, cut.suffix)


def is_ending(host: str) -> bool:
    """Whether a clean host is a public suffix itself (``com.vn``), under which others have their names."""
    cut = _EXTRACT.extract_str(host)
    return cut.suffix == host


@lru_cache(maxsize=1)
def top_level() -> frozenset[str]:
    """Every last label of a public suffix (``com``, ``vn``, ``xyz``)."""
    return frozenset(suffix.rsplit(".", 1)[-1] for suffix in _EXTRACT.tlds)


def unicode_of(host: str) -> str:
    """The host with punycode labels decoded, as a browser might show it; unchanged if it cannot be."""
    if "xn--" not in host:
        return host
    try:
        return host.encode("ascii").decode("idna")
    except UnicodeError:
        return host
