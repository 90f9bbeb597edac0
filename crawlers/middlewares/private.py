"""Keeps crawlers off private networks (server-side request forgery)."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.exceptions import CannotResolveHostError
from scrapy.utils.defer import maybe_deferred_to_future

from crawlers.middlewares.refusals import PrivateAddress
from crawlers.reactor import the_reactor

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawlers.request import SourceSpec

_DEFAULT_PORTS = {"http": 80, "https": 443}


class PrivateAddressGuard:
    """Refuses every request, redirects and followed links included, to an address that is not public.

    The one exception is the very place (host and port) of a source that the operator wrote down himself.
    The name is resolved by the resolver that the connection uses, which caches its answer for the life of
    the process: what was checked is what is connected to, also when the name's owner changes it between.
    """

    def __init__(self, spec: SourceSpec) -> None:
        self._own_place = _place(spec.url) if spec.allow_private else None
        self._verdicts: dict[str, str | None] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> PrivateAddressGuard:
        """Scrapy's constructor."""
        return cls(crawler.spider.visit.spec)  # type: ignore[union-attr]

    async def process_request(self, request: Request) -> None:
        """Raises :class:`PrivateAddress`, or ``CannotResolveHostError``."""
        if self._own_place is not None and _place(request.url) == self._own_place:
            return
        host = urlsplit(request.url).hostname or ""
        if host not in self._verdicts:
            self._verdicts[host] = private(host, await _address(host))
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
