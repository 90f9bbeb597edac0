"""From spool to store: flagged kept, unflagged forgotten, replays and edits harmless, bad posts set aside."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

import nlp
from canhgiac.crawl import StoreSeen
from canhgiac.errors import SpoolError, SpoolSchemaError
from canhgiac.keys import Keys, load_keys
from canhgiac.process import process
from canhgiac.query import parse
from canhgiac.reassess import reassess
from canhgiac.records import SPOOL_SCHEMA, Assessment, Post, Visit
from canhgiac.settings import Settings
from canhgiac.shares import whole_spool_held
from canhgiac.spool import MAX_ATTEMPTS, Spool
from canhgiac.stores import open_store
from canhgiac.stores.base import Store
from tests.conftest import Command, canhgiac_command

NOW = dt.datetime(2026, 11, 22, 3, tzinfo=dt.UTC)
OFFER = (
    "Nhà cái uy tín số 1 châu Á, đăng ký nhận ngay 188k, nạp đầu tặng 100%, nổ hũ bắn cá rút tiền 3 phút. "
    "Link vào: vn99bet.vip liên hệ tele @cskhvn99 nhận code"
)
CIVIC = "Sáng mai tổ dân phố họp về việc sửa đường ngõ 102, bà con sắp xếp đi đông đủ góp ý kiến nhé."


@pytest.fixture
def spool(home: Path) -> Spool:
    return Spool(str(home / "spool"))


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    with open_store(Settings(home=home)) as opened:
        yield opened


@pytest.fixture
def keys(home: Path) -> Keys:
    return load_keys(Settings(home=home))


def post(id: str, text: str, at: dt.datetime = NOW) -> Post:
    return Post(id, "s", "file", f"https://e.example/{id}", text, at)


def test_flagged_posts_are_kept_and_of_others_only_hashes(spool: Spool, store: Store, keys: Keys, home: Path) -> None:
    spool.write("s", "file", [post("a", OFFER), post("b", CIVIC)], NOW)
    report = process(spool, store, keys)
    assert (report.batches, report.posts, report.new, report.offers) == (1, 2, 2, 1)
    assert [hit.finding.id for hit in store.search(parse(""))] == ["a"]
    assert spool.batches() == []
    assert store.is_known(keys.id_key("b"), keys.text_key(CIVIC))
    store.close()
    kept = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    for piece in ("tổ dân phố", "to dan pho", "sửa đường", "e.example/b"):
        assert piece.encode() not in kept


def test_what_is_known_is_not_assessed_again(spool: Spool, store: Store, keys: Keys) -> None:
    for _ in range(2):
        spool.write("s", "file", [post("a", OFFER), post("a", OFFER)], NOW)
    assert process(spool, store, keys).new == 1


def test_an_old_batch_after_a_newer_edit_changes_nothing(spool: Spool, store: Store, keys: Keys) -> None:
    edited = OFFER.replace("vn99bet", "vn77bet")
    spool.write("s", "file", [post("a", edited, NOW + dt.timedelta(hours=1))], NOW)
    process(spool, store, keys)
    spool.write("s", "file", [post("a", OFFER, NOW)], NOW)
    process(spool, store, keys)
    found = store.finding("a")
    assert found is not None and found.text == edited and found.edited_at is None


@pytest.mark.parametrize("first", ["offer", "edit"])
def test_an_edit_that_is_no_longer_flagged_marks_the_finding(
    spool: Spool, store: Store, keys: Keys, first: str
) -> None:
    versions = [post("a", OFFER, NOW), post("a", "Đã xóa nội dung.", NOW + dt.timedelta(hours=1))]
    for version in versions if first == "offer" else versions[::-1]:
        spool.write("s", "file", [version], NOW)
        process(spool, store, keys)
    found = store.finding("a")
    assert found is not None and found.text == OFFER and found.edited_at == NOW + dt.timedelta(hours=1)


def test_a_decision_survives_and_false_hides_every_copy(
    spool: Spool, store: Store, keys: Keys, canhgiac: Command
) -> None:
    spool.write("s", "file", [post("a", OFFER)], NOW)
    process(spool, store, keys)
    assert canhgiac("mark", "a", "--as", "false", "--why", "thử").returncode == 0
    spool.write("s", "file", [post("a", OFFER + " "), post("c", OFFER.upper())], NOW + dt.timedelta(days=1))
    process(spool, store, keys)
    assert store.search(parse("")) == []
    assert {hit.finding.id for hit in store.search(parse(""), include_hidden=True)} == {"a", "c"}


def test_visits_reach_the_store(spool: Spool, store: Store, keys: Keys) -> None:
    spool.write_visit(Visit("v", "s", "file", "f", NOW, NOW, "ok", posts=3))
    process(spool, store, keys)
    assert store.health()["s"].posts == 3 and not list(spool.visits())


def test_a_newer_schema_stops_the_writer_and_quarantines_nothing(
    spool: Spool, store: Store, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("canhgiac.spool.SPOOL_SCHEMA", SPOOL_SCHEMA + 1)
    spool.write("s", "file", [post("a", OFFER)], NOW)
    monkeypatch.undo()
    with pytest.raises(SpoolSchemaError):
        process(spool, store, keys)
    assert len(spool.batches()) == 1 and not list(spool.quarantined())


def test_a_post_that_breaks_the_analysis_is_set_aside_and_the_rest_goes_on(
    spool: Spool, store: Store, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    # no text is known that breaks the real analysis, so one is made to
    real = nlp.assess_many
    monkeypatch.setattr(
        nlp, "assess_many",
        lambda posts: (nlp.Failed(p.id, "made to fail") if "POISON" in p.text else next(iter(real([p]))) for p in posts),
    )  # fmt: skip
    spool.write("s", "file", [post("x", "POISON"), post("a", OFFER)], NOW)
    report = process(spool, store, keys)
    assert (report.offers, report.quarantined) == (1, 1)
    (entry,) = spool.quarantined()
    assert entry.post.id == "x" and "made to fail" in entry.reason
    assert store.finding("a") is not None and spool.batches() == []


DEADLY = {
    "assess_many": """
import os, nlp
real = nlp.assess_many
def deadly(posts):
    for post in posts:
        if "POISON" in (post.text if hasattr(post, "text") else post[1]):
            os.kill(os.getpid(), 9)
        yield from real([post])
nlp.assess_many = deadly
""",
    "words": """
import os, nlp
real = nlp.words
def deadly(text):
    if "POISON" in text:
        os.kill(os.getpid(), 9)
    return real(text)
nlp.words = deadly
""",
}


@pytest.mark.parametrize("stage", DEADLY)
def test_a_post_that_kills_the_process_is_found_and_set_aside(
    spool: Spool, home: Path, tmp_path: Path, stage: str
) -> None:
    """No text is known that kills the real analysis, so the interpreter is told to die of one."""
    (tmp_path / "sitecustomize.py").write_text(DEADLY[stage])
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(Path(__file__).parents[2])])}
    spool.write(
        "s", "file", [post("a", OFFER), post("x", "POISON. " + OFFER), post("b", CIVIC), post("c", OFFER + " nhé")], NOW
    )
    command = canhgiac_command(["process", "--json"])
    for _ in range(MAX_ATTEMPTS):
        assert subprocess.run(command, env=environment, capture_output=True).returncode == -9
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    report = json.loads(done.stdout)
    assert done.returncode == 1 and (report["offers"], report["quarantined"]) == (2, 1)
    (entry,) = spool.quarantined()
    assert entry.post.id == "x" and "died" in entry.reason and spool.batches() == []


def test_a_batch_that_was_merely_interrupted_comes_through_whole(spool: Spool, store: Store, keys: Keys) -> None:
    batch = spool.write("s", "file", [post("a", OFFER), post("b", CIVIC)], NOW)
    for _ in range(MAX_ATTEMPTS + 1):
        spool.begin(batch)
    report = process(spool, store, keys)
    assert (report.offers, report.quarantined) == (1, 0)


def test_a_batch_that_cannot_be_read_just_now_waits(
    spool: Spool, store: Store, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that fails for a moment cannot be had, so the reading is made to fail."""
    batch = spool.write("s", "file", [post("a", OFFER)], NOW)

    def failing(path: str) -> bytes:
        raise OSError(5, "Input/output error", path)

    with monkeypatch.context() as patch:
        patch.setattr(spool._fs, "cat_file", failing)
        with pytest.raises(SpoolError, match="Input/output error"):
            process(spool, store, keys)
    assert spool.batches() == [batch]
    assert process(spool, store, keys).offers == 1


def test_a_text_edited_back_is_current_again(spool: Spool, store: Store, keys: Keys) -> None:
    seen = StoreSeen(store, keys)
    for hour, text in enumerate((OFFER, "Đã xóa nội dung.", OFFER)):
        assert seen.is_new("a", text)
        spool.write("s", "file", [post("a", text, NOW + dt.timedelta(hours=hour))], NOW)
        process(spool, store, keys)
        assert not seen.is_new("a", text)
    found = store.finding("a")
    assert found is not None and found.edited_at is None


def test_two_at_once_is_said(canhgiac: Command, home: Path) -> None:
    with whole_spool_held(home):
        second = canhgiac("process")
    assert second.returncode == 75 and "another process is processing the spool" in second.stderr


def test_findings_are_read_again_after_a_better_model(
    spool: Spool, store: Store, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    harmless = post("h", "Nhà mình bán bánh cuốn nóng mỗi sáng ở chợ.")
    with monkeypatch.context() as patch:
        # an earlier model that took everything for gambling
        flagged = Assessment("", "gambling", "slots", role="offer", score=0.9, model="earlier")
        patch.setattr(nlp, "assess_many", lambda posts: (replace(flagged, id=each.id) for each in posts))
        spool.write("s", "file", [post("a", OFFER), harmless], NOW)
        process(spool, store, keys)
    report = reassess(store, keys)
    assert (report.read, report.kept, report.withdrawn) == (2, 1, 1)
    kept = store.finding("a")
    assert kept is not None and kept.model == nlp.model_version() and kept.scheme != "slots"
    assert store.finding("h") is None
    assert reassess(store, keys).read == 0
