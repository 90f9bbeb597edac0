"""Files handed over through the spool: by name alone, read once, gone afterwards."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from canhgiac.errors import NotFoundError, SettingsError
from canhgiac.imports import Imports, source_name
from tests.canhgiac.test_cli import OFFER
from tests.conftest import Command

NOW = dt.datetime.now(dt.UTC)


@pytest.fixture(params=["folder", "memory"])
def imports(request: pytest.FixtureRequest, tmp_path: Path) -> Imports:
    return Imports(str(tmp_path / "spool") if request.param == "folder" else f"memory://{tmp_path.name}")


def test_a_file_comes_back_under_its_own_name_and_goes(imports: Imports, tmp_path: Path) -> None:
    file = tmp_path / "đơn tố cáo.csv"
    file.write_text("text\nxin chào\n", "utf-8")
    name = imports.put(file, NOW)
    assert source_name(name) == source_name(imports.put(file, NOW)) == "import-n-t-c-o"
    with imports.fetched(name) as local:
        assert local.read_text("utf-8") == "text\nxin chào\n" and local.suffix == ".csv"
        first = local.stat().st_mtime_ns
    with imports.fetched(name) as again:
        assert again.stat().st_mtime_ns == first, "a reader that was interrupted goes on"
    imports.delete(name)
    with pytest.raises(NotFoundError, match="upload"), imports.fetched(name):
        pass


@pytest.mark.parametrize("name", ["../key", "/etc/passwd", "a/b", "", ".hidden", "x\n", "s3://bucket/x"])
def test_a_path_is_no_name(imports: Imports, name: str) -> None:
    with pytest.raises(SettingsError, match="never a path"), imports.fetched(name):
        pass


def test_what_nobody_read_expires(imports: Imports, tmp_path: Path) -> None:
    file = tmp_path / "posts.jsonl"
    file.write_text("{}")
    imports.put(file, NOW)
    later = NOW + dt.timedelta(days=8)
    assert imports.expire(NOW) == 0 and imports.expire(later, dry_run=True) == 1
    assert imports.expire(later) == 1 and imports.expire(later) == 0


def test_an_import_is_crawled_by_name_and_deleted(canhgiac: Command, tmp_path: Path, home: Path) -> None:
    file = tmp_path / "complaints.jsonl"
    file.write_text(json.dumps({"id": "1", "text": OFFER}) + "\n", "utf-8")
    name = Imports(str(home / "spool")).put(file, NOW)
    done = canhgiac("crawl", "--import", name, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["source"] == "import-complaints"
    assert list((home / "spool" / "imports").iterdir()) == []
    assert canhgiac("crawl", "--import", name).returncode == 1
    assert canhgiac("crawl", "--import", "../key").returncode == 2
    assert json.loads(canhgiac("process", "--source", "import-complaints", "--json").stdout)["offers"] == 1
