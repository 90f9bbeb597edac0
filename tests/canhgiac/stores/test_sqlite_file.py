"""The SQLite file in bad places and bad shape: one clear message each, and nothing lost."""

from __future__ import annotations

import contextlib
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from canhgiac.query import Query
from canhgiac.records import GroupsRun, Membership
from canhgiac.stores.base import SchemaMismatch, StoreBusy, StoreDamaged, StoreError, StoreReadOnly, StoreUnavailable
from canhgiac.stores.groups import Groups
from canhgiac.stores.sqlite import SqliteStore
from canhgiac.stores.sqlite_tables import SCHEMA_VERSION
from tests.canhgiac.stores.samples import at, batch, decide, finding

_ROOT = Path(__file__).parents[3]

#: Makes the process obey file permissions even where the tests run as root (capabilities(7)).
_AS_ANYBODY = """
    import ctypes
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    assert libc.capset(header, (ctypes.c_uint32 * 6)()) == 0
"""


def _run(code: str, *args: object) -> str:
    """What ``code`` prints, run with the project in a process of its own."""
    ran = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), *map(str, args)],
        cwd=_ROOT, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store with one finding."""
    file = tmp_path / "canhgiac.db"
    with SqliteStore(file) as store:
        store.write_batch(batch(finding("p1", "việc nhẹ lương cao")))
    return file


_READ = """
    import sys
    from pathlib import Path
    from canhgiac.query import parse
    from canhgiac.stores.sqlite import SqliteStore
    with SqliteStore(Path(sys.argv[1])) as store:
        print(store.count(parse("viec nhe")), store.search(parse("viec"))[0].finding.id)
"""
_OPEN_AND_WRITE = """
    import sys
    from pathlib import Path
    from canhgiac.stores.base import StoreError
    from canhgiac.stores.sqlite import SqliteStore
    from tests.canhgiac.stores.samples import batch, finding
    try:
        with SqliteStore(Path(sys.argv[1])) as store:
            store.write_batch(batch(finding("p2", "vay")))
        print("written")
    except StoreError as error:
        print(type(error).__name__, error)
"""


def test_a_store_in_a_read_only_folder_is_read(path: Path) -> None:
    path.parent.chmod(0o555)
    path.chmod(0o444)
    try:
        said = _run(textwrap.dedent(_AS_ANYBODY) + textwrap.dedent(_READ), path)
    finally:
        path.parent.chmod(0o755)
        path.chmod(0o644)
    assert said.split() == ["1", "p1"]


@pytest.mark.parametrize("name", ["new.db", "home/new.db", "canhgiac.db"])
def test_a_read_only_folder(path: Path, name: str) -> None:
    path.parent.chmod(0o555)
    path.chmod(0o444)
    try:
        said = _run(textwrap.dedent(_AS_ANYBODY) + textwrap.dedent(_OPEN_AND_WRITE), path.parent / name)
    finally:
        path.parent.chmod(0o755)
        path.chmod(0o644)
    assert said.startswith("StoreReadOnly ") and "CANHGIAC_HOME" in said and "Traceback" not in said
    with SqliteStore(path) as store:
        assert store.check() == [] and store.count(Query()) == 1


def test_a_full_disk(path: Path) -> None:
    # a limit on the size of files stands for the disk: writes beyond it fail in the same place
    said = _run(
        """
        import resource, sys
        from pathlib import Path
        from canhgiac.query import Query
        from canhgiac.stores.base import StoreUnavailable
        from canhgiac.stores.sqlite import SqliteStore
        from tests.canhgiac.stores.samples import batch, finding
        with SqliteStore(Path(sys.argv[1])) as store:
            resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, resource.RLIM_INFINITY))
            written = 0
            try:
                while True:
                    text = f"bài {written} " + "dài " * 2000
                    store.write_batch(batch(finding(f"q{written}", text), name=f"full-{written}"))
                    written += 1
            except StoreUnavailable as error:
                print(error)
            print(written, store.count(Query()))
            resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
            print(store.write_batch(batch(finding(f"q{written}", "vay"), name=f"full-{written}")))
        """,
        path,
    ).splitlines()
    assert "disk" in said[0] and str(path) in said[0]
    written, counted = map(int, said[1].split())
    assert written > 0 and counted == written + 1
    assert said[2] == "True"
    with SqliteStore(path) as store:
        assert store.check() == []
        assert store.count(Query()) == written + 2
        assert store.is_counted(f"full-{written - 1}")


def test_no_room_in_the_file(path: Path) -> None:
    with SqliteStore(path) as store:
        assert store._db is not None
        store._db.execute("PRAGMA max_page_count = 60")
        with pytest.raises(StoreUnavailable, match="No room left to write"):
            for n in range(100):
                store.write_batch(batch(finding(f"q{n}", f"bài {n} " * 500), name=f"b{n}"))
        assert store.check() == []


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    file = tmp_path / "canhgiac.db"
    file.write_text("xin chào, đây không phải cơ sở dữ liệu\n" * 100, encoding="utf-8")
    with pytest.raises(StoreDamaged, match=r"canhgiac\.db is damaged or no SQLite file"):
        SqliteStore(file)
    assert file.read_text(encoding="utf-8").startswith("xin chào")


def test_an_empty_file_becomes_a_store(tmp_path: Path) -> None:
    file = tmp_path / "canhgiac.db"
    file.touch()
    with SqliteStore(file) as store:
        assert store.count(Query()) == 0


def test_a_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "canhgiac.db"
    with contextlib.closing(sqlite3.connect(file)) as db:
        db.execute("CREATE TABLE songs (title TEXT)")
    before = file.read_bytes()
    with pytest.raises(StoreDamaged, match="another program"):
        SqliteStore(file)
    assert file.read_bytes() == before


def test_damaged_pages_are_told(path: Path) -> None:
    with SqliteStore(path) as store:
        store.write_batch(batch(*(finding(f"q{n}", f"bài {n} " * 50) for n in range(200))))
    content = bytearray(path.read_bytes())
    for start in range(4096, len(content), 4096):
        content[start : start + 512] = b"\xa5" * 512
    path.write_bytes(content)
    with pytest.raises(StoreDamaged, match="restore a copy"), SqliteStore(path) as store:
        list(store.findings())


def test_a_record_that_cannot_be_read_is_told(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.execute("UPDATE findings SET doc = ?", (b'{"id": 7}',))
        db.commit()
    with SqliteStore(path) as store, pytest.raises(StoreDamaged, match="can't be read"):
        store.finding("p1")


def test_check_tells_what_the_search_index_misses(path: Path) -> None:
    with SqliteStore(path) as store:
        assert store._db is not None
        store._db.execute("DELETE FROM finding_words")
        assert store.check() == ["the search index misses 1 findings and has 0 too many"]


def test_a_file_of_the_first_version_is_upgraded_in_place_and_keeps_what_it_holds(path: Path) -> None:
    with SqliteStore(path) as store:
        held = list(store.findings())
    with contextlib.closing(sqlite3.connect(path)) as db:  # version 1 had no groups
        for table in ("groups_run", "clusters", "campaigns", "indicators", "members", "merged_ids"):
            db.execute(f"DROP TABLE {table}")
        db.execute("PRAGMA user_version = 1")
    with SqliteStore(path) as store:
        assert held and list(store.findings()) == held and store.check() == []
        assert store.groups_run() is None
        assert store.replace_groups(Groups(GroupsRun("r1", at(0)), members=(Membership(held[0].id, "c1"),)))
    with SqliteStore(path) as store:
        assert list(store.memberships()) == [Membership(held[0].id, "c1")]


@pytest.mark.parametrize("version", [0, SCHEMA_VERSION + 1, 99])
def test_another_schema_stops_with_what_to_do(path: Path, version: int) -> None:
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.execute(f"PRAGMA user_version = {version}")
    with pytest.raises(SchemaMismatch, match=f"schema version {version}.*move the file away"):
        SqliteStore(path)


def test_an_old_sqlite_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 31, 1))
    with pytest.raises(StoreUnavailable, match=r"needs 3\.37\.0 or newer"):
        SqliteStore(tmp_path / "canhgiac.db")


def test_a_folder_where_the_file_should_be(tmp_path: Path) -> None:
    (tmp_path / "canhgiac.db").mkdir()
    with pytest.raises(StoreUnavailable, match="is a folder"):
        SqliteStore(tmp_path / "canhgiac.db")


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "home").touch()
    with pytest.raises(StoreReadOnly, match="home"):
        SqliteStore(tmp_path / "home" / "canhgiac.db")


@contextlib.contextmanager
def _held(path: Path) -> Iterator[None]:
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("BEGIN IMMEDIATE")
        yield


def test_a_store_held_by_another_process_can_be_read_and_writing_says_why_not(path: Path) -> None:
    with SqliteStore(path, wait_seconds=0.05) as store:
        with _held(path):
            assert store.count(Query()) == 1
            with pytest.raises(StoreBusy, match="held by another process") as raised:
                store.write_batch(batch(finding("p2", "vay")))
            assert raised.value.exit_code == 75
        assert store.write_batch(batch(finding("p2", "vay")))


def test_a_new_store_made_while_another_process_holds_it_waits(tmp_path: Path) -> None:
    file = tmp_path / "canhgiac.db"
    with _held(file), pytest.raises(StoreBusy):
        SqliteStore(file, wait_seconds=0.05)
    with SqliteStore(file) as store:
        assert store.count(Query()) == 0


def test_decisions_cannot_be_changed_even_by_hand(path: Path) -> None:
    with SqliteStore(path) as store:
        decide(store, "phone:+84912345678", "confirmed")
        assert store._db is not None
        for statement in ("DELETE FROM decisions", "UPDATE decisions SET verdict = 'false'"):
            with pytest.raises(sqlite3.IntegrityError, match="audit"):
                store._db.execute(statement)


def test_nothing_of_a_purged_text_can_be_read_from_the_files(path: Path) -> None:
    words = ("tuyệtmật", "tuyetmat", "secrethost", "0987654321")
    text = "gọi 0987654321 hoặc secrethost.example, tuyệtmật"
    with SqliteStore(path) as store:
        for n in range(30):
            store.write_batch(batch(finding(f"q{n}", f"việc {n}")))
        expired = finding("old", text + " nữa", at(-400), text_key="k2")
        store.write_batch(batch(finding("secret", text, text_key="k1"), expired))
        files = [path, path.with_name("canhgiac.db-wal")]
        assert any(words[0].encode() in file.read_bytes() for file in files)
        store.purge_finding("secret", at(1))
        store.purge(at(1))
        for file in files:
            assert not [word for word in words if word.encode() in file.read_bytes()]
    assert not [word for word in words if word.encode() in path.read_bytes()]


def test_an_error_of_sqlite_is_never_shown_raw(path: Path) -> None:
    with SqliteStore(path) as store:
        assert store._db is not None
        store._db.execute("DROP TABLE visits")
        with pytest.raises(StoreError, match=r"canhgiac\.db refused: no such table"):
            store.visits()
