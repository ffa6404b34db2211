"""Importing a table at a command line, and an import that is killed in the middle."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

from geodata.intake.making import make_preview
from geodata.intake.uploads import add_upload, find_upload
from geodata.store import Store
from geodata.view import office_today
from scripts.import_registry import main
from tests.conftest import sqlite_url
from tests.geodata.intake.intake_files import xlsx
from tests.office_factories import make_user
from tests.system.crash_harness import TRIES_OF
from tests.system.test_crash import ROOT, can_be_written, state, tries

HEADINGS = ["Tên sản phẩm", "Chủ thể", "Hạng sao", "Xã", "Huyện"]
GOOD = ["Chè thử", "HTX Thử", 3, "Bản Liền", "Bắc Hà"]
BAD = ["Rượu thử", "HTX Thử", 4, "Bản Liên", "Bắc Hà"]


@pytest.fixture
def database(_reference_file, tmp_path) -> str:
    """The address of a copy of the reference data."""
    path = tmp_path / "own.db"
    shutil.copy(_reference_file, path)
    return sqlite_url(path)


@dataclass(frozen=True)
class Done:
    """What a command line came to."""

    returncode: int
    stdout: str
    stderr: str


def run(database: str, file: Path, *options: str) -> Done:
    """Run the command line in this process."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main([str(file), "--database", database, "--lang", "en", *options])
    return Done(code, out.getvalue(), err.getvalue())


def test_it_runs_as_a_program_of_its_own(database, tmp_path):
    command = [sys.executable, "-m", "scripts.import_registry", str(written(tmp_path, GOOD)), "--dry-run"]
    done = subprocess.run(
        [*command, "--database", database], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def written(folder: Path, *rows: list[object]) -> Path:
    """Return a workbook of rows under the headings."""
    path = folder / "list.xlsx"
    path.write_bytes(xlsx([HEADINGS, *rows]))
    return path


def test_what_may_be_several_kinds_is_asked_for(database, tmp_path):
    file = tmp_path / "shops.xlsx"
    file.write_bytes(xlsx([["Tên", "Loại", "Xã"], ["Cửa hàng A", "Cửa hàng", "Bản Liền"]]))
    done = run(database, file)
    assert (done.returncode, "--table" in done.stderr, done.stdout) == (2, True, "")


def test_facts_are_imported_as_a_table_of_their_own(database, tmp_path):
    file = tmp_path / "facts.xlsx"
    headings = ["Loại", "Bản ghi", "Nội dung theo dõi", "Giá trị", "Thời điểm"]
    file.write_bytes(xlsx([headings, ["Sản phẩm", "Chocolate Detox", "Logo OCOP", "Có", "2025"]]))
    done = run(database, file, "--table", "facts")
    assert (done.returncode, done.stderr) == (0, "")
    assert "What the programme follows of products and producers: 1 rows read" in done.stdout
    assert "the same: 1" in run(database, file).stdout


def test_all_rows_taken_is_0_and_they_are_there(database, tmp_path):
    done = run(database, written(tmp_path, GOOD), "--table", "products", "--reason", "danh sách")
    assert (done.returncode, done.stderr) == (0, "")
    assert "new: 1, changed: 0, the same: 0, refused: 0" in done.stdout
    assert "Stored as change 1." in done.stdout
    again = run(database, written(tmp_path, GOOD))
    assert again.returncode == 0
    assert "the same: 1" in again.stdout


def test_a_dry_run_tells_the_same_and_stores_nothing(database, tmp_path):
    with Store.open(database) as store:
        before = store.revision()
    done = run(database, written(tmp_path, GOOD), "--dry-run")
    assert done.returncode == 0
    assert "Nothing was stored." in done.stdout
    with Store.open(database) as store:
        assert store.revision() == before


def test_some_rows_refused_is_1_and_says_where_and_why(database, tmp_path):
    done = run(database, written(tmp_path, GOOD, BAD))
    assert done.returncode == 1
    assert "row 3, Xã: No unit is called “Bản Liên”" in done.stdout
    assert "did you mean: Bản Liền" in done.stdout
    assert "Stored as change" in done.stdout


def test_records_of_one_name_are_suggested_with_what_tells_them_apart(database, tmp_path):
    communes = [["HTX Trùng Tên", "Hợp tác xã", name, "Bắc Hà"] for name in ("Bản Liền", "Bản Phố")]
    path = tmp_path / "producers.xlsx"
    path.write_bytes(xlsx([["Tên", "Loại hình", "Xã", "Huyện"], *communes]))
    assert run(database, path, "--table", "producers").returncode == 0
    done = run(
        database, written(tmp_path, ["Chè thử", "HTX Trùng Tên", 3, "Bản Liền", "Bắc Hà"]), "--dry-run"
    )
    meant = done.stdout.split("did you mean: ")[1].split(")\n")[0].split(", ")
    assert len(set(meant)) == len(meant) == 2


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x03\x04"], ids=["empty", "pdf", "broken"])
def test_a_file_that_cannot_be_read_is_2(database, tmp_path, content):
    path = tmp_path / "list.xlsx"
    path.write_bytes(content)
    done = run(database, path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "list.xlsx" in done.stderr


def test_no_row_that_can_be_read_is_2(database, tmp_path):
    assert run(database, written(tmp_path, BAD)).returncode == 2
    assert run(database, tmp_path / "nobody.xlsx").returncode == 2


def test_a_column_may_be_named_at_the_command_line(database, tmp_path):
    path = tmp_path / "list.xlsx"
    path.write_bytes(xlsx([["Cột lạ", "Huyện"], ["Chocolate Detox", "Sa Pa"]]))
    done = run(database, path, "--table", "products", "--column", "Cột lạ=name", "--dry-run")
    assert done.returncode == 0
    assert "the same: 1" in done.stdout


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork, which Windows has not")
def test_a_killed_import_leaves_the_old_registry_or_the_new(migrated_file, tmp_path):
    # Products, their producers, certificates and places, history and log; without units, to be quick.
    rows = [[f"Chè {number}", f"HTX {number % 40}", 3, None, None] for number in range(200)]
    path = tmp_path / "own.db"
    shutil.copy(migrated_file, path)
    database = sqlite_url(path)
    with Store.open(database) as store:
        user = make_user(store)
        upload_id = add_upload(store, user.actor, "list.xlsx", xlsx([HEADINGS, *rows]))
        told = make_preview(store, find_upload(store, upload_id), user, office_today())
    assert told["records"] == 240
    old = state(database)
    new: dict[str, object] = {}
    left, killed = [], 0
    for one in tries("import", database, tmp_path, file=upload_id):
        found = state(str(one["url"]))
        new = new or found
        left.append(_timeless(found) == _timeless(new))
        assert left[-1] or found == old
        assert can_be_written(str(one["url"]))
        killed += bool(one["killed"])
    assert new != old
    assert (len(left), left[0]) == (TRIES_OF["import"] + 1, True)
    assert killed >= TRIES_OF["import"] * 2 // 5
    assert not all(left)


def _timeless(found: dict[str, object]) -> dict[str, object]:
    """Return a state without the tables that tell when something was done."""
    return {name: value for name, value in found.items() if name not in ("record_changes", "quality_days")}
