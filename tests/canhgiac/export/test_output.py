"""An export is there whole or not at all."""

from __future__ import annotations

import os
import shlex
import stat
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import BinaryIO

import pytest

from canhgiac.errors import CanhGiacError
from canhgiac.export.extras import needed
from canhgiac.export.output import put


def half(file: BinaryIO) -> None:
    file.write(b"half")
    raise RuntimeError("broken")


def test_a_failed_export_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    put(lambda file: file.write(b"old"), path)
    with pytest.raises(RuntimeError):
        put(half, path)
    assert path.read_bytes() == b"old" and list(tmp_path.iterdir()) == [path]


def test_a_file_keeps_its_rights_and_a_new_one_has_those_of_umask(tmp_path: Path) -> None:
    old, new = tmp_path / "old.csv", tmp_path / "new.csv"
    old.write_bytes(b"old")
    for mode in (0o600, 0o640):
        old.chmod(mode)
        put(lambda file: file.write(b"now"), old)
        assert (old.read_bytes(), stat.S_IMODE(old.stat().st_mode)) == (b"now", mode)
    before = os.umask(0o027)
    try:
        put(lambda file: file.write(b"now"), new)
    finally:
        os.umask(before)
    assert stat.S_IMODE(new.stat().st_mode) == 0o640


_AS_ANOTHER = """
import os, sys
from pathlib import Path
from canhgiac.export.output import put
user, *groups = map(int, sys.argv[2:])
os.setgroups(groups), os.setgid(user), os.setuid(user)
put(lambda file: file.write(b"now"), Path(sys.argv[1]))
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be others")
@pytest.mark.parametrize(
    ("groups", "owner", "mode"),
    [((1002, 2000), (1002, 2000), 0o660), ((1002,), (1002, 1002), 0o600)],
    ids=["of the file's group", "not of it"],
)
def test_a_team_keeps_its_file_and_no_other_group_gets_it(
    groups: tuple[int, ...], owner: tuple[int, int], mode: int
) -> None:
    with tempfile.TemporaryDirectory() as name:  # others may not enter pytest's own folder
        path = Path(name) / "list.csv"
        path.parent.chmod(0o777)
        path.write_bytes(b"old")
        os.chown(path, 1001, 2000)
        path.chmod(0o660)
        subprocess.run([sys.executable, "-c", _AS_ANOTHER, str(path), "1002", *map(str, groups)], check=True)
        now = path.stat()
        assert path.read_bytes() == b"now"
        assert ((now.st_uid, now.st_gid), stat.S_IMODE(now.st_mode)) == (owner, mode)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_root_leaves_a_file_to_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(b"old")
    os.chown(path, 1001, 2000)
    path.chmod(0o660)
    put(lambda file: file.write(b"now"), path)
    now = path.stat()
    assert (now.st_uid, now.st_gid, stat.S_IMODE(now.st_mode)) == (1001, 2000, 0o660)


def test_a_link_stays_and_the_file_behind_it_is_written(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    link, file = tmp_path / "list.txt", tmp_path / "kept" / "list.txt"
    link.symlink_to(file)
    for text in (b"one", b"two"):  # the first time it leads nowhere yet
        put(lambda out, text=text: out.write(text), link)
        assert link.is_symlink() and file.read_bytes() == text
    assert list((tmp_path / "kept").iterdir()) == [file]


def test_a_pipe_and_a_device_are_written_into(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE) as reader:
        put(lambda file: file.write(b"all of it"), pipe)
        assert reader.communicate(timeout=30)[0] == b"all of it"
    assert stat.S_ISFIFO(pipe.stat().st_mode) and list(tmp_path.iterdir()) == [pipe]
    device = tmp_path / "null"
    device.symlink_to("/dev/null")
    put(lambda file: file.write(b"x"), device)
    assert device.is_symlink() and device.is_char_device()


_TO_STDOUT = """
from pathlib import Path
from canhgiac.export.output import put
put(lambda file: file.write(b"now\\n"), Path("/dev/stdout"))
"""
#: A folder of its own must find us, too.
_FINDING_US = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}


@pytest.mark.parametrize(
    ("into", "text"),
    [("> f", "head\nnow\ntail\n"), (">> f", "old\nhead\nnow\ntail\n"), ("| cat > f", "head\nnow\ntail\n")],
)
def test_dev_stdout_is_standard_output(tmp_path: Path, into: str, text: str) -> None:
    file = tmp_path / "f"
    file.write_text("old\n")
    command = f"(echo head; {shlex.join([sys.executable, '-c', _TO_STDOUT])}; echo tail) {into}"
    subprocess.run(command, shell=True, check=True, cwd=tmp_path, env=_FINDING_US)
    assert file.read_text() == text and list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("path", ["/dev/stderr", "/dev/fd/2", "/proc/self/fd/2"])
def test_what_an_open_file_has_stays(tmp_path: Path, path: str) -> None:
    file = tmp_path / "f"
    file.write_text("old\n")
    program = _TO_STDOUT.replace("/dev/stdout", path)
    subprocess.run([sys.executable, "-c", program], check=True, env=_FINDING_US, stderr=file.open("ab"))
    assert file.read_text() == "old\nnow\n" and list(tmp_path.iterdir()) == [file]


def test_dev_stdout_before_head_is_a_broken_pipe_as_without_it() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run([sys.executable, "-c", _TO_STDOUT], stdout=writing, stderr=subprocess.PIPE, text=True)
    os.close(writing)
    assert "\nBrokenPipeError" in done.stderr and "CanhGiacError" not in done.stderr


def test_a_closed_standard_output_does_not_matter(tmp_path: Path) -> None:
    file = tmp_path / "f"
    file.write_text("old")
    program = (
        "import os; os.close(1); from pathlib import Path; from canhgiac.export.output import put;"
        "put(lambda out: out.write(b'now'), Path('f'))"
    )
    subprocess.run([sys.executable, "-c", program], check=True, cwd=tmp_path, env=_FINDING_US)
    assert file.read_text() == "now"


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(CanhGiacError, match="cannot be written"):
        put(lambda file: file.write(b"x"), tmp_path)


def test_a_failed_export_prints_nothing(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    with pytest.raises(RuntimeError):
        put(half, None)
    assert capfdbinary.readouterr().out == b""


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(CanhGiacError, match="nosuch"):
        put(lambda file: file.write(b"x"), tmp_path / "nosuch" / "list.txt")


def test_a_missing_library_is_said_with_how_to_get_it() -> None:
    with pytest.raises(CanhGiacError, match=r"nosuchlib.*canhgiac\[export\]"):
        needed("nosuchlib", "STIX")
