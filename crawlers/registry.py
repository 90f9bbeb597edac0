"""The check of what ``sources.yaml`` says of a source, and the kind that an address speaks for."""

from __future__ import annotations

import codecs
import difflib
import re
from importlib.util import find_spec
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import msgspec

from crawlers.api_access import may_have_key
from crawlers.pictures import can_read
from crawlers.source_kinds import SourceKind, kinds


def kind_of(url: str) -> str:
    """The kind that an http(s) address speaks for by itself; a forum where it speaks for none."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    if host in ("t.me", "telegram.me"):
        return "telegram"
    if host in ("youtube.com", "m.youtube.com", "youtu.be"):
        return "youtube"
    if host in ("facebook.com", "m.facebook.com", "fb.com"):
        return "facebook"
    if host.endswith(".blogspot.com"):
        return "blog"
    if parts.path.endswith(("/api.php", "/doku.php")):
        return "wiki"
    if re.search(r"sitemap[^/]*\.(xml|txt)(\.gz)?$", parts.path, re.IGNORECASE):
        return "sitemap"
    return "feed" if re.search(r"\.(xml|rss|atom)$|/(feed|rss|atom)\b", parts.path) else "forum"


def options_of(kind: str, options: dict[str, object]) -> msgspec.Struct:
    """The validated options of a source.

    Raises ``ValueError`` with every problem in its message, as :func:`validate` finds them.
    """
    model = kinds()[kind].options
    problems = _option_problems(kinds()[kind], options)
    if problems:
        raise ValueError("; ".join(problems))
    return msgspec.convert(options, model, strict=False)


def validate(kind: str, url: str, options: dict[str, object]) -> list[str]:
    """What is wrong with a source as it is written down; an empty list when nothing is.

    Each problem is one sentence that says what and what to do, without the source's name.
    """
    known = kinds()
    if kind not in known:
        return [f"unknown kind {kind!r}{_nearest(kind, known)}; kinds are {', '.join(known)}"]
    return _url_problems(known[kind], url) + _option_problems(known[kind], options)


def _url_problems(kind: type[SourceKind], url: str) -> list[str]:
    if not isinstance(url, str) or not url.strip():
        return [f"a {kind.name} source needs a url"]
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        return [f"url {url!r} cannot be read: {error}"]
    if "" in kind.schemes:
        # A path has no scheme; "C:" and the like is a drive letter.
        if parts.scheme not in kind.schemes and len(parts.scheme) > 1:
            return [f"url {url!r} must be a path or a file:// address for kind {kind.name}"]
        if parts.scheme == "file" and parts.netloc not in ("", "localhost"):
            return [f"url {url!r} names a host; write file:///path"]
        return []
    if parts.scheme.lower() not in kind.schemes or not parts.hostname:
        return [f"url {url!r} must start with http:// or https:// and name a host"]
    if parts.username or parts.password:
        return [f"the url on {parts.hostname} holds a user name or password; only public pages are read"]
    problem = kind.url_problem(url)
    return [problem] if problem else []


def _option_problems(kind: type[SourceKind], options: dict[str, object]) -> list[str]:
    model = kind.options
    fields = model.__struct_fields__
    unknown = [key for key in options if key not in fields]
    listed = ", ".join(fields) or "none"
    problems = [f"unknown option {key!r}{_nearest(str(key), fields)}; options are {listed}" for key in unknown]
    try:
        made = msgspec.convert({k: v for k, v in options.items() if k in fields}, model, strict=False)
    except msgspec.ValidationError as error:
        return [*problems, f"options: {error}"]
    problems += _name_problems(made) + _api_problems(kind, made) + _extra_problems(made)
    return problems + kind.option_problems(made)


def _api_problems(kind: type[SourceKind], options: msgspec.Struct) -> list[str]:
    """A key goes to the API's own host and to nobody else: an address written down here is no way around that."""
    api = getattr(options, "api", "") if kind.api_host else ""
    try:
        if not api or may_have_key(api, kind.api_host):
            return []
    except ValueError:
        pass
    return [
        f"option api: {api!r} would send the key elsewhere than to https://{kind.api_host}; leave it out, or write a "
        "gateway on this machine, e.g. http://127.0.0.1:8080"
    ]


def _extra_problems(options: msgspec.Struct) -> list[str]:
    """Options that need an extra which is not installed."""
    if getattr(options, "images", False) and not can_read():
        return ["option images needs an extra: pip install 'canhgiac[images]'"]
    if getattr(options, "javascript", False) and find_spec("scrapy_playwright") is None:
        return ["option javascript needs an extra: pip install 'canhgiac[javascript]'"]
    return []


def _name_problems(options: msgspec.Struct) -> list[str]:
    """Time zones and encodings that do not exist: found now rather than in the middle of a visit."""
    problems = []
    zone = getattr(options, "timezone", None)
    if zone is not None:
        try:
            ZoneInfo(zone)
        except (KeyError, ValueError, OSError):
            problems.append(f"unknown timezone {zone!r}; write one like Asia/Ho_Chi_Minh or UTC")
    encoding = getattr(options, "encoding", "auto")
    if encoding != "auto":
        try:
            codecs.lookup(encoding)
        except LookupError:
            problems.append(f"unknown encoding {encoding!r}; write one like utf-8, utf-16 or cp1258")
    return problems


def _nearest(word: str, known: object) -> str:
    close = difflib.get_close_matches(word, list(known), n=1)  # type: ignore[call-overload]
    return f", did you mean {close[0]!r}?" if close else ""
