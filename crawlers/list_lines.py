"""Public lists of hosts, in the forms in which they are published: which hosts they name, and what they say of
themselves.

``hosts``: hosts(5), as Steven Black's and URLhaus' lists are (``0.0.0.0 host``). ``adguard``: AdGuard's and Adblock
Plus' filter syntax, of which only rules that block a whole host are taken (``||host^``), never exceptions (``@@``),
rules for parts of pages, or rules with conditions. ``domains``: a host or address a line. ``csv``: a column of
them. ``misp``: JSON of MISP warning lists (github.com/MISP/misp-warninglists, ``schema.json``), ``list`` with
``name``, ``version`` and ``category``.
"""

from __future__ import annotations

import csv
import ipaddress
import re
from collections.abc import Iterator
from typing import Any, Literal
from urllib.parse import urlsplit

import msgspec

Form = Literal["auto", "hosts", "adguard", "domains", "csv", "misp"]

_HOST = re.compile(r"(?=.{4,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{2,59})")
_RULE = re.compile(r"\|\|(?:\*\.)?(?P<host>[^\^/$|*]+)\^?(?:\$(?P<when>.*))?")
#: Conditions under which a rule still means the whole host, for everybody.
_WHOLE = frozenset(("", "all", "document", "important", "doc"))
_SINK = re.compile(r"(?:0\.0\.0\.0|127\.\d+\.\d+\.\d+|::1?|::)\s+(?P<hosts>\S.*)")
_ABOUT = re.compile(
    r"^[#!;/ ]*(?P<name>title|last[ -]modified|updated|date|version|licen[cs]e)\s*:\s*(?P<value>\S.*)$", re.IGNORECASE
)
#: What every hosts file names of the machine itself.
_OWN = frozenset(("localhost", "localhost.localdomain", "local", "broadcasthost", "ip6-localhost", "ip6-loopback"))
_DATES = ("last modified", "last-modified", "updated", "date", "version")
_COLUMNS = ("host", "hostname", "domain", "url", "website", "dia_chi", "ten_mien")
#: Lines at the top in which a list may say what it is.
_HEAD = 60


class About(msgspec.Struct):
    """What a list says of itself; empty where it says nothing."""

    title: str = ""
    date: str = ""
    licence: str = ""


class HostList(msgspec.Struct):
    """``hosts`` once each, in the list's order, with the number of the line. ``bad``: lines that name none.
    ``harmless``: the list says that it names what is *not* bad."""

    about: About
    hosts: dict[str, int]
    bad: int = 0
    harmless: bool = False


class ListUnreadable(Exception):
    """What was had is no list of the form that was expected; the message says why."""


def read(body: str, form: Form = "auto", column: str = "") -> HostList:
    """Reads a list. Raises :class:`ListUnreadable`."""
    head = body.lstrip("\ufeff \t\r\n")
    if head[:500].lower().startswith(("<!doctype html", "<html")):
        raise ListUnreadable("it is a web page; give the address of the list itself")
    if form == "misp" or (form == "auto" and head[:1] == "{"):
        return _misp(head)
    lines = head.splitlines()
    chosen = _form_of(lines) if form == "auto" else form
    about, exceptions = _about(lines[:_HEAD]), set()
    made = HostList(about, {})
    for number, names in _csv(lines, column) if chosen == "csv" else _plain(lines, chosen):
        if not names:
            made.bad += 1
        for name in names:
            if name.startswith("@@"):
                exceptions.add(name[2:])
            else:
                made.hosts.setdefault(name, number)
    for name in exceptions:
        made.hosts.pop(name, None)
    return made


def host_in(text: str) -> str:
    """The host that a piece of text is, or that its address is on; the empty string where it is none."""
    name = text.strip().strip("\"'").lower()
    if "://" in name or "/" in name:
        try:
            name = urlsplit(name if "://" in name else f"//{name}").hostname or ""
        except ValueError:
            return ""
    name = name.removeprefix("*.").removeprefix(".").rstrip(".").removeprefix("www.")
    if not name.isascii():
        try:
            name = name.encode("idna").decode("ascii")
        except UnicodeError:
            return ""
    return name if _HOST.fullmatch(name) and not _is_address(name) else ""


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _form_of(lines: list[str]) -> Form:
    told = [line.strip() for line in lines[:400] if line.strip() and line.strip()[0] not in "#!;["][:50]
    if any(line.startswith(("||", "@@||")) for line in told):
        return "adguard"
    if any(_SINK.fullmatch(line) for line in told):
        return "hosts"
    return "csv" if told and re.search(r"[,;\t]", told[0]) else "domains"


def _plain(lines: list[str], form: Form) -> Iterator[tuple[int, list[str]]]:
    """Number and hosts of each line that is meant to name some."""
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if not text or text[0] in "#!;[":
            continue
        if form == "adguard":
            named = _of_rule(text)
            if named is not None:
                yield number, named
            continue
        text = re.split(r"\s#", text)[0]
        if form == "hosts":
            entry = _SINK.fullmatch(text)
            words = entry["hosts"].split() if entry else []
            if words and _OWN.issuperset(words):
                continue
        else:
            words = [text]
        yield number, [host for word in words if (host := host_in(word))]


def _of_rule(rule: str) -> list[str] | None:
    """The host of a rule, behind ``@@`` for an exception; ``None`` for a rule that is about no whole host."""
    exception = rule.startswith("@@")
    found = _RULE.fullmatch(rule.removeprefix("@@"))
    if found is None:
        return None
    if not exception and any(part.strip() not in _WHOLE for part in (found["when"] or "").split(",")):
        return None
    host = host_in(found["host"])
    return [f"@@{host}" if exception else host] if host else []


def _csv(lines: list[str], column: str) -> Iterator[tuple[int, list[str]]]:
    numbered = [(n, line) for n, line in enumerate(lines, 1) if line.strip() and line.lstrip()[0] not in "#!"]
    if not numbered:
        return
    first = numbered[0][1]
    delimiter = max(",;\t", key=first.count)
    header = [name.strip().lower() for name in next(csv.reader([first], delimiter=delimiter))]
    wanted = [column.lower()] if column else list(_COLUMNS)
    at = next((header.index(name) for name in wanted if name in header), None)
    if at is None and column:
        raise ListUnreadable(f"it has no column {column!r}; its columns are {', '.join(header[:20])}")
    headless = at is None
    if headless:
        at = next((index for index, cell in enumerate(header) if host_in(cell)), None)
    if at is None:
        raise ListUnreadable("no column names hosts; say which with the option column")
    for number, line in numbered if headless else numbered[1:]:
        try:
            cells = next(csv.reader([line], delimiter=delimiter))
        except csv.Error:
            cells = []
        host = host_in(cells[at]) if at < len(cells) else ""
        yield number, [host] if host else []


def _misp(text: str) -> HostList:
    try:
        data = msgspec.json.decode(text)
    except msgspec.DecodeError as error:
        raise ListUnreadable(f"it is no JSON ({error})") from None
    listed = data.get("list") if isinstance(data, dict) else None
    if not isinstance(listed, list):
        raise ListUnreadable("its JSON has no `list`, as MISP's warning lists have one")
    about: dict[str, Any] = data
    made = HostList(About(str(about.get("name") or ""), str(about.get("version") or ""), ""), {})
    made.harmless = str(about.get("category") or "").strip().lower() == "false positive"
    for number, entry in enumerate(listed, 1):
        host = host_in(entry) if isinstance(entry, str) else ""
        if host:
            made.hosts.setdefault(host, number)
        else:
            made.bad += 1
    return made


def _about(lines: list[str]) -> About:
    said = {found["name"].lower(): found["value"].strip() for line in lines if (found := _ABOUT.match(line.strip()))}
    date = next((said[key] for key in _DATES if key in said), "")
    return About(said.get("title", ""), date, said.get("license") or said.get("licence") or "")
