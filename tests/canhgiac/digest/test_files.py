"""`canhgiac digest` as it is run: files for everything and for each watch list, JSON and text for pipes."""

from __future__ import annotations

import json
from pathlib import Path

from canhgiac.stores.base import Store
from tests.canhgiac.digest.conftest import TODAY
from tests.canhgiac.findings import TEXT, batch, finding
from tests.conftest import Command


def test_a_digest_is_four_files(canhgiac: Command, local: Store, home: Path) -> None:
    written = canhgiac("digest", "--day", TODAY, "--language", "en")
    assert written.returncode == 0, written.stderr
    names = {path.name for path in (home / "digests").iterdir()}
    assert names == {f"{TODAY}.en.{kind}" for kind in ("html", "mail.html", "txt", "json")}
    assert "offers" in (home / "digests" / f"{TODAY}.en.txt").read_text("utf-8")


def test_a_watch_lists_digest_is_a_page_of_its_own(canhgiac: Command, local: Store, home: Path) -> None:
    (home / "watch.toml").write_text('indicators = ["telegram:cskhvn99"]\n[lists.cards]\nbrands = ["jcb"]\n')
    written = canhgiac("digest", "--day", TODAY, "--mine")
    assert written.returncode == 0 and written.stdout.strip().endswith(f"{TODAY}.mine.html"), written.stderr
    assert not (home / "digests" / f"{TODAY}.html").exists()
    shown = json.loads(canhgiac("digest", "--day", TODAY, "--days", "1", "--list", "cards", "--json").stdout)
    assert (shown["list"], shown["counts"]["offers"]) == ("cards", 0)
    assert canhgiac("campaigns", "--update").returncode == 0
    (home / "watch.toml").write_text('[lists.cards]\nbrands = ["visa"]\n')
    for option in (("--mine",), ("--list", "cards"), ()):
        assert "watch.toml has changed" in canhgiac("digest", "--day", TODAY, *option).stderr
    unknown = canhgiac("digest", "--list", "jcb")
    assert unknown.returncode == 1 and "there are: mine, cards" in unknown.stderr


def test_without_a_watch_list_there_is_a_word_where_to_write_one(canhgiac: Command, home: Path) -> None:
    refused = canhgiac("digest", "--mine")
    assert refused.returncode == 1 and "write watch.toml, see docs/watch.md" in refused.stderr


def test_a_wrong_list_name_is_named(canhgiac: Command, home: Path) -> None:
    (home / "watch.toml").write_text('[lists.mine]\nbrands = ["jcb"]\n')
    refused = canhgiac("digest", "--mine")
    assert refused.returncode == 2 and "watch.toml" in refused.stderr and "'mine'" in refused.stderr


def test_purging_a_finding_deletes_every_page_that_shows_it(canhgiac: Command, local: Store, home: Path) -> None:
    local.write_batch(batch(finding("f1f1f1f1f1f1f1", f"{TEXT} nhé", score=0.99), name="b9"))
    for options in ((), ("--mine",)):
        (home / "watch.toml").write_text('brands = ["jcb"]')
        assert canhgiac("digest", "--day", TODAY, *options).returncode == 0
    assert canhgiac("purge", "f1f1f1f1").returncode == 0
    assert {path.name for path in (home / "digests").iterdir()} == {
        f"{TODAY}.mine.{kind}" for kind in ("html", "mail.html", "txt", "json")
    }
