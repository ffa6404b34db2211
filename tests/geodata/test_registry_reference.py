"""The loader: everything in one transaction, every row in the store or in the report."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
import sqlalchemy as sa

from geodata import tables
from geodata.errors import DataProblem
from geodata.registry import reference
from geodata.registry.boundaries import stream
from geodata.registry.reading import REFERENCE
from geodata.registry.report import MESSAGES, ProblemLog
from geodata.schemas import failures, require
from geodata.store import Store
from scripts import load_reference

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def data():
    return reference.read_reference()


def listed() -> dict[str, str]:
    lines = (REFERENCE / "CHECKSUMS").read_text(encoding="utf-8").splitlines()
    return {name: digest for digest, name in (line.split("  ", 1) for line in lines)}


def test_the_files_are_those_of_the_list_of_checksums():
    files = [path for path in REFERENCE.rglob("*") if path.suffix in {".csv", ".geojson"}]
    found = {p.relative_to(REFERENCE).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}
    assert found == listed()


def test_data_md_names_every_file_with_its_checksum():
    text = (ROOT / "DATA.md").read_text(encoding="utf-8")
    missing = [
        name for name, digest in listed().items() if f"`{name}`" not in text or digest[:16] not in text
    ]
    assert missing == []


def test_every_row_read_is_written_refused_or_set_aside(data):
    assert data.reports
    for report in data.reports:
        assert report.rows_read == report.rows_written + report.rows_refused + report.rows_set_aside, (
            report.file
        )


def test_every_raw_table_has_a_report(data):
    ours = {"crops.csv", "unit_aliases.csv", "zone_kinds.csv"}
    assert {report.file for report in data.reports} == {Path(name).name for name in listed()} - ours


def test_no_row_of_the_reference_data_is_refused(data):
    assert {report.file: report.rows_refused for report in data.reports if report.rows_refused} == {}


def test_every_problem_has_a_message_that_can_be_filled_in(data):
    problems = [problem for report in data.reports for problem in report.problems]
    assert problems
    assert {problem.message for problem in problems} <= set(MESSAGES.values())
    assert all("%(" not in problem.text() for problem in problems)


def test_every_table_keeps_its_contract(data):
    assert data.rows
    for name, records in data.rows.items():
        assert failures(tables.metadata.tables[name], records) == [], name


def test_a_broken_derived_table_stops_the_load(data):
    broken = [record | {"kind": "castle"} for record in data.rows["units"]]
    with pytest.raises(DataProblem, match="castle"):
        require(tables.units, broken)


def test_the_store_holds_what_was_read_and_the_checksum(store, data):
    assert data.rows
    reference.load_reference(store, progress=lambda _: None)
    with store.read() as connection:
        for name, records in data.rows.items():
            table = tables.metadata.tables[name]
            assert connection.scalar(sa.select(sa.func.count()).select_from(table)) == len(records), name
    assert store.state().reference_checksum == reference.reference_checksum()


def test_loading_twice_changes_the_revision_and_nothing_else(own_reference_store):
    before = own_reference_store.frame(sa.select(tables.products).order_by("product_id"))
    revision = own_reference_store.revision()
    reference.load_reference(own_reference_store, progress=lambda _: None)
    after = own_reference_store.frame(sa.select(tables.products).order_by("product_id"))
    assert own_reference_store.revision() == revision + 1
    assert after.equals(before)


def test_a_failed_load_leaves_the_store_as_it_was(own_reference_store, monkeypatch):
    state = own_reference_store.state()
    monkeypatch.setattr(reference, "reference_checksum", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        reference.load_reference(own_reference_store, progress=lambda _: None)
    assert own_reference_store.state() == state
    assert len(own_reference_store.frame(sa.select(tables.products))) == 124


def test_the_stored_problems_are_those_of_the_reports(reference_store, data):
    problems = reference_store.frame(sa.select(tables.import_problems))
    assert len(problems) == sum(len(report.problems) for report in data.reports)


def square(west: float) -> dict:
    ring = [[west, 22.0], [west + 0.1, 22.0], [west + 0.1, 22.1], [west, 22.1], [west, 22.0]]
    return {"type": "Polygon", "coordinates": [ring]}


def write(path: Path, *geometries: dict | None) -> Path:
    features = [{"type": "Feature", "properties": {"code": "1"}, "geometry": shape} for shape in geometries]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "broken",
    [
        None,
        {"type": "Point", "coordinates": [104.0, 22.0]},
        {"type": "Polygon", "coordinates": [[[104, 22], [105, 23], [105, 22], [104, 23], [104, 22]]]},
    ],
)
def test_a_broken_boundary_is_refused_and_the_next_one_is_read(tmp_path, broken):
    path = write(tmp_path / "b.geojson", square(104.0), broken, square(104.2))
    log = ProblemLog(path.name)
    assert [feature.number for feature in stream(path, log)] == [1, 3]
    assert [(problem.row, problem.rule) for problem in log.problems] == [(2, "feature_broken")]


def test_the_command_loads_once_and_then_says_that_nothing_is_to_do(tmp_path, capsys):
    url = f"sqlite:///{tmp_path / 'ocop.db'}"
    assert load_reference.main(["--database", url, "--lang", "en"]) == 0
    assert "ocop_products.csv" in capsys.readouterr().out
    assert load_reference.main(["--database", url, "--lang", "en"]) == 0
    assert "up to date" in capsys.readouterr().out


def test_the_command_says_why_it_did_not_load(capsys):
    assert load_reference.main(["--database", "mysql://x", "--lang", "en"]) == 2
    assert "Not loaded" in capsys.readouterr().err


def test_new_reference_data_do_not_remove_what_the_office_imported(tmp_path, capsys):
    url = f"sqlite:///{tmp_path / 'ocop.db'}"
    assert load_reference.main(["--database", url]) == 0
    with Store.open(url) as store:
        with store.write() as connection:
            row = {"source_table": "xa-2026.gpkg", "rows_read": 1, "rows_written": 1}
            connection.execute(tables.import_reports.insert(), row)
            connection.execute(tables.store_state.update().values(reference_checksum="of an older version"))
        before = store.revision()
        assert load_reference.main(["--database", url, "--lang", "en"]) == 0
        assert "xa-2026.gpkg" in capsys.readouterr().out
        assert store.revision() == before
        assert load_reference.main(["--database", url, "--force"]) == 0
        assert store.state().reference_checksum == reference.reference_checksum()
