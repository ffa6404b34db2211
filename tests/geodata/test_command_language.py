"""The command lines speak Vietnamese, or English on demand; what an import did stays in the store."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from geodata import quality, tables
from geodata.boundaries.report import RULES
from geodata.registry.report import MESSAGES, ImportReport, ProblemLog, fill_in, render
from geodata.store import Store
from scripts import _language, import_boundaries, load_reference
from scripts._language import error_text, translator
from tests.factories import FROM_2025, fill_world, square
from tests.geodata.boundary_helpers import HELD, NEW_DAY, crosswalk_file, geojson, run

VIETNAMESE = {
    "%(file)s: taken": "%(file)s: đã nhận",
    "%(file)s: refused, nothing stored": "%(file)s: bị từ chối, không lưu gì",
    "refused": "từ chối",
    "noted": "lưu ý",
    "commune": "xã",
    "ward": "phường",
    "%(code)s is of kind %(held)s here and %(found)s in the file": "%(code)s là %(held)s, tệp: %(found)s",
    "The code %(code)s stands in several features: %(rows)s": "Mã %(code)s có ở nhiều đối tượng: %(rows)s",
    "There is no file %(file)s": "Không có tệp %(file)s",
    "Not loaded: %(reason)s": "Chưa nạp: %(reason)s",
    "Preparing the database": "Đang chuẩn bị cơ sở dữ liệu",
    "The reference data are up to date": "Dữ liệu tham chiếu đã là mới nhất",
    "File": "Tệp",
    "The row has no name.": "Dòng không có tên.",
}


@pytest.fixture
def catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A compiled Vietnamese catalogue of a few texts."""
    made = Catalog(locale="vi")
    for english, vietnamese in VIETNAMESE.items():
        made.add(english, vietnamese)
    path = tmp_path / "translations" / "vi" / "LC_MESSAGES" / "messages.mo"
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        write_mo(file, made)
    monkeypatch.setattr(_language, "TRANSLATIONS", tmp_path / "translations")


@pytest.fixture
def world(sqlite_store: Store) -> Store:
    """The made-up world on SQLite."""
    fill_world(sqlite_store)
    return sqlite_store


def command(store: Store, path: Path, *more: str) -> list[str]:
    """Return the command line of an import."""
    return [str(path), "--level", "commune", "--valid-from", "2026-04-30", "--database", store.url, *more]


def test_an_import_is_told_in_vietnamese_unless_english_is_asked_for(world, tmp_path, catalogue, capsys):
    path = geojson(tmp_path / "xa.geojson", {**HELD, "90201": ("Phường Nậm Chảy", square(2, 0))})
    assert import_boundaries.main(command(world, path, "--dry-run", "--lang", "en")) == 0
    english = capsys.readouterr().out
    assert "noted: 90201 is of kind commune here and ward in the file" in english
    assert import_boundaries.main(command(world, path)) == 0
    vietnamese = capsys.readouterr().out
    assert "xa.geojson: đã nhận" in vietnamese
    assert "lưu ý: 90201 là xã, tệp: phường" in vietnamese


def test_reasons_and_errors_are_told_in_vietnamese(world, tmp_path, catalogue, capsys):
    assert import_boundaries.main(command(world, tmp_path / "none.geojson")) == 2
    assert "Không có tệp" in capsys.readouterr().err


def test_the_loader_speaks_vietnamese(own_reference_store, catalogue, capsys):
    assert load_reference.main(["--database", own_reference_store.url]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Đang chuẩn bị cơ sở dữ liệu",
        "Dữ liệu tham chiếu đã là mới nhất",
    ]
    assert load_reference.main(["--database", "mysql://x"]) == 2
    assert capsys.readouterr().err.startswith("Chưa nạp: ")


def test_summary_and_problems_of_a_load_are_translated(catalogue):
    log = ProblemLog("xa.csv")
    log.refused(3, "name_missing")
    report = log.report(5, 4)
    assert render([report], translator("vi")).startswith("Tệp ")
    assert report.problems[0].text(translator("vi")) == "Dòng không có tên."
    assert report.problems[0].text() == "The row has no name."


def test_the_columns_of_a_summary_stand_below_their_headings():
    table = render([ImportReport("xa.csv", 124, 120)]).splitlines()
    assert len(table[0]) == len(table[1])
    assert table[1].split() == ["xa.csv", "124", "120", "0", "0", "0"]


def test_texts_that_are_not_compiled_stay_english(tmp_path, monkeypatch):
    monkeypatch.setattr(_language, "TRANSLATIONS", tmp_path)
    assert translator("vi")("noted") == "noted"
    assert translator("vi")("") == ""


def test_an_error_without_values_keeps_its_signs(catalogue):
    assert error_text(_language.OcopError("100% sure"), translator("vi")) == "100% sure"


def test_what_an_import_did_is_in_the_store(store, tmp_path):
    fill_world(store)
    rows = crosswalk_file(tmp_path / "c.csv", ("90201", "90201", "whole"), ("90202", "90201", "whole"))
    units = {"90201": ("Phường Nậm Chảy", square(2, 0, 2)), "90901": HELD["90901"]}
    path = geojson(tmp_path / "xa-2026.geojson", units)
    assert run(store, path, crosswalk=rows).stored
    (report,) = quality.import_reports(store)
    assert (report.source_table, report.rows_read, report.rows_written) == ("xa-2026.geojson", 2, 2)
    problems = quality.import_problems(store, table="xa-2026.geojson")
    assert {problem.rule for problem in problems} == {
        "boundaries_taken",
        "nothing_to_compare",
        "kind_changed",
    }
    texts = [fill_in(p.message, p.source_table, p.row, p.column, p.value) for p in problems]
    assert any(text.startswith("Boundaries valid from 30/04/2026: 2 new versions") for text in texts)
    assert "90201 is of kind commune here and ward in the file" in texts


def test_a_second_import_of_a_file_takes_the_place_of_the_first_report(world, tmp_path):
    path = geojson(tmp_path / "xa.geojson", HELD)
    assert run(world, path).stored
    assert run(world, path, valid_from=NEW_DAY).stored
    (report,) = quality.import_reports(world)
    assert (report.rows_written, report.kept) == (4, 1)
    other = geojson(tmp_path / "other.geojson", HELD)
    assert run(world, other).stored
    with world.read() as connection:
        ids = connection.scalars(sa.select(tables.import_problems.c.problem_id)).all()
    assert len(ids) == len(set(ids)) == 2


def test_a_refused_import_and_a_dry_run_leave_no_report(world, tmp_path):
    run(world, geojson(tmp_path / "xa.geojson", HELD), dry_run=True)
    run(world, geojson(tmp_path / "bad.geojson", {**HELD, "90999": ("Xã Mới", square(5, 0))}))
    assert quality.import_reports(world) == []
    assert FROM_2025 in {row.valid_from for row in world.frame(sa.select(tables.units)).itertuples()}


def test_any_stored_message_can_be_filled_in():
    assert all(fill_in(text, "a.csv", 2, "name", "{odd") for text in MESSAGES.values())
    assert fill_in("%(value)s", "a.csv", 2, None, "[1]") == "[1]"
    assert fill_in("%(value)s", "a.csv", 2, None, "{not json}") == "{not json}"
    assert fill_in("100 % of %(none)s %i", "a.csv", 2, None, None) == "100 % of %(none)s %i"
    assert set(RULES) >= {"boundaries_taken"}
