"""The id of a post, and the canonical form of an address.

The recipe has a version and is pinned by a test with literal values: a changed recipe makes every known
post look new, so the version goes up with it and the change is written in the changelog.
"""

from __future__ import annotations

import hashlib
import re
from urllib.parse import urlsplit, urlunsplit

#: Version of the recipe; part of what is hashed.
RECIPE = 1

_DEFAULT_PORTS = {"http": 80, "https": 443}
# Campaign and click identifiers, and the session ids that forum engines put into links.
_TRACKING = re.compile(
    r"^(utm_\w+|fbclid|gclid|dclid|msclkid|yclid|igshid|zarsrc|mc_[ce]id|_ga|ref_src|"
    r"phpsessid|jsessionid|aspsessionid\w*|sessionid|sid|sess)$",
    re.IGNORECASE,
)
# vBulletin's session id has the short name "s" and 32 hexadecimal digits; "s=word" is a search.
_VB_SESSION = re.compile(r"^s=[0-9a-f]{32}$", re.IGNORECASE)
_PATH_SESSION = re.compile(r";(jsessionid|phpsessid|sid)=[^/?#;]*", re.IGNORECASE)
_MESSAGE_ANCHOR = re.compile(r"^(post|p|c|comment|cmt|msg|message|reply|pid|entry)[-_]?\d+$", re.IGNORECASE)


def host_of(url: str) -> str:
    """The host of an address in lower case, without port; the empty string where there is none."""
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""


def canonical_url(url: str) -> str:
    """One spelling of an address: scheme and host in lower case, no default port, no tracking or session
    parameters, the other parameters in their order, no fragment unless it names a message.

    An address that cannot be parsed is given back as it is.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return url
    scheme = parts.scheme.lower()
    host = (parts.hostname or "").rstrip(".")
    if ":" in host:
        host = f"[{host}]"
    netloc = host if port is None or port == _DEFAULT_PORTS.get(scheme) else f"{host}:{port}"
    path = _PATH_SESSION.sub("", parts.path) or ("/" if host else "")
    query = "&".join(pair for pair in parts.query.split("&") if pair and not _is_tracking(pair))
    fragment = parts.fragment if _MESSAGE_ANCHOR.match(parts.fragment) else ""
    return urlunsplit((scheme, netloc, path, query, fragment))


def _is_tracking(pair: str) -> bool:
    return bool(_TRACKING.match(pair.partition("=")[0]) or _VB_SESSION.match(pair))


def post_id(host: str, engine_id: str) -> str:
    """The id of a post from its host and the engine's own message id (32 hexadecimal digits).

    The port is no part of it: a site keeps its ids when it moves to another one.
    """
    return _digest("id", host.lower().rstrip("."), engine_id)


def post_id_of_url(url: str) -> str:
    """The id of a post that has no engine id: by its canonical address with the message anchor.

    The scheme is left out, so that a site's move to https does not make every post new.
    """
    canonical = canonical_url(url)
    return _digest("url", host_of(canonical), canonical.partition("://")[2] or canonical)


def _digest(way: str, host: str, key: str) -> str:
    # NUL cannot stand in a host, so parts cannot run into each other.
    joined = "\0".join((str(RECIPE), way, host, key))
    return hashlib.blake2b(joined.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
