"""An export is there whole or not at all."""

from __future__ import annotations

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
