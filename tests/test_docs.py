"""The docs name what there is: every setting, command, option, source kind; every link leads somewhere."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

import crawlers
from canhgiac.cli import app
from canhgiac.query import FIELDS
from canhgiac.settings import Settings

REPOSITORY = Path(__file__).parents[1]
DOCS = REPOSITORY / "docs"
PAGES = [*sorted(REPOSITORY.glob("*.md")), *sorted(DOCS.glob("*.md"))]


def commands(group: Any, path: str = "canhgiac") -> Iterator[tuple[str, Any]]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


COMMANDS = dict(commands(typer.main.get_command(app)))


@pytest.mark.parametrize("name", Settings.__struct_fields__)
def test_every_setting_is_described(name: str) -> None:
    text = (DOCS / "settings.md").read_text("utf-8")
    assert f"`{name}`" in text and f"`CANHGIAC_{name.upper()}`" in text


@pytest.mark.parametrize("path", COMMANDS)
def test_every_command_and_option_is_described(path: str) -> None:
    text = (DOCS / "commands.md").read_text("utf-8")
    heading = f"## `{path.removeprefix('canhgiac ')}`"
    assert heading in text
    section = text.split(heading, 1)[1].split("\n## ", 1)[0]
    for parameter in COMMANDS[path].params:
        for option in parameter.opts:
            if option.startswith("--"):
                assert f"`{option}" in section, f"{path} {option}"


@pytest.mark.parametrize("path", COMMANDS)
def test_every_command_says_what_it_does(path: str) -> None:
    assert COMMANDS[path].help


@pytest.mark.parametrize("kind", crawlers.kinds())
def test_every_source_kind_and_option_is_described(kind: str) -> None:
    text = (DOCS / "sources.md").read_text("utf-8")
    section = text.split(f"## `{kind}`", 1)[1].split("\n## ", 1)[0]
    for option in crawlers.kinds()[kind].options.__struct_fields__:
        assert f"`{option}`" in section, option


@pytest.mark.parametrize("field", FIELDS)
def test_every_search_field_is_described(field: str) -> None:
    assert f"`{field}:" in (DOCS / "commands.md").read_text("utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)", page.read_text("utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


def test_make_targets_named_in_the_docs_exist() -> None:
    made = set(re.findall(r"^([a-z-]+):", (REPOSITORY / "Makefile").read_text(), re.MULTILINE))
    for page in PAGES:
        for target in re.findall(r"(?:^|`)make ([a-z-]+)", page.read_text("utf-8"), re.MULTILINE):
            assert target in made, f"{page.name}: make {target}"


def test_the_repository_names_no_machine_and_no_registry() -> None:
    patterns = ["pypi\\.or" + "g", "pythonhosted", "/ro" + "ot/", "/ho" + "me/[a-z]"]
    found = subprocess.run(
        ["git", "grep", "-nIE", "|".join(patterns), "--", ".", ":!tests/test_docs.py"],
        cwd=REPOSITORY, capture_output=True, text=True,
    )  # fmt: skip
    assert found.stdout == ""
