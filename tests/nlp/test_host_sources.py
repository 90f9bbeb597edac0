"""Each host that is known as a fact names where it was found, or stands among those that were found nowhere."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from nlp.banks import banks
from nlp.hosts.known import brands, is_listed, kind_of

_DATA = Path(__file__).parents[2] / "nlp" / "data"
_GROUPS = tomllib.loads((_DATA / "hosts.toml").read_text("utf-8"))
_SOURCES = tomllib.loads((_DATA / "host_sources.toml").read_text("utf-8"))
_UNVERIFIED = {kind: _SOURCES["unverified"][kind].split() for kind in ("official", "shared")}
#: A repository's file at a commit, or what could be kept of it.
_PLACE = re.compile(
    r"https://\S+, .+ at [0-9a-f]{7}\b|(?:a )?public programs?, read in .+ that do(?:es)? not say where"
)


def _found() -> list[str]:
    return [host for source in _SOURCES["source"] for host in source["hosts"].split()]


def _facts() -> set[str]:
    grouped = [
        host
        for kind in ("official", "shared", "shorteners")
        for group in _GROUPS[kind].values()
        for host in group["hosts"].split()
    ]
    return {*grouped, *(host for brand in brands() for host in brand.hosts), *(h for b in banks() for h in b.hosts)}


def _kind(host: str) -> str:
    known = kind_of(host)
    return known[0] if known else ""


def _lies_under(host: str, parents: set[str]) -> bool:
    return any(host.endswith(f".{parent}") for parent in parents)


def test_every_host_has_a_source_or_is_named_as_unverified() -> None:
    named = {*_found(), *_UNVERIFIED["official"], *_UNVERIFIED["shared"]}
    owners = {host for source in _SOURCES["source"] if source["tells"] != "kind" for host in source["hosts"].split()}
    parents = owners | set(_GROUPS["zones"]["suffixes"])
    assert {host for host in _facts() - named if _kind(host) != "official" or not _lies_under(host, parents)} == set()


def test_no_source_speaks_of_a_host_that_is_no_fact_and_none_stands_twice() -> None:
    named = Counter([*_found(), *_UNVERIFIED["official"], *_UNVERIFIED["shared"]])
    assert [host for host, times in named.items() if times > 1] == []
    assert [host for host in named if not is_listed(host)] == []


def test_sources_say_of_a_host_what_the_facts_say_of_it() -> None:
    for source in _SOURCES["source"]:
        kinds = {_kind(host) for host in source["hosts"].split()}
        assert kinds <= ({"shared", "shortener"} if source["tells"] == "kind" else {"official"}), source["name"]
    assert {_kind(host) for host in _UNVERIFIED["official"]} == {"official"}
    assert {_kind(host) for host in _UNVERIFIED["shared"]} <= {"shared", "shortener"}


@pytest.mark.parametrize("source", _SOURCES["source"], ids=lambda source: source["name"][:40])
def test_a_source_can_be_looked_at_again(source: dict[str, str]) -> None:
    assert source["tells"] in {"owner", "use", "kind"}
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", source["checked"])
    assert _PLACE.match(source["where"])


def test_zones_without_a_rule_are_zones() -> None:
    zones = _GROUPS["zones"]
    assert set(zones["unverified"]) < set(zones["suffixes"])


@pytest.mark.parametrize("host", ["khach.vnn.vn", "kh4ch.onmicrosoft.com", "kho.s3.cn-north-1.amazonaws.com.cn"])
def test_a_host_that_strangers_may_hold_is_not_official(host: str) -> None:
    assert _kind(host) == "shared"


@pytest.mark.parametrize("host", ["adayroi.com", "mobiclip.vn", "liberty.com.vn", "capnuoccholon.vn", "evngenco3.vn"])
def test_a_host_that_is_not_its_owner_s_is_no_fact(host: str) -> None:
    assert kind_of(host) is None
