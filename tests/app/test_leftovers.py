"""What a killed process leaves among the temporary files is swept at the next start, and nothing else is."""

from __future__ import annotations

import ast
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from app import Settings, create_app
from app.exports import leftovers
from app.exports.leftovers import NAME, OLD_S, sweep
from app.settings import ROOT

NOW = 1_800_000_000.0
# A worker that is killed in the middle of a file.
KILLED = """
import os, signal, tempfile
from pathlib import Path
with tempfile.TemporaryDirectory(prefix="ocop-export-") as folder:
    (Path(folder) / "inside").mkdir()
    (Path(folder) / "inside" / "products.gpkg").write_bytes(b"x" * 1000)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def left(folder: Path, name: str, age_s: float = OLD_S + 60) -> Path:
    """Make a folder with a file in it, as old as is asked for."""
    made = folder / name
    (made / "inside").mkdir(parents=True)
    (made / "inside" / "products.gpkg").write_bytes(b"x")
    os.utime(made, (NOW - age_s, NOW - age_s))
    return made


def test_an_old_folder_of_ours_is_removed_with_all_that_is_in_it(tmp_path):
    made = [left(tmp_path, f"ocop-{kind}-a1b2c_3d") for kind in ("export", "map", "tour")]
    assert sorted(sweep(tmp_path, NOW)) == sorted(made)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "name",
    ["ocop-export-", "ocop-export-short", "ocop-exports-a1b2c_3d", "ocop-a1b2c_3d", "x-ocop-export-a1b2c_3d"],
)
def test_a_folder_of_another_name_stays(tmp_path, name):
    made = left(tmp_path, name)
    assert sweep(tmp_path, NOW) == []
    assert made.is_dir()


def test_a_folder_in_use_stays(tmp_path):
    left(tmp_path, "ocop-export-a1b2c_3d", age_s=OLD_S - 60)
    assert sweep(tmp_path, NOW) == []


@pytest.mark.skipif(os.name != "posix", reason="only POSIX has owners and links for everybody")
def test_the_folder_of_another_user_stays(tmp_path, monkeypatch):
    made = left(tmp_path, "ocop-export-a1b2c_3d")
    monkeypatch.setattr(leftovers.os, "getuid", lambda: made.stat().st_uid + 1)
    assert sweep(tmp_path, NOW) == []


@pytest.mark.skipif(os.name != "posix", reason="only POSIX has owners and links for everybody")
def test_a_link_under_our_name_leads_nowhere(tmp_path):
    precious = left(tmp_path, "precious")
    trap = tmp_path / "ocop-export-a1b2c_3d"
    trap.symlink_to(precious)
    os.utime(trap, (NOW - OLD_S - 60,) * 2, follow_symlinks=False)
    assert sweep(tmp_path, NOW) == []
    assert (precious / "inside" / "products.gpkg").exists()


def test_a_file_under_our_name_stays(tmp_path):
    (tmp_path / "ocop-export-a1b2c_3d").write_text("x")
    assert sweep(tmp_path, NOW + 1e9) == []


@pytest.mark.skipif(os.name != "posix", reason="only POSIX kills like this")
def test_what_a_killed_worker_leaves_is_gone_after_the_next_start_but_one(tmp_path, monkeypatch):
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", KILLED], env=environment, check=False)
    assert done.returncode == -signal.SIGKILL
    (made,) = tmp_path.iterdir()
    assert NAME.fullmatch(made.name)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    settings = Settings(
        secret_key="key",
        warm_up=False,
        database_url="sqlite:///nowhere.db",
        instance_dir=tmp_path / "instance",
    )
    create_app(settings)
    assert made.is_dir()  # it may still be in use
    os.utime(made, (time.time() - OLD_S - 60,) * 2)
    create_app(settings)
    assert not made.exists()


def test_a_folder_that_cannot_be_read_keeps_nobody_from_starting(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    create_app(
        Settings(secret_key="key", warm_up=False, database_url="sqlite:///x.db", instance_dir=tmp_path / "i")
    )


def made_names() -> set[str]:
    """Return the beginning of the name of every temporary folder that web processes make; "" without one."""
    found = set()
    for path in [*(ROOT / "app").rglob("*.py"), *(ROOT / "layers").rglob("*.py")]:
        constants = {}
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
                constants[getattr(node.targets[0], "id", "")] = node.value.value
            if not (isinstance(node, ast.Call) and "TemporaryDirectory" in ast.unparse(node.func)):
                continue
            given = {keyword.arg: keyword.value for keyword in node.keywords}
            if "dir" in given:
                continue  # inside a folder of its caller
            prefix = given.get("prefix")
            if isinstance(prefix, ast.Constant):
                found.add(prefix.value)
            elif prefix is None:
                found.add("")
            elif prefix.id in constants:
                found.add(constants[prefix.id])
    return found


def test_every_temporary_folder_that_a_request_makes_is_one_that_is_swept():
    names = made_names()
    assert "ocop-export-" in names
    assert [name for name in names if not NAME.fullmatch(f"{name}a1b2c_3d")] == []
