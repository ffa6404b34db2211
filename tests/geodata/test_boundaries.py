"""A province's own boundaries: taken whole, or refused with every reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import geopandas as gpd
import pytest
import sqlalchemy as sa
from shapely.geometry import MultiPolygon, Point, Polygon, box

from geodata import tables
from geodata.boundaries import importing
from geodata.boundaries.coverage import check_coverage, repair
from geodata.boundaries.report import RULES, Severity, finding
from geodata.crs import METRIC, WGS84, area_km2
from geodata.errors import InvalidInput
from geodata.store import Store
from geodata.units import place_in_system, units_in, units_on
from geodata.vocabulary import InSystem, UnitLevel, UnitSystem
from scripts.import_boundaries import main
from tests.factories import FROM_2025, fill_world, square
from tests.geodata.boundary_helpers import (
    HELD,
    METRE_DEG,
    NEW_DAY,
    crosswalk_file,
    frame,
    geojson,
    rules,
    run,
)


@pytest.fixture
def world(sqlite_store: Store) -> Store:
    """The made-up world on SQLite."""
    fill_world(sqlite_store)
    return sqlite_store


def test_a_good_file_gives_every_unit_a_new_version(store, tmp_path):
    fill_world(store)
    report = run(store, geojson(tmp_path / "xa.geojson", HELD))
    assert (report.accepted, report.stored) == (True, True)
    assert rules(report) == []
    assert report.added == tuple(HELD)
    assert report.linked == 4
    before, after = units_on(store, date(2026, 4, 29)), units_on(store, NEW_DAY)
    assert set(before[before["level"] == "commune"]["valid_from"]) == {FROM_2025}
    assert set(after[after["level"] == "commune"]["valid_from"]) == {NEW_DAY}
    assert set(before["valid_to"].dropna()) == {date(2026, 4, 29)}


def test_a_new_version_keeps_what_a_file_cannot_know(world, tmp_path):
    run(world, geojson(tmp_path / "xa.geojson", HELD), source="Sở Nội vụ")
    unit = units_on(world, NEW_DAY, UnitLevel.COMMUNE).set_index("unit_code").loc["90901"]
    assert (unit["name"], unit["kind"], unit["parent_code"]) == ("Mường Lò", "commune", "15")
    assert (unit["former_province"], unit["has_records"]) == ("Yên Bái", False)
    assert unit["source"] == "Sở Nội vụ"
    assert unit["min_lon"] == 104.4
    assert unit["area_km2"] == pytest.approx(114.2, abs=0.5)


def test_records_stay_where_they_were_in_the_old_systems(world, tmp_path):
    before = place_in_system(world, UnitSystem.Y2024)
    run(world, geojson(tmp_path / "xa.geojson", HELD))
    after = place_in_system(world, UnitSystem.Y2024)
    assert after.loc[before.index].equals(before)
    back = place_in_system(world, UnitSystem.Y2025, FROM_2025)
    assert back.loc[("90201", NEW_DAY), "in_system"] == InSystem.COMMUNE


def test_the_same_day_redraws_the_outline_and_keeps_the_key(world, tmp_path):
    moved = {**HELD, "90901": ("Xã Mường Lò", box(104.4, 22.3, 104.501, 22.4))}
    report = run(world, geojson(tmp_path / "xa.geojson", moved), valid_from=FROM_2025)
    assert (report.stored, report.added, report.ended, report.linked) == (True, (), (), 0)
    assert report.redrawn == tuple(HELD)
    shape = units_on(world, FROM_2025, UnitLevel.COMMUNE).set_index("unit_code").at["90901", "shape"]
    assert shape.bounds[2] == pytest.approx(104.501)


def test_a_dry_run_says_the_same_and_stores_nothing(world, tmp_path):
    revision = world.revision()
    report = run(world, geojson(tmp_path / "xa.geojson", HELD), dry_run=True)
    assert (report.accepted, report.stored, len(report.added)) == (True, False, 4)
    assert world.revision() == revision


def test_overlapping_units_are_refused_with_their_square_metres(world, tmp_path):
    bad = {**HELD, "90201": ("Xã Nậm Chảy", box(104.2, 22.3, 104.301, 22.4))}
    revision = world.revision()
    report = run(world, geojson(tmp_path / "xa.geojson", bad))
    assert rules(report, Severity.REFUSED) == ["overlap"]
    overlap = report.findings[0].values
    assert {overlap["code"], overlap["other"]} == {"90201", "90202"}
    assert overlap["area_m2"] == pytest.approx(103 * 11_074, rel=0.01)
    assert (report.stored, world.revision()) == (False, revision)


def test_a_gap_is_refused_with_its_place(world, tmp_path):
    hole = box(104.24, 22.34, 104.25, 22.35)
    bad = {**HELD, "90201": ("Xã Nậm Chảy", square(2, 0).difference(hole))}
    report = run(world, geojson(tmp_path / "xa.geojson", bad))
    assert rules(report, Severity.REFUSED) == ["gap"]
    gap = report.findings[0].values
    assert gap["codes"] == "90201"
    assert (gap["lon"], gap["lat"]) == (pytest.approx(104.245, abs=0.005), pytest.approx(22.345, abs=0.005))
    assert gap["area_m2"] == pytest.approx(1.142e6, rel=0.01)


def test_a_hole_that_a_unit_held_fills_is_no_gap(world, tmp_path):
    inside = box(104.24, 22.34, 104.25, 22.35)
    around = frame({"90201": ("Xã Nậm Chảy", square(2, 0).difference(inside))}).rename(
        columns={"MA_XA": "unit_code"}
    )
    held = gpd.GeoSeries([inside], crs=WGS84)
    assert check_coverage(around, held, small_m=2.0)[1] == []
    assert [one.rule for one in check_coverage(around, held.iloc[:0], small_m=2.0)[1]] == ["gap"]


def test_faults_of_a_metre_are_cleaned_and_told(world, tmp_path):
    nearly = {**HELD, "90201": ("Xã Nậm Chảy", box(104.2, 22.3, 104.3 + METRE_DEG, 22.4))}
    report = run(world, geojson(tmp_path / "xa.geojson", nearly))
    assert report.stored
    assert rules(report) == ["cleaned"]
    assert report.findings[0].values["overlap_m2"] == pytest.approx(11_074, rel=0.03)
    shapes = units_on(world, NEW_DAY, UnitLevel.COMMUNE).geometry
    assert shapes.is_valid_coverage()


def test_a_bow_tie_is_repaired_and_the_change_of_area_told(world, tmp_path):
    # One vertex out of order: the outline crosses itself near its corner.
    tie = Polygon(
        [
            (104.4, 22.3),
            (104.5, 22.3),
            (104.5, 22.3999),
            (104.4999, 22.4),
            (104.5, 22.4),
            (104.4998, 22.39995),
            (104.4, 22.4),
        ]
    )
    assert not tie.is_valid
    report = run(world, geojson(tmp_path / "xa.geojson", {**HELD, "90901": ("Xã Mường Lò", tie)}))
    repaired = next(one for one in report.findings if one.rule == "repaired")
    assert repaired.values["code"] == "90901"
    assert "Self-intersection" in str(repaired)
    assert report.stored
    assert units_on(world, NEW_DAY, UnitLevel.COMMUNE).geometry.is_valid.all()


def test_a_bow_tie_that_loses_half_the_unit_is_refused(world, tmp_path):
    tie = Polygon([(104.4, 22.3), (104.5, 22.4), (104.5, 22.3), (104.4, 22.4)])
    report = run(world, geojson(tmp_path / "xa.geojson", {**HELD, "90901": ("Xã Mường Lò", tie)}))
    assert {"repaired", "area_differs"} <= set(rules(report))
    assert not report.stored


def test_repair_keeps_polygons_only():
    mixed = MultiPolygon([square(0, 0), square(1, 0)])  # share an edge: not valid as one
    units = gpd.GeoDataFrame(
        {"unit_code": ["90102", "90201", "90202"], "row": [1, 2, 3]},
        geometry=[mixed, Point(104, 22), None],
        crs=WGS84,
    )
    repaired, findings = repair(units)
    assert [one.rule for one in findings] == ["repaired", "no_polygon", "no_polygon"]
    assert repaired["unit_code"].tolist() == ["90102"]
    assert repaired.geometry.iloc[0].geom_type == "Polygon"


def test_an_unknown_code_needs_a_crosswalk(world, tmp_path):
    renamed = {("90999" if code == "90202" else code): unit for code, unit in HELD.items()}
    path = geojson(tmp_path / "xa.geojson", renamed)
    refused = run(world, path)
    assert rules(refused, Severity.REFUSED) == ["unknown_code"]
    assert [(one.old_code, one.new_code, one.share) for one in refused.suggestions] == [
        ("90202", "90999", 1.0)
    ]
    rows = crosswalk_file(tmp_path / "crosswalk.csv", ("90202", "90999", "whole"))
    taken = run(world, path, crosswalk=rows)
    assert taken.stored
    before = place_in_system(world, UnitSystem.Y2025, FROM_2025)
    assert before.loc[("90999", NEW_DAY), "commune_code"] == "90202"


def test_a_merger_with_a_crosswalk_ends_the_old_units(world, tmp_path):
    merged = {
        "90102": HELD["90102"],
        "90201": ("Phường Nậm Chảy", square(2, 0, 2)),
        "90901": HELD["90901"],
    }
    path = geojson(tmp_path / "xa.geojson", merged)
    assert "area_differs" in rules(run(world, path))
    rows = crosswalk_file(
        tmp_path / "crosswalk.csv", ("90201", "90201", "whole"), ("90202", "90201", "whole")
    )
    report = run(world, path, crosswalk=rows)
    assert report.stored
    assert set(report.ended) == set(HELD)
    after = units_on(world, NEW_DAY, UnitLevel.COMMUNE).set_index("unit_code")
    assert sorted(after.index) == ["90102", "90201", "90901"]
    assert after.at["90201", "kind"] == "ward"
    assert rules(report) == ["nothing_to_compare", "kind_changed"]


def test_a_unit_that_ends_without_a_crosswalk_leaves_its_records_unplaced_and_says_so(world, tmp_path):
    merged = {**HELD, "90201": ("Xã Nậm Chảy", square(2, 0, 2))}
    del merged["90202"]
    rows = crosswalk_file(tmp_path / "crosswalk.csv", ("90201", "90201", "whole"))
    fill = tables.products.update().where(tables.products.c.product_id == "p5")
    with world.write() as connection:
        connection.execute(fill.values(unit_code="90202", unit_valid_from=FROM_2025))
    report = run(world, geojson(tmp_path / "xa.geojson", merged), crosswalk=rows)
    assert report.stored
    unplaced = next(one for one in report.findings if one.rule == "ended_without_crosswalk")
    assert (unplaced.values["code"], unplaced.values["records"]) == ("90202", 1)
    assert ("90202", "90201", 1.0) in [(one.old_code, one.new_code, one.share) for one in report.suggestions]
    links = world.frame(sa.select(tables.crosswalk).where(tables.crosswalk.c.new_valid_from == NEW_DAY))
    assert "90202" not in set(links["old_code"])


def test_a_part_of_the_province_leaves_the_rest_alone(world, tmp_path):
    report = run(world, geojson(tmp_path / "xa.geojson", {"90901": HELD["90901"]}))
    assert report.stored
    assert rules(report) == ["nothing_to_compare"]
    after = units_on(world, NEW_DAY, UnitLevel.COMMUNE).set_index("unit_code")["valid_from"]
    assert (after["90901"], after["90201"]) == (NEW_DAY, FROM_2025)
    assert len(after) == 4


def test_a_unit_covered_in_part_and_not_named_is_refused(world, tmp_path):
    grown = {"90102": HELD["90102"], "90201": ("Xã Nậm Chảy", box(104.2, 22.3, 104.35, 22.4))}
    rows = crosswalk_file(tmp_path / "crosswalk.csv", ("90201", "90201", "whole"))
    report = run(world, geojson(tmp_path / "xa.geojson", grown), crosswalk=rows)
    assert rules(report, Severity.REFUSED) == ["partly_covered"]


def test_the_code_of_another_place_is_not_taken_for_the_same_unit(world, tmp_path):
    swapped = {**HELD, "90201": HELD["90202"], "90202": HELD["90201"]}
    report = run(world, geojson(tmp_path / "xa.geojson", swapped))
    assert rules(report, Severity.REFUSED) == ["other_place", "other_place"]


def test_a_changed_name_is_taken_and_pointed_out(world, tmp_path):
    renamed = {**HELD, "90202": ("Xã Sa Pa", square(3, 0))}
    report = run(world, geojson(tmp_path / "xa.geojson", renamed))
    assert (report.stored, rules(report)) == (True, ["name_changed"])
    assert units_on(world, NEW_DAY, UnitLevel.COMMUNE).set_index("unit_code").at["90202", "name"] == "Sa Pa"


def test_history_is_not_rewritten(world, tmp_path):
    old = {
        "90101": ("Xã Sa Pa", square(0, 0)),
        "90102": ("Xã Thanh Bình", square(1, 0)),
        "90201": HELD["90201"],
        "90202": HELD["90202"],
    }
    report = run(world, geojson(tmp_path / "xa.geojson", old), valid_from=date(2025, 3, 1))
    assert rules(report, Severity.REFUSED) == ["later_versions"]


def test_someone_elses_write_during_the_check_stops_the_import(world, tmp_path, monkeypatch):
    path = geojson(tmp_path / "xa.geojson", HELD)
    honest = importing.compare

    def slow(*args: object) -> object:
        with world.write():
            pass
        return honest(*args)

    monkeypatch.setattr(importing, "compare", slow)
    report = run(world, path)
    assert (rules(report), report.stored) == (["changed_meanwhile"], False)
    assert set(units_on(world, NEW_DAY, UnitLevel.COMMUNE)["valid_from"]) == {FROM_2025}


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        (("90202", "90201", "half"), "crosswalk_part"),
        (("00000", "90201", "whole"), "crosswalk_old"),
        (("90202", "00000", "whole"), "crosswalk_new"),
    ],
)
def test_a_wrong_row_of_the_crosswalk_is_named(world, tmp_path, row, rule):
    path = geojson(tmp_path / "xa.geojson", HELD)
    report = run(world, path, crosswalk=crosswalk_file(tmp_path / "crosswalk.csv", row))
    wrong = next(one for one in report.findings if one.rule == rule)
    assert wrong.values["row"] == 2
    assert not report.stored


def test_a_whole_unit_cannot_go_to_two_places(world, tmp_path):
    rows = crosswalk_file(tmp_path / "c.csv", ("90202", "90201", "whole"), ("90202", "90202", "part"))
    report = run(world, geojson(tmp_path / "xa.geojson", HELD), crosswalk=rows)
    assert "crosswalk_twice" in rules(report, Severity.REFUSED)


def test_a_crosswalk_row_that_the_outlines_speak_against_is_pointed_out(world, tmp_path):
    rows = crosswalk_file(tmp_path / "c.csv", ("90202", "90201", "whole"), ("90201", "90201", "whole"))
    report = run(world, geojson(tmp_path / "xa.geojson", HELD), crosswalk=rows)
    assert "crosswalk_doubtful" in rules(report)


@pytest.mark.parametrize("more", [{"area_tolerance": 2.0}, {"small_m": 0.0}, {"crs": "no such thing"}])
def test_figures_that_make_no_sense_are_refused(world, tmp_path, more):
    with pytest.raises(InvalidInput):
        run(world, geojson(tmp_path / "xa.geojson", HELD), **more)


def test_every_rule_has_a_text_that_its_values_fill():
    assert all(text.strip() for _, text in RULES.values())
    assert (
        str(finding("overlap", code="1", other="2", area_m2=3, width_m=4))
        == "1 and 2 overlap by 3 m², up to 4 m wide"
    )
    with pytest.raises(KeyError):
        finding("no_such_rule")


def command(store: Store, path: Path, *more: str) -> Sequence[str]:
    """Return the command line of an import."""
    return [
        str(path),
        "--level",
        "commune",
        "--valid-from",
        "2026-04-30",
        "--database",
        store.url,
        "--lang",
        "en",
        *more,
    ]


def test_the_command_says_taken_refused_or_unreadable(world, tmp_path, capsys):
    good = geojson(tmp_path / "good.geojson", HELD)
    bad = geojson(tmp_path / "bad.geojson", {**HELD, "90999": ("Xã Mới", square(5, 0))})
    (tmp_path / "letter.geojson").write_text("Dear province")
    assert main(command(world, tmp_path / "letter.geojson")) == 2
    assert "cannot be read" in capsys.readouterr().err
    assert main(command(world, bad)) == 1
    assert "refused, nothing stored" in capsys.readouterr().out
    assert main(command(world, good, "--dry-run")) == 0
    assert "would be taken" in capsys.readouterr().out
    assert main(command(world, good)) == 0
    assert "4 new versions" in capsys.readouterr().out


def test_areas_held_are_measured_in_the_metric_frame(world, tmp_path):
    run(world, geojson(tmp_path / "xa.geojson", HELD))
    units = units_on(world, NEW_DAY, UnitLevel.COMMUNE)
    assert units["area_km2"].tolist() == pytest.approx(area_km2(units.geometry).tolist())
    assert METRIC == "EPSG:9208"


REFERENCE = Path(__file__).parents[2] / "geodata" / "reference" / "boundaries"


def test_the_boundaries_that_the_product_ships_are_taken_as_they_are(own_reference_store):
    before = units_in(own_reference_store, UnitSystem.Y2025, UnitLevel.COMMUNE)
    report = run(own_reference_store, REFERENCE / "communes_2025.geojson", valid_from=FROM_2025)
    after = units_in(own_reference_store, UnitSystem.Y2025, UnitLevel.COMMUNE)
    assert (report.stored, len(report.redrawn), rules(report)) == (True, 99, [])
    assert before.geometry.geom_equals_exact(after.geometry, 0).all()


def test_a_valid_coverage_with_a_fold_in_one_outline_is_not_touched():
    units = gpd.read_file(REFERENCE / "communes_2024.geojson").rename(columns={"code": "unit_code"})
    same, findings = check_coverage(units, gpd.GeoSeries([], crs=WGS84), small_m=2.0)
    assert findings == []
    assert same is units


def test_the_units_of_the_old_system_are_not_taken_for_the_new(own_reference_store):
    report = run(own_reference_store, REFERENCE / "communes_2024.geojson", valid_from=FROM_2025)
    assert {"unknown_code", "area_differs"} <= set(rules(report, Severity.REFUSED))
    assert not report.stored
