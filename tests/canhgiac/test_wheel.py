"""The wheel is complete: installed in a clean environment outside the clone, the demo runs."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]


def test_the_wheel_runs_the_demo_outside_the_clone(tmp_path: Path, home: Path) -> None:
    source = tmp_path / "source"
    files = subprocess.run(["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, check=True).stdout
    for name in filter(None, files.decode().split("\0")):
        if (REPOSITORY / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_bytes((REPOSITORY / name).read_bytes())
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    subprocess.run([*pip, "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", tmp_path, source], check=True)
    (wheel,) = tmp_path.glob("canhgiac-*.whl")

    clean = tmp_path / "clean"
    venv.create(clean, with_pip=False)
    (site,) = clean.glob("lib/python3.*/site-packages")
    # the dependencies are lent by path, since tests have no network; a path brings no editable install with it
    (site / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n" + sysconfig.get_path("platlib") + "\n")
    subprocess.run([*pip, "install", "-q", "--no-deps", "--no-index", "--target", site, wheel], check=True)

    environment = {**os.environ, "CANHGIAC_HOME": str(home)}
    environment.pop("PYTHONPATH", None)
    where = subprocess.run(
        [clean / "bin/python", "-c", "import canhgiac, nlp; print(canhgiac.__file__, nlp.__file__)"],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert str(site) in where.stdout and str(REPOSITORY) not in where.stdout
    demo = subprocess.run(
        [clean / "bin/python", "-m", "canhgiac", "demo"],
        cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=200,
    )  # fmt: skip
    assert demo.returncode == 0, demo.stdout + demo.stderr
    assert "findings" in demo.stdout and list((home / "digests").glob("*.html"))
