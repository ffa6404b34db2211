"""What rows would do to the registry, and that exactly this is done."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from geodata import tables
from geodata.crs import degrees_of_vn2000
from geodata.crs_names import VN2000_DEGREES
from geodata.errors import InvalidInput, Stale
from geodata.intake.choices import Choices
from geodata.intake.making import preview_file
from geodata.intake.preview import Outcome, Preview
from geodata.intake.storing import store_wanted, wanted_of
from geodata.office.audit import COMMAND_LINE
from geodata.records.kinds import RecordKind
from geodata.records.undo import undo_change
from geodata.registry.reading import REFERENCE
from geodata.store import Store
from layers.encode import neutral_cell
from tests.geodata.intake.intake_files import xlsx
from tests.hostile import PAYLOAD

TODAY = date(2026, 11, 22)
FILES = {
    "ocop_products.csv": RecordKind.PRODUCTS,
    "craft_villages.csv": RecordKind.CRAFT_VILLAGES,
    "sales_points.csv": RecordKind.SALES_POINTS,
    "raw_material_zones.csv": RecordKind.MATERIAL_ZONES,
    "tourism_sites.csv": RecordKind.SIGHTS,
    "control_totals.csv": RecordKind.PUBLISHED_TOTALS,
}
# Of the tables that those files fill; those that refer to others first.
FILLED = (
    "place_roles",
    "certificates",
    "products",
    "market_days",
    "sales_points",
    "zone_observations",
    "zone_units",
    "material_zones",
    "sights",
    "craft_villages",
    "producers",
    "places",
    "published_totals",
)
HEADINGS = ["Tên sản phẩm", "Chủ thể", "Hạng sao", "Xã", "Huyện"]


def preview(store: Store, rows: list[list[Any]] | bytes, **choices: Any) -> Preview:
    """Return what a table comes to."""
    content = rows if isinstance(rows, bytes) else xlsx(rows)
    return preview_file(store, content, Choices(**choices), TODAY)[1]


def keep(store: Store, found: Preview) -> int:
    """Store what a preview found."""
    with store.write() as connection:
        return store_wanted(connection, COMMAND_LINE, wanted_of(found), "list.xlsx")


def outcomes(found: Preview) -> list[str]:
    """Return the outcome of each row."""
    return [row.outcome.value for row in found.rows]


def rules(found: Preview) -> list[str]:
    """Return the rules that rows broke."""
    return [problem.rule for row in found.rows for problem in row.problems]


def as_workbook(name: str) -> bytes:
    """Return a table of the reference data as an office would hand it in."""
    with (REFERENCE / name).open(encoding="utf-8-sig", newline="") as file:
        return xlsx([[cell or None for cell in row] for row in csv.reader(file)])


def contents(store: Store, *names: str) -> dict[str, list[tuple[Any, ...]]]:
    """Return the rows of tables in an order of their own."""
    with store.read() as connection:
        return {
            name: sorted(map(tuple, connection.execute(sa.select(tables.metadata.tables[name]))), key=repr)
            for name in names
        }


@pytest.mark.parametrize("name", FILES)
def test_the_reference_table_handed_in_again_changes_nothing(reference_store, name):
    found = preview(reference_store, as_workbook(name))
    assert found.kind is FILES[name]
    assert set(outcomes(found)) == {"same"}


def test_the_reference_tables_handed_into_an_empty_registry_make_the_same_records(own_reference_store):
    store = own_reference_store
    before = {name: len(rows) for name, rows in contents(store, *FILLED).items()}
    with store.write() as connection:
        for name in FILLED:
            connection.execute(tables.metadata.tables[name].delete())
    for name in FILES:
        found = preview(store, as_workbook(name))
        assert rules(found) == []
        keep(store, found)
    after = {name: len(rows) for name, rows in contents(store, *FILLED).items()}
    # Which records stand at one place is a reviewed list of its own (place_links.csv): no table says it.
    assert after.pop("places") >= before.pop("places")
    assert after == before


def test_importing_twice_makes_no_second_record(own_reference_store):
    rows = [HEADINGS, ["Chè thử", "HTX Thử", 3, "Bản Liền", "Bắc Hà"]]
    keep(own_reference_store, preview(own_reference_store, rows))
    assert outcomes(preview(own_reference_store, rows)) == ["same"]


def test_an_import_that_is_undone_leaves_every_table_as_it_was(own_reference_store):
    store = own_reference_store
    names = (*FILLED, "crops")
    before = contents(store, *names)
    rows = [
        [*HEADINGS, "Năm công nhận"],
        ["Chè thử", "HTX Thử", 3, "Bản Liền", "Bắc Hà", None],
        ["Chocolate Detox", None, 5, None, "Sa Pa", 2026],
    ]
    found = preview(store, rows)
    assert outcomes(found) == ["new", "changed"]
    change = keep(store, found)
    assert contents(store, *names) != before
    undo_change(store, COMMAND_LINE, change)
    assert contents(store, *names) == before


def test_an_import_is_stored_and_undone_on_both_databases(store):
    headings = ["metric", "key", "value", "as_of", "as_of_precision", "province_code", "source"]
    row = ["products_total", None, 605, "2026-06-30", "day", "15", "Báo cáo 2026"]
    found = preview(store, [headings, row])
    assert outcomes(found) == ["new"]
    change = keep(store, found)
    assert len(contents(store, "published_totals")["published_totals"]) == 1
    undo_change(store, COMMAND_LINE, change)
    assert contents(store, "published_totals") == {"published_totals": []}


def test_a_column_that_is_missing_and_a_cell_that_is_empty_leave_a_field_as_it_is(reference_store):
    assert outcomes(preview(reference_store, [["Tên sản phẩm", "Huyện"], ["Chocolate Detox", "Sa Pa"]])) == [
        "same"
    ]
    rows = [[*HEADINGS, "Nhóm"], ["Chocolate Detox", None, 4, None, "Sa Pa", None]]
    assert outcomes(preview(reference_store, rows)) == ["same"]


def test_an_empty_cell_clears_a_field_only_where_the_user_says_so(reference_store):
    rows = [[*HEADINGS, "Nhóm"], ["Chocolate Detox", None, 4, None, "Sa Pa", None]]
    found = preview(reference_store, rows, clears_empty=True)
    changes = {change.field: change.after for change in found.rows[0].changes}
    assert changes["product_group"] is None


def test_a_product_of_an_unknown_producer_brings_its_producer_along(own_reference_store):
    store = own_reference_store
    found = preview(
        store,
        [
            HEADINGS,
            ["Chè một", "HTX Chưa Có", 3, "Bản Liền", "Bắc Hà"],
            ["Chè hai", "HTX Chưa Có", 3, "Bản Liền", "Bắc Hà"],
        ],
    )
    assert found.new_producers == ("HTX Chưa Có",)
    keep(store, found)
    with store.read() as connection:
        t = tables.products.c
        made = connection.scalars(sa.select(t.producer_id).where(t.name.in_(["Chè một", "Chè hai"]))).all()
        known = connection.scalars(
            sa.select(tables.producers.c.producer_id).where(tables.producers.c.name == "HTX Chưa Có")
        ).all()
    assert set(made) == set(known)
    assert len(known) == 1


def test_a_row_is_matched_by_its_identifier_before_its_name(reference_store):
    with reference_store.read() as connection:
        t = tables.products.c
        key = connection.scalar(sa.select(t.product_id).where(t.name == "Chocolate Detox"))
    found = preview(reference_store, [["id", "Tên sản phẩm"], [key, "Sô-cô-la Detox"]])
    assert (outcomes(found), found.rows[0].record_id) == (["changed"], key)
    assert rules(preview(reference_store, [["id", "Tên sản phẩm"], ["nobody-123456", "x"]])) == ["id_unknown"]


def test_a_row_without_producer_and_place_tells_of_the_only_record_of_its_name(reference_store):
    with reference_store.read() as connection:
        t = tables.products.c
        named = sa.select(t.product_id, t.name).where(t.producer_id.is_not(None)).order_by(t.product_id)
        key, name = connection.execute(named.limit(1)).one()
    found = preview(reference_store, [["Tên sản phẩm", "Hạng sao", "Năm công nhận"], [name, 5, 2026]])
    assert (outcomes(found), found.rows[0].record_id) == (["changed"], key)


def test_a_row_without_producer_and_place_is_refused_where_several_have_its_name(own_reference_store):
    store = own_reference_store
    twins = [["Chè thử", f"HTX Thử {n}", 3, "Bản Liền", "Bắc Hà"] for n in (1, 2)]
    keep(store, preview(store, [HEADINGS, *twins]))
    rows = [["Tên sản phẩm", "Hạng sao"], ["Chè thử", 3]]
    found = preview(store, rows)
    assert (outcomes(found), rules(found)) == (["refused"], ["name_several"])
    meant = found.rows[0].problems[0].suggestions
    assert {one.label for one in meant} == {"Chè thử – HTX Thử 1", "Chè thử – HTX Thử 2"}
    pick = {"name": meant[1].value, **meant[1].fields}
    picked = preview(store, rows, kind=RecordKind.PRODUCTS, picks={"name": {"Chè thử": pick}})
    assert (outcomes(picked), picked.rows[0].record_id) == (["same"], meant[1].fields["id"])


def test_two_rows_of_one_record_that_contradict_each_other_are_not_both_taken(reference_store):
    rows = [
        [*HEADINGS, "Thôn"],
        ["Chè thử", "HTX Thử", 3, "Bản Liền", "Bắc Hà", "Đội 1"],
        ["Chè thử", "HTX Thử", 3, "Bản Liền", "Bắc Hà", "Đội 2"],
    ]
    found = preview(reference_store, rows)
    assert (outcomes(found), rules(found)) == (["new", "refused"], ["twice"])
    same = [rows[0], rows[1], rows[1]]
    assert outcomes(preview(reference_store, same)) == ["new", "same"]


def test_two_rows_of_one_certificate_that_contradict_each_other_are_not_both_taken(reference_store):
    headings = [*HEADINGS, "Năm công nhận", "Điểm", "Số quyết định"]
    first = ["Chè thử", "HTX Thử", 3, "Bản Liền", "Bắc Hà", 2024, 60, None]
    other_points = [*first[:6], 65, None]
    found = preview(reference_store, [headings, first, other_points])
    assert (outcomes(found), rules(found)) == (["new", "refused"], ["twice"])
    says_more = [*first[:6], 60, "12/QĐ-UBND"]
    assert outcomes(preview(reference_store, [headings, first, says_more])) == ["new", "changed"]
    another = [*first[:5], 2021, 65, None]
    assert outcomes(preview(reference_store, [headings, first, another])) == ["new", "changed"]
    other_stars = [*first[:2], 4, *first[3:]]
    assert outcomes(preview(reference_store, [headings, first, other_stars])) == ["new", "refused"]


def test_several_figures_of_a_zone_and_several_certificates_of_a_product_stand_beside_each_other(
    reference_store,
):
    zones = [
        ["Cây trồng", "Diện tích (ha)", "Năm", "Xã", "Huyện"],
        ["chè thử", 10, 2023, "Bản Liền", "Bắc Hà"],
        ["chè thử", 12, 2024, "Bản Liền", "Bắc Hà"],
    ]
    found = preview(reference_store, zones)
    assert outcomes(found) == ["new", "changed"]
    (pair,) = found.pairs[RecordKind.MATERIAL_ZONES].values()
    assert len(pair[1]["zone_observations"]) == 2
    products = [
        [*HEADINGS, "Năm công nhận"],
        ["Chè thử", "HTX Thử", 3, "Bản Liền", "Bắc Hà", 2020],
        ["Chè thử", "HTX Thử", 4, "Bản Liền", "Bắc Hà", 2024],
    ]
    found = preview(reference_store, products)
    assert outcomes(found) == ["new", "changed"]
    (pair,) = found.pairs[RecordKind.PRODUCTS].values()
    assert [row["stars"] for row in sorted(pair[1]["certificates"], key=lambda c: c["certified_year"])] == [
        3,
        4,
    ]


def test_a_misspelt_commune_gets_candidates_and_a_pick_counts_for_all_rows(reference_store):
    rows = [HEADINGS, *([f"Chè {n}", "HTX Thử", 3, "Bản Liên", "Bắc Hà"] for n in range(3))]
    found = preview(reference_store, rows)
    assert rules(found) == ["unit_unknown"] * 3
    first = found.rows[0].problems[0].suggestions[0]
    picks = {"commune": {"Bản Liên": {**first.fields, "commune": first.value}}}
    assert outcomes(preview(reference_store, rows, kind=RecordKind.PRODUCTS, picks=picks)) == ["new"] * 3


def test_nothing_rests_on_a_row_that_is_left_out(reference_store):
    rows = [
        HEADINGS,
        ["Chè thử", "HTX Thử", 3, "Bản Liền", "Bắc Hà"],
        ["Chè thử", "HTX Thử", 4, "Bản Liền", "Bắc Hà"],
    ]
    found = preview(reference_store, rows, left_out=(2,))
    (pair,) = found.pairs[RecordKind.PRODUCTS].values()
    assert pair[1]["products"][0]["stars"] == 4
    assert [row.taken for row in found.rows] == [False, True]


def test_the_source_of_the_file_is_that_of_rows_that_name_none(reference_store):
    rows = [HEADINGS, ["Chè thử", "HTX Thử", 3, "Bản Liền", "Bắc Hà"]]
    found = preview(reference_store, rows, source="QĐ 12/2026")
    (pair,) = found.pairs[RecordKind.PRODUCTS].values()
    assert pair[1]["products"][0]["sources"] == ["QĐ 12/2026"]


def test_hostile_cells_are_texts(own_reference_store):
    made = io.StringIO()
    rows = [HEADINGS, [PAYLOAD, f"HTX {PAYLOAD}", 3, "Bản Liền", "Bắc Hà"], ["=1+1", None, 3, None, "Sa Pa"]]
    csv.writer(made).writerows(rows)
    found = preview(own_reference_store, made.getvalue().encode())
    assert outcomes(found) == ["new", "new"]
    keep(own_reference_store, found)
    with own_reference_store.read() as connection:
        names = set(connection.scalars(sa.select(tables.products.c.name)))
    assert "=1+1" in names
    assert any(name.startswith(PAYLOAD[:40]) for name in names)


def test_a_text_that_our_tables_guard_against_formulas_is_the_record_that_it_names(own_reference_store):
    text = ",".join(HEADINGS) + "\n=1+1,HTX Thử,3,,Sa Pa\n"
    keep(own_reference_store, preview(own_reference_store, text.encode()))
    handed_back = text.replace("=1+1", neutral_cell("=1+1")).encode()
    assert outcomes(preview(own_reference_store, handed_back)) == ["same"]


def test_every_feature_of_a_map_file_is_a_row_and_broken_ones_are_refused(reference_store):
    points = [["a", 1], [103.84], [], [103.84, 22.33]]
    features = [
        {
            "type": "Feature",
            "properties": {"Tên": f"Thác {number}", "Huyện": "Sa Pa"},
            "geometry": {"type": "Point", "coordinates": point},
        }
        for number, point in enumerate(points)
    ]
    content = json.dumps({"type": "FeatureCollection", "features": [5, None, *features]}).encode()
    found = preview(reference_store, content, kind=RecordKind.SIGHTS)
    assert [row.row for row in found.rows] == [1, 2, 3, 4, 5, 6]
    assert outcomes(found) == ["refused"] * 5 + ["new"]
    assert rules(found) == ["feature_broken"] * 5
    assert [row.name for row in found.rows][2:5] == ["Thác 0", "Thác 1", "Thác 2"]


def test_a_registry_that_moved_on_is_not_written_over(own_reference_store):
    store = own_reference_store
    rows = [
        HEADINGS,
        ["Chocolate Detox", None, 5, None, "Sa Pa"],
        ["Mới", "HTX Thử", 3, "Bản Liền", "Bắc Hà"],
    ]
    early, late = preview(store, rows), preview(store, rows)
    keep(store, early)
    before = contents(store, *FILLED)
    with pytest.raises(Stale):
        keep(store, late)
    assert contents(store, *FILLED) == before


def test_where_nothing_is_taken_nothing_is_stored(own_reference_store):
    before = own_reference_store.revision()
    with pytest.raises(InvalidInput):
        keep(own_reference_store, preview(own_reference_store, [HEADINGS, [None, None, None, None, "Sa Pa"]]))
    assert own_reference_store.revision() == before


def test_a_point_outside_the_unit_of_its_row_is_refused_and_a_wrong_zone_is_suspected(reference_store):
    with reference_store.read() as connection:
        t = tables.units.c
        rows = connection.execute(
            sa.select(t.name, t.label_lon, t.label_lat)
            .where(t.level == "commune", t.valid_to == date(2025, 6, 30), t.label_lon.is_not(None))
            .limit(8)
        ).all()
    from geodata.crs import vn2000

    made = io.StringIO()
    writer = csv.writer(made)
    writer.writerow(["Tên điểm", "Loại điểm", "Xã", "units", "easting", "northing", "epsg"])
    for number, row in enumerate(rows):
        easting, northing = vn2000(row.label_lon, row.label_lat)
        # Metres of Lào Cai's own zone under the name of UTM 48N, a quarter of a degree away.
        writer.writerow([f"Điểm {number}", "shop", row.name, "2024", easting, northing, "EPSG:3405"])
    found = preview(reference_store, made.getvalue().encode())
    assert set(rules(found)) <= {"point_outside_unit", "zone_doubted", "unit_ambiguous"}
    assert Outcome.NEW not in {row.outcome for row in found.rows}
    assert found.doubt is not None
    assert (found.doubt.crs, found.doubt.values["km"]) == ("EPSG:9208", 25.7)


def test_degrees_of_vn2000_in_a_workbook_are_suspected_and_read_as_such_where_the_user_says_so(
    own_reference_store,
):
    points = [(f"Điểm {n}", 103.84 + n / 1000, 22.334) for n in range(3)]
    headings = ["Tên điểm", "Loại điểm", "Kinh độ", "Vĩ độ"]
    right = [[name, "shop", *map(round_7, degrees_of_vn2000(lon, lat))] for name, lon, lat in points]
    keep(own_reference_store, preview(own_reference_store, [headings, *right], kind=RecordKind.SALES_POINTS))
    rows = [headings, *([name, "shop", lon, lat] for name, lon, lat in points)]
    found = preview(own_reference_store, rows, kind=RecordKind.SALES_POINTS)
    assert rules(found) == ["datum_doubted"] * 3
    assert found.doubt is not None
    assert found.doubt.crs == VN2000_DEGREES
    chosen = preview(own_reference_store, rows, kind=RecordKind.SALES_POINTS, crs=VN2000_DEGREES)
    assert (outcomes(chosen), chosen.doubt) == (["same"] * 3, None)


def round_7(degrees: float) -> float:
    """Round degrees as they are stored."""
    return round(degrees, 7)
