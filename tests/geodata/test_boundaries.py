"""A province's own boundaries: taken whole, or refused with every reason."""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import fiona
import geopandas as gpd
import pyogrio
import pytest
import sqlalchemy as sa
from shapely.affinity import translate
from shapely.geometry import MultiPolygon, Point, Polygon, box, mapping
from shapely.geometry.base import BaseGeometry

from geodata import tables
from geodata.boundaries import BoundaryImport, BoundaryReport, import_boundaries, importing
from geodata.boundaries.coverage import check_coverage, repair
from geodata.boundaries.formats import FIONA_DRIVERS, read_features
from geodata.boundaries.reading import Columns
from geodata.boundaries.report import RULES, Severity, finding
from geodata.crs import METRIC, VN2000_DEGREES, WGS84, area_km2, to_metric
from geodata.errors import DataProblem, InvalidInput, TooLarge
from geodata.store import Store
from geodata.units import place_in_system, units_on
from geodata.vocabulary import InSystem, UnitLevel, UnitSystem
from scripts.import_boundaries import main
from tests.factories import FROM_2025, fill_world, square

NEW_DAY = date(2026, 4, 30)
# The four communes of the made-up world since July 2025.
HELD = {
    "90102": ("Phường Sa Pa", square(0, 0, 2)),
    "90201": ("Xã Nậm Chảy", square(2, 0)),
    "90202": ("Xã Sa Pả", square(3, 0)),
    "90901": ("Xã Mường Lò", square(4, 0)),
}
METRE_DEG = 1 / 103_000  # of longitude at 22.3° N


def frame(units: Mapping[str, tuple[str | None, BaseGeometry]], crs: str | None = WGS84) -> gpd.GeoDataFrame:
    """Return units as a file of a province might hold them."""
    rows = [{"MA_XA": code, "TEN_XA": name} for code, (name, _) in units.items()]
    return gpd.GeoDataFrame(rows, geometry=[shape for _, shape in units.values()], crs=crs)


def geojson(path: Path, units: Mapping[str, tuple[str | None, BaseGeometry]]) -> Path:
    """Write units as GeoJSON, vertex for vertex."""
    features = [
        {"type": "Feature", "properties": {"MA_XA": code, "TEN_XA": name}, "geometry": mapping(shape)}
        for code, (name, shape) in units.items()
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def crosswalk_file(path: Path, *rows: tuple[str, str, str]) -> Path:
    """Write a crosswalk file."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([("old_code", "new_code", "part"), *rows])
    return path


def run(store: Store, path: Path, **more: object) -> BoundaryReport:
    """Import communes that hold from ``NEW_DAY`` on."""
    return import_boundaries(
        store, BoundaryImport(**{"path": path, "level": UnitLevel.COMMUNE, "valid_from": NEW_DAY, **more})
    )


def rules(report: BoundaryReport, severity: Severity | None = None) -> list[str]:
    """Return the rules of a report, in order."""
    return [one.rule for one in report.findings if severity in {None, one.severity}]


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
    back = place_in_system(world, UnitSystem.Y2025)
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


def test_a_file_without_a_crs_is_refused_with_advice(world, tmp_path):
    path = tmp_path / "xa.shp"
    pyogrio.write_dataframe(frame(HELD), path)
    path.with_suffix(".prj").unlink()
    with pytest.raises(InvalidInput, match="--crs"):
        run(world, path)
    assert run(world, path, crs=WGS84).stored


def test_metres_that_are_named_degrees_are_told(world, tmp_path):
    metres = to_metric(frame(HELD))
    units = {
        code: (name, shape) for (code, (name, _)), shape in zip(HELD.items(), metres.geometry, strict=True)
    }
    report = run(world, geojson(tmp_path / "xa.geojson", units))
    assert rules(report) == ["not_degrees"]
    assert "EPSG:9208" in str(report.findings[0])


def test_a_file_in_another_crs_is_brought_to_wgs84(world, tmp_path):
    path = tmp_path / "xa.gpkg"
    to_metric(frame(HELD)).to_file(path, driver="GPKG")
    report = run(world, path)
    assert report.stored
    assert units_on(world, NEW_DAY, UnitLevel.COMMUNE).total_bounds.tolist() == pytest.approx(
        [104.0, 22.3, 104.5, 22.4], abs=1e-7
    )


def test_vn2000_read_as_wgs84_is_recognised(world, tmp_path):
    vn2000 = frame(HELD).to_crs(VN2000_DEGREES)
    path = geojson(
        tmp_path / "xa.geojson",
        {code: (name, shape) for (code, (name, _)), shape in zip(HELD.items(), vn2000.geometry, strict=True)},
    )
    report = run(world, path)
    assert rules(report) == ["shifted_vn2000"]
    assert report.findings[0].values["distance_m"] == pytest.approx(223, abs=5)
    assert run(world, path, crs=VN2000_DEGREES).stored


def test_a_central_meridian_of_the_next_zone_is_recognised(world, tmp_path):
    path = tmp_path / "xa.gpkg"
    # Metres of 104°45′, named as metres of 105°00′.
    to_metric(frame(HELD)).set_crs("EPSG:5897", allow_override=True).to_file(path, driver="GPKG")
    report = run(world, path)
    assert rules(report) == ["shifted_zone"]
    assert report.findings[0].values["distance_km"] == pytest.approx(25.7, abs=0.3)


def test_a_shift_of_one_kilometre_is_told_without_a_guess(world, tmp_path):
    moved = {code: (name, translate(shape, 0.01, 0)) for code, (name, shape) in HELD.items()}
    assert rules(run(world, geojson(tmp_path / "xa.geojson", moved))) == ["shifted"]


def test_another_part_of_the_country_is_told(world, tmp_path):
    south = {code: (name, translate(shape, 2, -11)) for code, (name, shape) in list(HELD.items())[:2]}
    report = run(world, geojson(tmp_path / "xa.geojson", south))
    assert rules(report) == ["elsewhere"]


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
    assert place_in_system(world, UnitSystem.Y2025).loc[("90999", NEW_DAY), "commune_code"] == "90202"


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


def test_a_duplicate_code_is_refused(world, tmp_path):
    path = tmp_path / "xa.gpkg"
    twice = frame(HELD)
    twice.loc[3, "MA_XA"] = "90202"
    twice.to_file(path, driver="GPKG")
    report = run(world, path)
    assert rules(report) == ["duplicate_code"]
    assert report.findings[0].values["rows"] == "3, 4"


def test_a_changed_name_is_taken_and_pointed_out(world, tmp_path):
    renamed = {**HELD, "90202": ("Xã Sa Pa", square(3, 0))}
    report = run(world, geojson(tmp_path / "xa.geojson", renamed))
    assert (report.stored, rules(report)) == (True, ["name_changed"])
    assert units_on(world, NEW_DAY, UnitLevel.COMMUNE).set_index("unit_code").at["90202", "name"] == "Sa Pa"


def test_a_missing_code_and_one_of_another_form_are_named(world, tmp_path):
    path = tmp_path / "xa.gpkg"
    wrong = frame(HELD)
    wrong.loc[1, "MA_XA"], wrong.loc[2, "MA_XA"] = None, "9020"
    wrong.to_file(path, driver="GPKG")
    report = run(world, path)
    assert {"no_code", "code_form"} <= set(rules(report, Severity.REFUSED))


def test_a_number_column_gets_its_zeros_back(world, tmp_path):
    path = tmp_path / "xa.gpkg"
    gpd.GeoDataFrame({"ma": [2635]}, geometry=[square(4, 0)], crs=WGS84).to_file(path, driver="GPKG")
    report = run(world, path)
    assert rules(report)[0] == "code_padded"
    assert next(one for one in report.findings if one.rule == "unknown_code").values["code"] == "02635"


def test_history_is_not_rewritten(world, tmp_path):
    old = {
        "90101": ("Xã Sa Pa", square(0, 0)),
        "90102": ("Xã Thanh Bình", square(1, 0)),
        "90201": HELD["90201"],
        "90202": HELD["90202"],
    }
    report = run(world, geojson(tmp_path / "xa.geojson", old), valid_from=date(2025, 3, 1))
    assert rules(report, Severity.REFUSED) == ["later_versions"]


def test_a_broken_feature_is_a_problem_of_its_row(world, tmp_path):
    path = geojson(tmp_path / "xa.geojson", HELD)
    data = json.loads(path.read_text(encoding="utf-8"))
    data["features"][1]["geometry"] = {"type": "Polygon", "coordinates": [[[104.2, 22.3], [104.3, 22.3]]]}
    data["features"][2]["geometry"] = {"type": "Polygon", "coordinates": [[["x", 22.3]]]}
    path.write_text(json.dumps(data), encoding="utf-8")
    report = run(world, path)
    assert [one.values["row"] for one in report.findings if one.rule in {"feature_broken", "no_polygon"}] == [
        2,
        3,
    ]
    assert not report.stored


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


@pytest.mark.parametrize("name", ["xa.geojson", "xa.gpkg", "xa.shp", "xa.fgb", "xa.kml"])
def test_the_usual_formats_are_read(tmp_path, name):
    path = tmp_path / name
    units = frame(HELD).rename(columns={"TEN_XA": "Name"})
    pyogrio.write_dataframe(units, path, driver="KML" if path.suffix == ".kml" else None)
    read = read_features(path)
    assert len(read.features) == 4
    assert sorted(str(one.fields["MA_XA"]) for one in read.features) == sorted(HELD)
    assert all(one.shape.geom_type in {"Polygon", "MultiPolygon"} for one in read.features)


def test_a_zipped_shapefile_is_read_and_imported(world, tmp_path):
    pyogrio.write_dataframe(frame(HELD), tmp_path / "xa.shp", encoding="UTF-8")
    path = tmp_path / "xa.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for part in tmp_path.glob("xa.*"):
            if part != path:
                archive.write(part, f"folder/{part.name}")
    report = run(world, path)
    assert (report.stored, rules(report)) == (True, [])


def test_an_archive_cannot_write_outside_or_grow_without_end(tmp_path, monkeypatch):
    path = tmp_path / "xa.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(geojson(tmp_path / "inner.geojson", HELD), "../../escaped.geojson")
    assert len(read_features(path).features) == 4
    assert not (tmp_path.parent.parent / "escaped.geojson").exists()
    monkeypatch.setattr("geodata.boundaries.formats.MAX_UNPACKED_BYTES", 10)
    with pytest.raises(TooLarge):
        read_features(path)


@pytest.mark.parametrize("name", ["xa.geojson", "xa.kml", "xa.vrt", "xa.gpkg", "xa.shp"])
def test_a_file_that_points_elsewhere_is_not_followed(tmp_path, name):
    target = geojson(tmp_path / "secret.geojson", HELD)
    path = tmp_path / name
    path.write_text(
        "<OGRVRTDataSource><OGRVRTLayer name='secret'><SrcDataSource>"
        f"{target}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
    )
    with pytest.raises(DataProblem):
        read_features(path)


@pytest.mark.parametrize(
    "name",
    ["/vsicurl/http://127.0.0.1:1/xa.geojson", "http://127.0.0.1:1/xa.geojson", "no-such-file.geojson"],
)
def test_only_plain_files_are_read(name):
    with pytest.raises(InvalidInput, match="no file"):
        read_features(Path(name))


def test_a_file_of_several_layers_must_say_which(world, tmp_path):
    path = tmp_path / "all.gpkg"
    frame(HELD).to_file(path, layer="xa", driver="GPKG")
    frame(HELD).to_file(path, layer="cu", driver="GPKG")
    with pytest.raises(InvalidInput, match="--layer"):
        read_features(path)
    assert run(world, path, layer="xa").stored


def test_columns_can_be_named_and_a_missing_one_lists_what_there_is(world, tmp_path):
    path = tmp_path / "xa.gpkg"
    odd = (
        frame(HELD).rename(columns={"MA_XA": "so", "TEN_XA": "goi"}).assign(cap=["Phường", "Xã", "xã", "Xã"])
    )
    odd.to_file(path, driver="GPKG")
    with pytest.raises(InvalidInput, match="so, goi, cap"):
        run(world, path)
    with pytest.raises(InvalidInput, match="no column khac"):
        run(world, path, columns=Columns(code="khac"))
    report = run(world, path, columns=Columns(code="so", name="goi", kind="cap"))
    assert (report.stored, rules(report)) == (True, [])


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


def test_the_drivers_asked_of_fiona_are_there():
    assert set(FIONA_DRIVERS) <= set(fiona.supported_drivers)


def command(store: Store, path: Path, *more: str) -> Sequence[str]:
    """Return the command line of an import."""
    return [str(path), "--level", "commune", "--valid-from", "2026-04-30", "--database", store.url, *more]


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
