"""Host names through the whole path: look-alikes of watched brands become findings, of others nothing is kept."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from canhgiac.keys import load_keys
from canhgiac.names import Lookalikes, assess_posts
from canhgiac.reassess import reassess
from canhgiac.records import Assessment, Post
from canhgiac.settings import Settings
from canhgiac.stores import open_store
from canhgiac.watch import WatchFile, WatchList
from nlp.hosts import honest
from tests.canhgiac.findings import NOW, batch
from tests.conftest import Command, canhgiac_command

COPY, OTHER, OFFICIAL = "vietcombank.vn-yys.club", "shopee-sale.vip", "vietcombank.com.vn"


def post(name: str, kind: str = "names") -> Post:
    return Post(name, "s", kind, "file:x#L1", name, NOW)


def test_wanted_are_lookalikes_of_watched_brands() -> None:
    of_all = Lookalikes(WatchList())
    assert of_all.wanted("https://www.VietComBank.vn-yys.club/a") == COPY and of_all.wanted(OTHER) == OTHER
    for name in (OFFICIAL, "sunwin68.club", "abc.com", "không phải tên", "com.vn", "cafe-gio-moi.example"):
        assert of_all.wanted(name) is None, name
    for file in (WatchFile(brands=("Vietcombank",)), WatchFile(hosts=(OFFICIAL,))):
        one = Lookalikes(WatchList(file))
        assert one.wanted(COPY) == COPY and one.wanted(OTHER) is None
    assert Lookalikes(WatchList(WatchFile(indicators=("0912345678",)))).wanted(OTHER) == OTHER, "it names no brand"


def test_a_name_is_assessed_by_its_verdict_and_a_text_by_its_words() -> None:
    copy, text, official = assess_posts([post(COPY), post("Chiều nay trời mưa to quá.", "forum"), post(OFFICIAL)])
    assert isinstance(copy, Assessment) and isinstance(official, Assessment) and isinstance(text, Assessment)
    assert (copy.category, copy.scheme, copy.role, copy.review) == ("fraud", "bank_phishing", "offer", False)
    (mention,) = copy.indicators
    assert (mention.type, mention.value, mention.imitates, mention.stance) == ("domain", COPY, "vietcombank", "offer")
    assert copy.evidence[0].span == (0, len(COPY)) and copy.evidence[0].weight > 0
    assert official.category is None and text.category is None and text.id.startswith("Chiều")


def test_from_standard_input_to_findings(canhgiac: Command, home: Path) -> None:
    (home / "watch.toml").write_text('brands = ["vietcombank"]')
    message = {"message_type": "certificate_update", "data": {"leaf_cert": {"all_domains": [COPY, f"*.{COPY}"]}}}
    stream = "\n".join([OTHER, OFFICIAL, "sunwin68.club", json.dumps(message), json.dumps(message)])
    crawled = canhgiac("crawl", "-", "--kind", "names", "--name", "ct", input=stream)
    assert crawled.returncode == 0 and "1 new post," in crawled.stdout, crawled.stderr
    assert canhgiac("process").returncode == 0
    (found,) = map(json.loads, canhgiac("search", "", "--mine", "--json").stdout.splitlines())
    assert (found["text"], found["kind"], found["source"]) == (COPY, "names", "ct")
    kept = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert OTHER.encode() not in kept and b"sunwin68" not in kept
    again = canhgiac("crawl", "-", "--kind", "names", input=COPY)
    assert "0 new posts" in again.stdout, "it is the same name, whoever tells of it"


def test_a_finding_of_a_name_outlives_a_better_model(canhgiac: Command, home: Path) -> None:
    canhgiac("crawl", "-", "--kind", "names", input=COPY)
    canhgiac("process")
    settings = Settings(home=home)
    with open_store(settings) as store:
        (before,) = store.findings()
        older = msgspec.structs.replace(before, model="an earlier one", collected_at=before.collected_at)
        store.purge_finding(before.id, NOW)
    with open_store(Settings(home=home / "other")) as store:
        store.write_batch(batch(older))
        report = reassess(store, load_keys(settings))
        (after,) = store.findings()
    assert (report.kept, report.withdrawn) == (1, 0) and after.indicators == before.indicators


def test_standard_input_is_for_names_alone(canhgiac: Command) -> None:
    done = canhgiac("crawl", "-", input="x")
    assert done.returncode == 2 and "--kind names" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.faults  # a long stream
def test_a_hundred_thousand_names_need_no_more_memory_than_a_thousand(tmp_path: Path, home: Path) -> None:
    small, small_out = _peak(1_000)
    large, large_out = _peak(100_000)
    assert large - small < 80_000, "kilobytes; the cache of verdicts fills, and no more"
    assert "1 new post," in small_out
    kept = re.search(r"(\d+) new posts?", large_out)
    assert kept and int(kept[1]) <= 10, "hardly any honest name is taken for a copy"


def _peak(count: int) -> tuple[int, str]:
    """Kilobytes that a crawl of so many names needs at most, and what it said."""

    def names() -> Iterator[bytes]:
        yield COPY.encode()
        yield from (name.encode() for name in honest.names(count, seed=count))

    program = (
        "import resource, runpy, sys\n"
        "try:\n    runpy.run_module('canhgiac', run_name='__main__', alter_sys=True)\n"
        "finally:\n    sys.stderr.write(f'\\npeak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}\\n')\n"
    )
    command = [canhgiac_command(())[0], "-c", program, "crawl", "-", "--kind", "names", "--name", "dong"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdin is not None and process.stdout is not None and process.stderr is not None
        for name in names():
            process.stdin.write(name + b"\n")
        process.stdin.close()
        out, errors = process.stdout.read().decode(), process.stderr.read().decode()
    assert process.returncode == 0, errors
    return int(errors.rsplit("peak ", 1)[1]), out
