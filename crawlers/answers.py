"""What an answer, or none, says of a source: health state and a reason that a person can act on."""

from __future__ import annotations

import datetime as dt

from scrapy import Request, exceptions
from scrapy.http import Response
from twisted.python.failure import Failure

from canhgiac.records import HealthState
from crawlers.dates import when
from crawlers.middlewares.refusals import Refused

_BLOCKED = {
    401: "asks to log in",
    402: "asks to pay",
    403: "refuses us",
    429: "says that we ask too often",
    451: "may not show it for legal reasons",
}
#: A request that was already answered in part when time ran out carries this in its ``meta``.
BEGAN = "answer_began"


def of_status(response: Response) -> tuple[HealthState, str] | None:
    """What a status says; ``None`` for an answer whose page is worth reading."""
    status = response.status
    by = _network(response)
    if by is not None:
        return "blocked_by_network", (
            f"HTTP {status} of {by}: the network answers in the site's place; ask whoever runs it, "
            "it is not worked around"
        )
    if 200 <= status < 300 or status == 304:
        return None
    if status in _BLOCKED:
        wait = retry_after(response)
        later = f" and asks to come back after {wait:%Y-%m-%d %H:%M} UTC" if wait else ""
        return "blocked", f"HTTP {status}: the site {_BLOCKED[status]}{later}; visit less often or ask its owner"
    if status in (404, 410):
        return "unreachable", f"HTTP {status}: the page is gone; correct the url in sources.yaml or take it out"
    if status >= 500:
        wait = retry_after(response)
        later = f" (it asks to come back after {wait:%Y-%m-%d %H:%M} UTC)" if wait else ""
        return "unreachable", f"HTTP {status}: a fault of the server{later}; it is tried again on the next visit"
    return "unreachable", f"HTTP {status}: an answer that cannot be read"


def _network(response: Response) -> str | None:
    """What between us and the site gave this answer, where it says so."""
    if response.status == 511:
        return "a network that wants a log-in first (RFC 6585, 6)"
    if response.status == 407:
        return "a proxy that wants a log-in"
    if response.status >= 400 and response.headers.get("X-Squid-Error"):
        return "a Squid proxy"
    return None


def retry_after(response: Response) -> dt.datetime | None:
    """When the server asks to come back (RFC 9110, 10.2.3), at most a day from now."""
    header = response.headers.get("Retry-After")
    if not header:
        return None
    now = dt.datetime.now(dt.UTC)
    text = header.decode("latin-1").strip()
    day = dt.timedelta(days=1)
    if text.isdigit():
        return now + min(dt.timedelta(seconds=min(int(text), 86400)), day)
    # A date that lies ahead is what is wanted here, so "now" is moved behind it.
    asked = when(text, now=now + day, timezone="UTC")
    return asked if asked is not None and asked > now else None


def of_failure(failure: Failure, settings_timeout: float, max_bytes: int) -> tuple[HealthState, str]:
    """What it says that a request had no answer."""
    error = failure.value
    request: Request | None = getattr(failure, "request", None)
    if isinstance(error, Refused):
        return error.state, error.reason
    if isinstance(error, exceptions.CannotResolveHostError):
        return "unreachable", f"{_line(error) or 'the name does not resolve'} (DNS); check the url in sources.yaml"
    if isinstance(error, exceptions.DownloadTimeoutError):
        if request is not None and request.meta.get(BEGAN):
            return "slow", f"the answer was not complete after {settings_timeout:g} s; the page was given up"
        return "unreachable", f"no answer within {settings_timeout:g} s"
    if isinstance(error, exceptions.DownloadConnectionRefusedError):
        return "unreachable", "the connection was refused; the server is down or the port is wrong"
    if isinstance(error, exceptions.DownloadCancelledError):
        return "changed", f"the page is larger than {_size(max_bytes)} (max_bytes) and was cut off unread"
    if isinstance(error, exceptions.IgnoreRequest):
        return _ignored(_line(error), max_bytes)
    if isinstance(error, exceptions.ResponseDataLossError):
        return "unreachable", "the answer broke off in the middle"
    if isinstance(error, exceptions.UnsupportedURLSchemeError | exceptions.NotSupported | ValueError):
        return "changed", f"the page leads to an address that cannot be read ({_line(error)})"
    return "unreachable", f"the connection failed ({type(error).__name__}: {_line(error)})"


def _ignored(message: str, max_bytes: int) -> tuple[HealthState, str]:
    # Scrapy has no classes for these two, only words.
    if "redirect" in message:
        return "unreachable", "the page redirects again and again without end"
    if "decompress" in message:
        return "changed", f"the page is larger than {_size(max_bytes)} (max_bytes) once unpacked and was left unread"
    return "unreachable", message


def _line(error: BaseException | None) -> str:
    return " ".join(str(error).split())[:200]


def _size(count: int) -> str:
    return f"{count / 1048576:g} MiB" if count >= 1048576 else f"{count} bytes"
