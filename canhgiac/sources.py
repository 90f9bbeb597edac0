"""``sources.yaml``: what to watch. Each mistake is named with file and line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import yaml

import crawlers
from canhgiac.errors import NotFoundError, SettingsError
from canhgiac.settings import nearest
from canhgiac.window import parse_window

CADENCES = ("15m", "hourly", "daily")
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_KEYS = ("name", "kind", "url", "cadence", "options", "window", "honour", "max_requests")
WISHES = ("noindex", "noai")
# libyaml's reader, where PyYAML was built with it, is ten times as fast: 10,000 sources are read at every start.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Source(msgspec.Struct, frozen=True):
    """One public place to watch.

    ``window`` are the only hours at which it is visited (``22:00-06:00``, time of Viet Nam). ``honour`` names what
    its pages may ask for and get: ``noindex``, ``noai``. ``max_requests`` bounds its visits more closely than the
    setting does; 0 leaves it at that.
    """

    name: str
    kind: str
    url: str
    cadence: str = "hourly"
    options: dict[str, Any] = {}
    window: str = ""
    honour: tuple[str, ...] = ()
    max_requests: int = 0


def load_sources(path: Path) -> list[Source]:
    """The sources of a file, in its order.

    The file is a list under the key ``sources``. Raises ``SettingsError`` naming ``file:line`` for each
    mistake found: wrong YAML, unknown or missing key, a kind that does not exist, a name used twice.
    """
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        raise SettingsError(
            f"no sources: {path} does not exist; write one, for example\n"
            "sources:\n  - name: dien-dan\n    kind: forum\n    url: https://forum.example/\n"
            "or name a URL or a file of posts on the command line"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: {error}") from error
    try:
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise SettingsError(f"{path}:{mark.line + 1 if mark else 1}: {error.problem or error}") from error
    except yaml.YAMLError as error:
        raise SettingsError(f"{path}: {error}") from error
    problems: list[str] = []
    entries = _entries(path, root, problems)
    sources = [source for node in entries if (source := _source(path, node, problems)) is not None]
    _refuse_doubles(path, entries, problems)
    if problems:
        raise SettingsError("\n".join(problems))
    return sources


def checked_name(name: str) -> str:
    """``name`` where it can name a source (it names files too). Raises ``SettingsError``."""
    if not _NAME.fullmatch(name):
        raise SettingsError(f"the name `{name}` may hold a to z, 0 to 9, `.`, `_` and `-`, 64 at most")
    return name


def pick(sources: Sequence[Source], names: Iterable[str]) -> list[Source]:
    """The sources of these names. Raises ``NotFoundError`` naming the nearest known name."""
    by_name = {source.name: source for source in sources}
    chosen = []
    for name in names:
        if name not in by_name:
            raise NotFoundError(f"no source is named `{name}`{nearest(name, by_name) if by_name else ''}")
        chosen.append(by_name[name])
    return chosen


def _line(path: Path, node: yaml.Node) -> str:
    return f"{path}:{node.start_mark.line + 1}"


def _entries(path: Path, root: yaml.Node | None, problems: list[str]) -> list[yaml.MappingNode]:
    if root is None:
        return []
    listed: yaml.Node | None = None
    if isinstance(root, yaml.MappingNode):
        for key, value in root.value:
            if key.value == "sources":
                listed = value
            else:
                problems.append(f"{_line(path, key)}: unknown key `{key.value}`{nearest(key.value, ['sources'])}")
    if not isinstance(listed, yaml.SequenceNode):
        problems.append(f"{path}:1: a list under the key `sources` is expected")
        return []
    entries = []
    for node in listed.value:
        if isinstance(node, yaml.MappingNode):
            entries.append(node)
        else:
            problems.append(f"{_line(path, node)}: a source is a mapping with `name`, `kind` and `url`")
    return entries


def _source(path: Path, node: yaml.MappingNode, problems: list[str]) -> Source | None:
    constructor = yaml.constructor.SafeConstructor()
    try:
        entry = constructor.construct_mapping(node, deep=True)
    except yaml.MarkedYAMLError as error:
        problems.append(f"{_line(path, node)}: {error.problem}")
        return None
    before = len(problems)
    for key, _ in node.value:
        if key.value not in _KEYS:
            problems.append(f"{_line(path, key)}: unknown key `{key.value}`{nearest(str(key.value), _KEYS)}")
    where = _line(path, node)
    for key in ("name", "kind", "url"):
        if not isinstance(entry.get(key), str) or not entry[key].strip():
            problems.append(f"{where}: `{key}` is missing or not a text")
    if len(problems) > before:
        return None
    try:
        checked_name(entry["name"])
    except SettingsError as error:
        problems.append(f"{where}: {error}")
    cadence = entry.get("cadence", "hourly")
    if cadence not in CADENCES:
        problems.append(f"{where}: unknown cadence `{cadence}`{nearest(str(cadence), CADENCES)}")
    options = entry.get("options") or {}
    if not isinstance(options, dict):
        problems.append(f"{where}: `options` is a mapping")
    else:
        problems += [f"{where}: {problem}" for problem in crawlers.validate(entry["kind"], entry["url"], options)]
    politeness = _politeness(where, entry, problems)
    if len(problems) > before:
        return None
    return Source(entry["name"], entry["kind"], entry["url"], cadence, options, *politeness)


def _politeness(where: str, entry: Mapping[Any, Any], problems: list[str]) -> tuple[str, tuple[str, ...], int]:
    """``window``, ``honour`` and ``max_requests`` of an entry."""
    window = entry.get("window") or ""
    try:
        if window:
            parse_window(str(window))
    except ValueError as error:
        problems.append(f"{where}: {error}")
    honour = entry.get("honour") or []
    listed = [honour] if isinstance(honour, str) else honour
    if not isinstance(listed, list) or any(wish not in WISHES for wish in listed):
        problems.append(f"{where}: `honour` is a list of {', '.join(WISHES)}")
        listed = []
    most = entry.get("max_requests") or 0
    if not isinstance(most, int) or isinstance(most, bool) or most < 0:
        problems.append(f"{where}: `max_requests` is a number, at least 1")
        most = 0
    return str(window), tuple(listed), most


def _refuse_doubles(path: Path, entries: Iterable[yaml.MappingNode], problems: list[str]) -> None:
    first: dict[str, str] = {}
    for node in entries:
        for key, value in node.value:
            if key.value != "name":
                continue
            if value.value in first:
                problems.append(
                    f"{_line(path, value)}: the name `{value.value}` is used at {first[value.value]} already"
                )
            else:
                first[value.value] = _line(path, value)
