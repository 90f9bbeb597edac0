"""A new entry in ``sources.yaml``: what a place on the web is, and the lines that watch it.

The file belongs to a person, so nothing in it is rewritten: the entry is put behind the last one, in the
indentation that the others have, and comments stay where they are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
import yaml

import crawlers
from canhgiac.errors import SettingsError
from canhgiac.keys import Keys
from canhgiac.records import GOOD
from canhgiac.settings import Settings
from canhgiac.source_look import Look, look_at
from canhgiac.sources import Source, load_sources

#: Kinds that are tried, in this order, at an address that speaks for none by itself.
_TRIED = ("forum", "feed", "blog", "wiki", "article", "mastodon")
#: Forms of paths that several kinds have, and the kind to try first there. Whether it is one, its API or text tells.
_FORMS = (
    (re.compile(r"/@[^/]+/?|/tags/[^/]+/?|/public(/local)?/?"), "mastodon"),
    (re.compile(r".*(\.(txt|csv|list|hosts|json)|/(hosts?(file)?|domains?|blocklist))/?", re.IGNORECASE), "blocklist"),
)
#: Kinds that read nearly anything: they are taken only where no other finds posts.
_LAST = frozenset({"article"})


def kinds_for(url: str, kind: str | None) -> list[str]:
    """The kinds to try at an address: the one that was asked for, the one that the address speaks for, or some."""
    if kind is not None:
        return [kind]
    told = crawlers.kind_of(url)
    if told != "forum":
        return [told]
    first = [each for form, each in _FORMS if form.fullmatch(urlsplit(url).path)]
    return [*first, *(each for each in _TRIED if each not in first)]


def best_look(settings: Settings, name: str, url: str, kinds: Sequence[str], keys: Keys) -> Look:
    """Looks at a place as each kind would read it, and gives the look that found most: software that is known,
    then posts, then a page that was understood.

    Raises ``SettingsError`` where no kind takes the address.
    """
    problems = {kind: crawlers.validate(kind, url, {}) for kind in kinds}
    tried = [Source(name, kind, url) for kind in kinds if not problems[kind]]
    if not tried:
        each = dict.fromkeys(f"{url}: {problem}" for found in problems.values() for problem in found)
        raise SettingsError("\n".join(each))
    looks = look_at(settings, tried, keys)

    def worth(look: Look) -> tuple[bool, bool, int, bool, int]:
        visit = look.visit
        exact = visit.kind not in _LAST and visit.posts > 0
        return exact, bool(look.engine), visit.posts, visit.state in GOOD, -looks.index(look)

    return max(looks, key=worth)


def entry(source: Source) -> str:
    """The lines of one entry, without indentation."""
    fields = {"name": source.name, "kind": source.kind, "url": source.url}
    if source.cadence != "hourly":
        fields["cadence"] = source.cadence
    if source.window:
        fields["window"] = source.window
    lines = [f"{key}: {_scalar(value)}" for key, value in fields.items()]
    if source.honour:
        lines.append(f"honour: [{', '.join(source.honour)}]")
    if source.max_requests:
        lines.append(f"max_requests: {source.max_requests}")
    if source.options:
        options = yaml.safe_dump(source.options, default_flow_style=True, allow_unicode=True, width=1000).strip()
        lines.append(f"options: {options}")
    return "- " + "\n  ".join(lines)


def _scalar(value: Any) -> str:
    return str(yaml.safe_dump(value, allow_unicode=True, width=10_000)).removesuffix("...\n").strip()


def add(path: Path, source: Source) -> None:
    """Puts a source at the end of ``sources.yaml``, which is made where there is none.

    Raises ``SettingsError`` where the file has mistakes, holds the name already, or is written in a way that
    cannot be added to by lines (``sources: [...]``); nothing is written then.
    """
    before = path.read_text("utf-8") if path.exists() else ""
    if before.strip():
        for each in load_sources(path):
            if each.name == source.name:
                raise SettingsError(f"{path}: a source is named `{source.name}` already; choose another with --name")
            if (each.kind, each.url) == (source.kind, source.url):
                raise SettingsError(f"{path}: `{each.name}` watches {source.url} already")
    after = _with_entry(path, before, source)
    draft = path.with_name(f".{path.name}.draft")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        draft.write_text(after, "utf-8")
        found = load_sources(draft)
        if not found or msgspec.structs.asdict(found[-1]) != msgspec.structs.asdict(source):
            raise SettingsError(f"{path}: the entry does not fit in; put it in by hand:\n{entry(source)}")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _with_entry(path: Path, text: str, source: Source) -> str:
    root = yaml.compose(text, Loader=yaml.SafeLoader) if text.strip() else None
    if root is None:
        return _ended(text) + "sources:\n" + _indented(source, 2)
    listed = next((value for key, value in root.value if key.value == "sources"), None)
    if not isinstance(listed, yaml.SequenceNode) or listed.flow_style or not listed.value:
        raise SettingsError(f"{path}: its list is written in one line; put this in by hand:\n{entry(source)}")
    # The dash stands before what the first entry's mark points at.
    first = text.splitlines()[listed.value[0].start_mark.line]
    indentation = len(first) - len(first.lstrip(" "))
    lines = text.splitlines(keepends=True)
    end = _last_line(listed.value[-1]) + 1
    head, tail = "".join(lines[:end]), "".join(lines[end:])
    return _ended(head) + _indented(source, indentation) + tail


def _last_line(node: yaml.Node) -> int:
    """The line on which the last value within a node stands; a block's own end mark lies behind the comments and
    empty lines that follow it."""
    if isinstance(node, yaml.MappingNode) and node.value and not node.flow_style:
        return _last_line(node.value[-1][1])
    if isinstance(node, yaml.SequenceNode) and node.value and not node.flow_style:
        return _last_line(node.value[-1])
    mark = node.end_mark
    return mark.line if mark.column > 0 else mark.line - 1


def _indented(source: Source, by: int) -> str:
    return "".join(f"{' ' * by}{line}\n" for line in entry(source).splitlines())


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else text + "\n"
