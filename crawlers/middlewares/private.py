"""Keeps crawlers off private networks (server-side request forgery)."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.exceptions import CannotResolveHostError
from scrapy.utils.defer import maybe_deferred_to_future

from crawlers.middlewares.refusals import NetworkBlocked, PrivateAddress
from crawlers.reactor import the_reactor

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawlers.request import SourceSpec

_PRIVATE_ENDINGS = frozenset(
    ("test", "example", "invalid", "localhost", "local", "internal", "lan", "home", "alt", "arpa")
)
_DEFAULT_PORTS = {"http": 80, "https": 443}


class PrivateAddressGuard:
    """Refuses every request, redirects and followed links included, to an address that is not public.

    The one exception is the very place (host and port) of a source that the operator wrote down himself.
    The name is resolved by the resolver that the connection uses, which caches its answer for the life of
    the process: what was checked is what is connected to, also when the name's owner changes it between.
    """

    def __init__(self, spec: SourceSpec) -> None:
        # The address of an API's gateway is the operator's word too.
        written = (spec.url, spec.options.get("api")) if spec.allow_private else ()
        self._own_places = {_place(url) for url in written if isinstance(url, str) and url}
        self._verdicts: dict[str, str | None] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> PrivateAddressGuard:
        """Scrapy's constructor."""
        return cls(crawler.spider.visit.spec)  # type: ignore[union-attr]

    async def process_request(self, request: Request) -> None:
        """Raises :class:`PrivateAddress`, or ``CannotResolveHostError``."""
        host = urlsplit(request.url).hostname or ""
        own = _place(request.url) in self._own_places
        if own and not _is_public_name(host):
            return
        if host not in self._verdicts:
            address = await _address(host)
            self._verdicts[host] = private(host, address)
            if _is_public_name(host) and sinkholed(address):
                raise NetworkBlocked(
                    f"the network's name server says that {host} is at {address}, which is nobody's: it blocks the "
                    "site; ask whoever runs the network, it is not worked around"
                )
        if own:
            return
        reason = self._verdicts[host]
        if reason is not None:
            raise PrivateAddress(reason)


def private(host: str, address: str) -> str | None:
    """Why ``address`` (that ``host`` stands for) may not be read; ``None`` when it is public."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return f"{host} has the unreadable address {address!r}"
    mapped = getattr(ip, "ipv4_mapped", None)
    ip = mapped or ip
    if ip.is_global and not ip.is_multicast:
        return None
    return (
        f"{host} is at the private address {ip}, which is not read unless the source itself is written with that "
        "address in sources.yaml or on the command line"
    )


def sinkholed(address: str) -> bool:
    """Whether an address is one that name servers give for what they block: 0.0.0.0, 127.0.0.1 and their kin."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    return ip.is_unspecified or ip.is_loopback


def _is_public_name(host: str) -> bool:
    """Whether a host is a name of the public web; the endings are those set aside for private use (RFC 2606,
    RFC 6762, RFC 9476) and what routers use."""
    name = host.rstrip(".").lower()
    last = name.rpartition(".")[2]
    return "." in name and not last.isdigit() and ":" not in name and last not in _PRIVATE_ENDINGS


def _place(url: str) -> tuple[str, int | None]:
    parts = urlsplit(url)
    default = _DEFAULT_PORTS.get(parts.scheme)
    port = parts.port or default
    # http and https of one host, each on its own port, are one place: sites redirect from one to the other.
    return (parts.hostname or "", None if port == default else port)


async def _address(host: str) -> str:
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        pass
    try:
        return str(await maybe_deferred_to_future(the_reactor().resolve(host)))
    except Exception as error:
        # Twisted and the C library each have errors of their own for this.
        raise CannotResolveHostError(f"the name {host} does not resolve") from error
