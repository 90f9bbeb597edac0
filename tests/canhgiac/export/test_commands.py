"""``canhgiac export`` as its users meet it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.canhgiac.imports import imported
from tests.canhgiac.test_cli import OFFER, WARNING
from tests.conftest import Command

FORMATS = ("stix", "misp", "csv", "xlsx", "blocklist")


def test_what_was_imported_goes_out_in_every_format(canhgiac: Command, tmp_path: Path) -> None:
    assert imported(canhgiac, tmp_path, OFFER, WARNING).returncode == 0
    for format in FORMATS:
        path = tmp_path / f"out.{format}"
        done = canhgiac("export", format, "-o", str(path))
        assert done.returncode == 0, done.stderr
        assert path.stat().st_size > 100 and done.stdout == "" and "written" in done.stderr
    assert json.loads((tmp_path / "out.stix").read_text())["type"] == "bundle"
    rows = list(csv.DictReader(io.StringIO((tmp_path / "out.csv").read_text("utf-8-sig"))))
    assert {row["value"]: row["standing"] for row in rows} == {
        "19037245516018": "reported", "vn99bet.vip": "offered", "cskhvn99": "offered",
    }  # fmt: skip
    assert "0.0.0.0 vn99bet.vip" in (tmp_path / "out.blocklist").read_text()


def test_standard_output_and_filters(canhgiac: Command, tmp_path: Path) -> None:
    imported(canhgiac, tmp_path, OFFER, WARNING)
    assert "19037245516018" in canhgiac("export", "csv", "--category", "fraud").stdout
    assert "vn99bet" not in canhgiac("export", "csv", "--category", "fraud").stdout
    assert "vn99bet.vip" in canhgiac("export", "blocklist", "-f", "rpz").stdout
    assert "vn99bet" not in canhgiac("export", "csv", "--confirmed").stdout
    assert "vn99bet" not in canhgiac("export", "csv", "--since", "2031-01-01").stdout
    (tmp_path / "watch.toml").write_text('banks = ["techcombank"]\n')
    mine = canhgiac("export", "csv", "--mine").stdout
    assert "19037245516018" in mine and "vn99bet" not in mine


def test_a_decision_holds_at_once(canhgiac: Command, tmp_path: Path) -> None:
    imported(canhgiac, tmp_path, OFFER)
    id = json.loads(canhgiac("search", "vn99bet", "--json").stdout)["id"]
    canhgiac("mark", id, "--as", "false")
    for format in ("stix", "misp", "csv", "blocklist"):
        assert "vn99bet" not in canhgiac("export", format).stdout
    canhgiac("mark", id, "--as", "confirmed")
    assert "vn99bet.vip" in canhgiac("export", "blocklist", "--confirmed").stdout


def test_an_empty_store_gives_empty_exports(canhgiac: Command) -> None:
    for format in ("stix", "misp", "csv", "blocklist"):
        done = canhgiac("export", format)
        assert done.returncode == 0 and done.stdout, done.stderr


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["csv", "--scheme", "taskjob"], 2, "task_job"),
        (["csv", "--since", "someday"], 2, "not a day"),
        (["csv", "--campaign", "k-nosuch"], 1, "k-nosuch"),
        (["csv", "-o", "nosuch/out.csv"], 1, "nosuch"),
        (["blocklist", "--format", "bind"], 2, "rpz"),
        (["stix", "--tlp", "pink"], 2, "amber"),
    ],
)
def test_wrong_use_is_one_clear_message(canhgiac: Command, arguments: list[str], status: int, said: str) -> None:
    done = canhgiac("export", *arguments)
    assert done.returncode == status, done.stderr
    assert said in done.stderr and "Traceback" not in done.stderr and done.stdout == ""


@pytest.mark.parametrize("format", FORMATS)
def test_help_has_examples(canhgiac: Command, format: str) -> None:
    assert f"canhgiac export {format}" in canhgiac("export", format, "--help").stdout
