"""Links and bare host names: where they stand and what they are, handed to the extractor of their kind."""

from __future__ import annotations

import re

import msgspec

from nlp.hosts import advertises_betting, is_institution, verdict
from nlp.hosts.known import kind_of
from nlp.hosts.names import clean, split, top_level
from nlp.indicators.grounds import Grounds
from nlp.normalise.syllables import is_syllable
from nlp.phrases import words_of

_HOST = re.compile(
    r"(?<![\w@.])(?<!\w-)(?:(?P<scheme>(?:https?|tg|zalo)[:;]?/{1,2})(?:[\w.%+-]{1,64}@)?)?"
    r"(?P<host>[^\W_](?:[\w-]{0,62}(?<!-))?(?:\.[\w-]{1,63}){1,12})"
    r"(?P<port>:\d{2,5})?"
    r"(?P<path>(?:(?<=zalo\.me) ?/[ ](?=\+?\d)|(?<=t\.me) ?/[ ]?(?=[a-z@+])|[/?#])"
    r"[^\s<>\"'|\]\)}(\[{,;*“”\u2190-\u2bff\U0001f000-\U0001faff]*)?",
)
_TRAILING = ".,;:!?…~-_*=&"
#: Endings that are rarely anything but a host's.
_PLAIN = frozenset(
    words_of(
        """com net org vn info biz xyz top vip cc club icu cyou cfd sbs shop store online site website space tech
    app live life link click win bet fun pro asia tv io gov edu page dev world games game casino mobi cloud store ltd
    group today support money finance bid blog wiki bond lol ink one run news agency media digital network host
    solutions services center company social video plus pw ws gg gl me ly gd cm su im sh uk us ru cn jp kr tw hk sg
    eu de fr au tk ml ga cf gq vc ag lc fm nu"""
    )
)
#: Endings that in Vietnamese talk are abbreviations or files.
_NEVER = frozenset(words_of("zip mov tr td ms mr st mm kg dj sc pm am bb py rs ps md so ae sao mba phd ad"))
#: A name of so many letters with a hyphen, or with letters and digits mixed, is no word before a full stop.
_LONG_NAME = 6
_MADE_UP = re.compile(r"[a-z]{2}[\w]*-[a-z]{2}|[a-z]{3}\d")
_IP = re.compile(r"(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}")
#: Under these a name may be digits alone (``009.com``); elsewhere that is a number.
_NUMBERED = frozenset(words_of("com net vip org vn cc top club bet win live"))


class Link(msgspec.Struct, frozen=True):
    """A host in a text with the rest of its link. Places are of the normalised text."""

    start: int
    end: int
    host_start: int
    host_end: int
    host: str
    path: str
    scheme: bool


def links_in(grounds: Grounds) -> list[Link]:
    """Every link or bare host, in order; each is marked as taken."""
    if "." not in grounds.text:
        return []
    found = []
    for match in _HOST.finditer(grounds.text):
        link = _link(grounds, match)
        if link and grounds.free(link.host_start, link.host_end):
            found.append(link)
            grounds.take(link.start, link.end)
            found += _asked_for(grounds, link)
    return found


#: A search or a redirect that names the host it is to lead to.
_ASKED = re.compile(
    r"[?&](?:q|url|u)=(?:https?:?/{1,2})?(?:www\.)?(?P<host>[a-z0-9][a-z0-9-]{1,60}(?:\.[a-z0-9-]{2,40}){1,3})"
)


def _asked_for(grounds: Grounds, link: Link) -> list[Link]:
    """The host within the query of a link (``google.com/search?q=…``), if there is one."""
    match = _ASKED.search(grounds.text, link.host_end, link.end)
    host = clean(match.group("host")) if match else None
    if match is None or host is None or split(host) is None:
        return []
    return [Link(*match.span("host"), *match.span("host"), host, "", True)]


def _link(grounds: Grounds, match: re.Match[str]) -> Link | None:
    start, end = match.span()
    host_start, host_end = match.span("host")
    raw = match.group("host").strip("-")
    labels = raw.split(".")
    last = labels[-1]
    has_path = bool(match.group("path"))
    if match.group("scheme") and _IP.fullmatch(raw):
        return _numbered(grounds, match, raw)
    sure = bool(match.group("scheme")) or labels[0] == "www" or (has_path and len(match.group("path")) > 1)
    while last not in top_level() and len(labels) > 2 and not has_path:
        labels.pop()
        last = labels[-1]
        end = host_end = host_start + len(".".join(labels))
    if last not in top_level() or grounds.folded[end : end + 1] == "@":
        return None
    if not _is_host(grounds, labels, host_start, host_end, sure, bool(match.group("scheme"))):
        return None
    written = grounds.written(host_start, host_end).strip(".-")
    host = clean(written) or clean(".".join(labels))
    if host is None or split(host) is None:
        return None
    path = ""
    if has_path and end == match.end():
        path_start = match.start("path")
        path = grounds.written(path_start, end).replace(" ", "").rstrip(_TRAILING)
        end = path_start + len(match.group("path").rstrip(_TRAILING))
    lead = _torn_prefix(grounds, host_start) if not match.group("scheme") else ""
    if lead:
        host, start, host_start = f"{lead}-{host}", start - len(lead) - 2, host_start - len(lead) - 2
    return Link(start, max(end, host_end), host_start, host_end, host, path, bool(match.group("scheme")))


def _numbered(grounds: Grounds, match: re.Match[str], host: str) -> Link:
    """A link whose host is an IPv4 address."""
    path_start, end = match.span("path") if match.group("path") else (match.end(), match.end())
    path = grounds.written(path_start, end).rstrip(_TRAILING)
    return Link(match.start(), path_start + len(path), *match.span("host"), host, path, True)


#: The word before a host. With a capital, before a host that is a syllable with one, it is a name (``Việt Nam.vn``).
_WORD_BEFORE = re.compile(r"(?<!\w)[^\W\d_]+ $")
_TORN = re.compile(r"(?<![\w-])([a-z0-9]{1,12})(?:- | -)$")


def _torn_prefix(grounds: Grounds, start: int) -> str:
    """The first half of ``vip- bank.com``, a host torn at its hyphen; empty where nothing is torn."""
    found = _TORN.search(grounds.text, max(0, start - 15), start)
    return found.group(1) if found else ""


def _is_host(grounds: Grounds, labels: list[str], start: int, end: int, sure: bool, schemed: bool) -> bool:
    """Whether a dotted string is a host and not two sentences without a space, a number or a file name."""
    last, name = labels[-1], labels[-2]
    if name.isdigit() and last not in _NUMBERED and not schemed:
        return False
    if schemed or (sure and (last not in _NEVER or kind_of(".".join(labels)) is not None)):
        return True
    if name.isdigit() and (last not in _NUMBERED or len(name) < 3):
        return False
    if len(labels) > 2 and kind_of(".".join(labels)) is not None:
        return True
    written = grounds.written(start, end)
    tail = written.rsplit(".", 1)[-1]
    if not "".join(labels).isascii():
        spoken = is_syllable(grounds.folded[start:end].split(".")[0])
        return last in ("com", "net", "vn") and len(labels) == 2 and tail.islower() and not spoken
    if len(labels) == 2 and written[:1].isupper() and tail.islower() and is_syllable(name):
        word_before = _WORD_BEFORE.search(grounds.written(max(0, start - 10), start))
        if word_before and word_before.group()[0].isupper():
            return False
    if last in _PLAIN:
        sentence = tail[:1].isupper() and not tail.isupper() and not written[:1].isupper() and is_syllable(last)
        return not sentence and (len(name) > 1 or len(labels) > 2 or last in ("vn", "com", "net", "co"))
    if len(name) >= _LONG_NAME and last not in _NEVER and _MADE_UP.search(name):
        return True
    if last in _NEVER or (is_syllable(last) and (tail[:1].isupper() or is_syllable(name))):
        return False
    if len(last) == 2:
        return len(name) >= 3 and (not is_syllable(last) or any(c.isdigit() or c == "-" for c in name))
    return len(last) > 3 and len(name) >= 4 and not is_syllable(last)


def add_host(grounds: Grounds, link: Link) -> None:
    """Records an ordinary link: the host as ``domain``; on shorteners and shared hosts the page as ``url``.

    A page of an institution whose path sells betting is a ``url`` with the verdict ``compromised_official``.
    """
    judged = verdict(link.host)
    if judged.verdict == "official" and is_institution(judged.name) and advertises_betting(link.path):
        # somebody broke in: its owner is to be told, and nobody is to block it
        page = f"{judged.name}{link.path}"
        grounds.add("url", page, link.start, link.end, stance="official", verdict="compromised_official")
    elif judged.verdict == "official":
        grounds.add("domain", judged.name, link.host_start, link.host_end, stance="official", verdict="official")
    elif judged.verdict in ("shortener", "shared") and link.path.strip("/"):
        grounds.add("url", f"{judged.name}{link.path}", link.start, link.end, verdict=judged.verdict)
    elif judged.verdict == "shortener":
        return
    elif link.host[-1].isdigit():
        grounds.add("url", f"{link.host}{link.path}", link.start, link.end, verdict=judged.verdict)
    else:
        grounds.add(
            "domain", judged.name, link.host_start, link.host_end,
            verdict=judged.verdict, imitates=judged.imitates, confidence=1.0 if link.scheme or link.path else 0.9,
        )
