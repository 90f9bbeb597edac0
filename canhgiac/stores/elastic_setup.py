"""Making, upgrading and checking what the search engine must hold, without a pause for those who read.

An index whose documents must be indexed anew is write-protected, copied by our own scan and bulk into the next
one, and its alias moved in one step. Writers that come meanwhile are refused by the server and leave their
batches in the spool. A run that was broken off is run again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from canhgiac.stores.base import SchemaMismatch, StoreError, StoreUnavailable
from canhgiac.stores.elastic_access import Access, client_of
from canhgiac.stores.elastic_copy import copy
from canhgiac.stores.elastic_errors import clear_errors
from canhgiac.stores.elastic_groups import delete_indices, move_aliases
from canhgiac.stores.elastic_server import Server
from index_mappings import catalogue
from index_mappings.catalogue import SCHEMA, Index

Progress = Callable[[str, int, int], None]


class Step(NamedTuple):
    """One thing to do, and what to tell about it."""

    what: str
    do: Callable[[Progress], None]


class Place(NamedTuple):
    """An index as it is on the server."""

    name: str
    mapping: Mapping[str, Any]
    settings: Mapping[str, Any]
    alias: Mapping[str, Any] | None


def oldest_version(server: Server) -> tuple[int, ...]:
    """The version of the oldest node."""
    with clear_errors(server.where):
        nodes = server.client.nodes.info(metric="http", filter_path="nodes.*.version").body
    versions = [node["version"] for node in nodes.get("nodes", {}).values()]
    if not versions:
        raise StoreUnavailable(f"{server.where} does not tell its version; see that it is an Elasticsearch")
    return min(tuple(int(part) for part in version.partition("-")[0].split(".")) for version in versions)


def require_version(server: Server) -> None:
    """Raises ``StoreUnavailable`` where a node is older than what we use."""
    version = oldest_version(server)
    if version < catalogue.OLDEST_SERVER:
        raise StoreUnavailable(
            f"{server.where} runs Elasticsearch {'.'.join(map(str, version))}; "
            f"{'.'.join(map(str, catalogue.OLDEST_SERVER))} or later is needed: upgrade every node, then run this again"
        )


def compare_schema(server: Server) -> None:
    """Raises ``SchemaMismatch`` where the schema on the server is another than this version's."""
    aliases = {server.alias(index.name): index for index in catalogue.INDICES}
    with clear_errors(server.where):
        found = server.client.indices.get_mapping(index=list(aliases), filter_path="*.mappings._meta").body
    for name, body in found.items():
        there = body.get("mappings", {}).get("_meta", {}).get("canhgiac", {})
        index = next(each for alias, each in aliases.items() if name.startswith(alias + "-"))
        if there != {"schema": SCHEMA, "digest": catalogue.digest(index)}:
            raise SchemaMismatch(_mismatch(server, name, int(there.get("schema") or 0)))
    if len(found) < len(aliases):
        raise StoreUnavailable(f"{server.where} has only part of the store; run `canhgiac store init`")


def _mismatch(server: Server, name: str, schema: int) -> str:
    what = f"{name} at {server.where} has schema version {schema}, this version of Cảnh Giác writes {SCHEMA}"
    if schema > SCHEMA:
        return f"{what}: upgrade canhgiac here. Nothing was written; batches wait in the spool"
    return (
        f"{what} (or the mapping was changed by hand): run `canhgiac store init`. "
        "Nothing was written; batches wait in the spool"
    )


def differences(server: Server) -> list[str]:
    """What ``plan`` would change, and what is wrong with the cluster, one line each."""
    with clear_errors(server.where):
        health = server.client.cluster.health(index=f"{server.prefix}-*", expand_wildcards="open").body
    problems = []
    if health["status"] == "red":
        lost = health["unassigned_shards"]
        problems.append(f"{server.where}: {lost} shards are on no node: bring the missing nodes back")
    return problems + [f"to do: {step.what}; `canhgiac store init` does it" for step in plan(server)]


def carry_out(access: Access, *, dry_run: bool, progress: Progress) -> list[str]:
    """Makes or upgrades the store; what was done, or would be, one line each."""
    server = Server(client_of(access), access.prefix, access.where)
    try:
        steps = plan(server)
        for step in () if dry_run else steps:
            step.do(progress)
    finally:
        server.close()
    return [step.what for step in steps]


def plan(server: Server) -> list[Step]:
    """What has to be done so that the store is this version's, in order. Nothing is changed by asking.

    Raises ``StoreUnavailable`` for a server that is too old, ``StoreError`` where something else has our names.
    """
    require_version(server)
    steps = list(_templates(server))
    with clear_errors(server.where):
        there = server.client.indices.get(index=f"{server.prefix}-*", expand_wildcards="all").body
    for index in catalogue.INDICES:
        steps += _index_steps(server, index, there)
    return steps


def _templates(server: Server) -> Iterator[Step]:
    client = server.client
    asked = client.options(ignore_status=404)  # none yet
    with clear_errors(server.where):
        parts = {
            each["name"]: each["component_template"]
            for each in asked.cluster.get_component_template(name=f"{server.prefix}-*").body["component_templates"]
        }
        wholes = {
            each["name"]: each["index_template"]
            for each in asked.indices.get_index_template(name=f"{server.prefix}-*").body["index_templates"]
        }
    for name, body in catalogue.component_templates(server.prefix).items():
        if _differs(parts.get(name), body):

            def put_part(_: Progress, name: str = name, body: dict[str, Any] = body) -> None:
                with clear_errors(server.where):
                    client.cluster.put_component_template(
                        name=name, template=body["template"], version=body["version"], meta=body.get("_meta")
                    )

            yield Step(f"write the component template {name}", put_part)
    for name, body in catalogue.index_templates(server.prefix).items():
        if _differs(wholes.get(name), body):

            def put_whole(_: Progress, name: str = name, body: dict[str, Any] = body) -> None:
                with clear_errors(server.where):
                    client.indices.put_index_template(
                        name=name, index_patterns=body["index_patterns"], composed_of=body["composed_of"],
                        priority=body["priority"], version=body["version"], meta=body["_meta"],
                    )  # fmt: skip

            yield Step(f"write the index template {name}", put_whole)


def _differs(there: Mapping[str, Any] | None, wanted: Mapping[str, Any]) -> bool:
    return there is None or any(there.get(part) != wanted.get(part) for part in ("version", "_meta"))


def _index_steps(server: Server, index: Index, there: Mapping[str, Any]) -> Iterator[Step]:
    alias = server.alias(index.name)
    places = _places(server, alias, there)
    current = [place for place in places if place.alias is not None]
    if not current:
        name = f"{alias}-{_next_number(places, alias):06d}"
        yield Step(f"make the index {name} behind {alias}", lambda _: _make(server, index, name, behind_alias=True))
        return
    newest = current[-1]
    if len(current) > 1 or not (newest.alias or {}).get("is_write_index"):
        yield Step(f"point {alias} at {newest.name} alone", lambda _: _repoint(server, index, newest.name))
    if newest.mapping.get("_meta", {}).get("canhgiac") != {"schema": SCHEMA, "digest": catalogue.digest(index)}:
        yield from _upgrade(server, index, places, newest)
    elif newest.settings.get("blocks", {}).get("write") in ("true", True):
        yield Step(f"lift the write protection of {newest.name}", lambda _: _protect(server, newest.name, False))


def _places(server: Server, alias: str, there: Mapping[str, Any]) -> list[Place]:
    """The indices of one kind, oldest first, of those that are ``there``."""
    if alias in there:
        raise StoreError(
            f"{server.where} has an index named {alias}, where the store needs an alias: something wrote to it before "
            "`canhgiac store init`; delete or reindex it, or set CANHGIAC_STORE_PREFIX to another name"
        )
    return [
        Place(name, body.get("mappings", {}), body["settings"]["index"], body.get("aliases", {}).get(alias))
        for name, body in sorted(
            there.items(), key=lambda item: (item[1]["settings"]["index"]["creation_date"], item[0])
        )
        if name.startswith(alias + "-")
    ]


def _next_number(places: list[Place], alias: str) -> int:
    numbers = [int(rest) for place in places if (rest := place.name.removeprefix(alias + "-")).isdigit()]
    return max(numbers, default=0) + 1


def _make(server: Server, index: Index, name: str, *, behind_alias: bool) -> None:
    aliases = {server.alias(index.name): {"is_write_index": True}} if behind_alias else None
    with clear_errors(server.where):
        server.client.indices.create(index=name, aliases=aliases)


def _repoint(server: Server, index: Index, name: str) -> None:
    move_aliases(server, {index.name: name})


def _protect(server: Server, name: str, protected: bool) -> None:
    with clear_errors(server.where):
        server.client.indices.put_settings(index=name, settings={"index.blocks.write": protected or None})


def _upgrade(server: Server, index: Index, places: list[Place], old: Place) -> Iterator[Step]:
    added = _added_fields(index, old)
    if added is not None:
        names = ", ".join(added) or "its version"
        yield Step(f"add {names} to the mapping of {old.name}", lambda _: _extend(server, index, old.name))
        return
    if index.per_run:
        name = f"{server.alias(index.name)}-{_next_number(places, server.alias(index.name)):06d}"
        yield Step(
            f"start {name} empty in the place of {old.name} (`canhgiac campaigns --update` fills it)",
            lambda _: _start_empty(server, index, name, old.name),
        )
        return
    alias = server.alias(index.name)
    name = f"{alias}-{_next_number(places, alias):06d}"
    lone = [place.name for place in places if place.alias is None]
    yield Step(
        f"copy {old.name} into {name} and move {alias} there (writers wait meanwhile)",
        lambda progress: _copy_over(server, index, old.name, name, lone, progress),
    )


def _added_fields(index: Index, old: Place) -> list[str] | None:
    """Fields that the old mapping only lacks; ``None`` where documents must be indexed anew."""
    wanted = catalogue.mapping(index)["properties"]
    there = old.mapping.get("properties", {})
    analysis = old.settings.get("analysis", {})
    if any(_plain(there[name]) != _plain(wanted.get(name)) for name in there):
        return None
    if catalogue.analysis(index) and _plain(analysis) != _plain(catalogue.analysis(index)):
        return None
    return sorted(set(wanted) - set(there))


def _plain(value: Any) -> str:
    """For comparing what was sent with what the server gives back: it gives settings back as strings."""
    if isinstance(value, Mapping):
        # an object's type goes without saying
        inner = {key: _plain(each) for key, each in value.items() if (key, each) != ("type", "object")}
        return json.dumps(inner, sort_keys=True)
    if isinstance(value, list | tuple):
        return json.dumps([_plain(each) for each in value])
    return str(value).lower() if isinstance(value, bool) else str(value)


def _extend(server: Server, index: Index, name: str) -> None:
    mapping = catalogue.mapping(index)
    with clear_errors(server.where):
        server.client.indices.put_mapping(
            index=name, properties=mapping["properties"], dynamic=mapping["dynamic"], meta=mapping["_meta"]
        )


def _start_empty(server: Server, index: Index, name: str, old: str) -> None:
    _make(server, index, name, behind_alias=False)
    move_aliases(server, {index.name: name})
    delete_indices(server, [old])


def _copy_over(server: Server, index: Index, old: str, name: str, lone: list[str], progress: Progress) -> None:
    delete_indices(server, lone)  # of runs that were broken off
    _protect(server, old, True)
    _make(server, index, name, behind_alias=False)
    copy(server, index.name, old, name, progress)
    move_aliases(server, {index.name: name})
    delete_indices(server, [old])
