"""One record or one unit with what stands beside it."""

from __future__ import annotations

from datetime import date

import pytest

from geodata import details, unit_details
from geodata.errors import NotFound
from geodata.records.editing import change_part
from geodata.view import View
from geodata.vocabulary import Recognition, Status, UnitLevel, UnitSystem
from tests.geodata.records.world import MAY, ZONES, fill_registry, tag

TODAY = date(2026, 11, 21)
RECOGNISED = {"recognition": Recognition.RECOGNISED}


def certificate(on=None, year=None):
    """A row of certificates."""
    return {"certificate_id": "c", "certified_on": on, "certified_year": year, "revoked_on": None}


def unit(store, code, on=None):
    """A commune with its surroundings."""
    row = unit_details.unit_for_page(store, code, UnitLevel.COMMUNE, on, TODAY)
    return unit_details.read_unit(store, row, TODAY)


@pytest.mark.parametrize(
    ("certificates", "status", "reason"),
    [
        ([], Status.UNDETERMINED, "no_certificate_date"),
        ([certificate()], Status.UNDETERMINED, "no_certificate_date"),
        ([certificate(year=2023)], Status.UNDETERMINED, "year_only"),
        ([certificate(year=2024)], Status.IN_FORCE, "year_only"),
        ([certificate(year=2021)], Status.LAPSED, "year_only"),
        ([certificate(date(2024, 1, 2), 2024)], Status.IN_FORCE, "dated"),
        ([certificate(year=2027)], None, "not_yet"),
    ],
)
def test_a_status_comes_with_its_reason(certificates, status, reason):
    told = details.status_told(RECOGNISED, certificates, TODAY)
    assert (told.status, told.reason) == (status, reason)


def test_a_bare_year_leaves_a_year_open():
    told = details.status_told(RECOGNISED, [certificate(year=2023)], TODAY)
    assert (told.ends_first, told.ends_last) == (date(2026, 1, 1), date(2026, 12, 31))


def test_only_recognised_products_have_a_status():
    told = details.status_told({"recognition": Recognition.EVALUATED_PROVINCE}, [], TODAY)
    assert (told.status, told.reason) == (None, "not_recognised")


def test_every_kind_reads_its_records(reference_store):
    for kind in details.KINDS.values():
        rows = details.list_records(reference_store, kind, View(today=TODAY))
        if kind.layer == "planned_sites":
            assert rows == []  # nothing is shipped of them
            continue
        row = rows[0]
        detail = details.read_record(reference_store, kind, row[kind.id_column], TODAY)
        assert detail.record["name"] == row["name"]
        assert detail.record["commune_code"] == row["commune_code"]


def test_a_shop_is_no_market(reference_store):
    points = details.list_records(reference_store, details.KINDS["sales-points"], View(today=TODAY))
    shop = next(row["sales_point_id"] for row in points if row["kind"] != "market")
    with pytest.raises(NotFound):
        details.read_record(reference_store, details.KINDS["markets"], shop, TODAY)


def test_an_unknown_kind_names_those_that_exist():
    with pytest.raises(NotFound, match="craft-villages"):
        details.find_kind("villages")


def test_a_crop_stands_under_the_wider_ones(reference_store):
    zones = details.list_records(reference_store, details.KINDS["zones"], View(today=TODAY))
    narrow = next(row["crop"] for row in zones if row["parent_crop"])
    line = details.crop_line(reference_store, narrow)
    assert line[-1] == narrow
    assert len(line) >= 2


def test_neighbours_are_mutual(reference_store):
    own = unit(reference_store, "02647")
    for other in own.neighbours:
        codes = {row["unit_code"] for row in unit(reference_store, other["unit_code"]).neighbours}
        assert "02647" in codes, other["name"]


def test_a_unit_of_today_is_counted_in_the_units_of_today(reference_store):
    assert unit(reference_store, "02647").system is UnitSystem.Y2025
    assert unit(reference_store, "02647", date(2025, 6, 30)).system is UnitSystem.Y2024
    assert unit(reference_store, "02638").system is UnitSystem.Y2019
    assert unit(reference_store, "02872").system is None


def test_the_records_of_a_unit_of_no_system_are_those_that_name_it(reference_store):
    records = unit_details.unit_records(reference_store, unit(reference_store, "02872"))
    assert records.summary is None
    assert {row["unit_code"] for rows in records.lists.values() for row in rows} <= {"02872"}


def test_a_unit_without_records_has_none_at_all(reference_store):
    units = unit_details.list_units(reference_store, UnitSystem.Y2025, UnitLevel.COMMUNE)
    code = next(row["unit_code"] for row in units if not row["has_records"])
    assert unit_details.unit_records(reference_store, unit(reference_store, code)) is None


def test_the_communes_of_a_system_hold_all_products_in_communes(reference_store):
    counts = unit_details.product_counts(reference_store, View(today=TODAY), UnitLevel.COMMUNE)
    from geodata.summaries import summarise

    assert sum(counts.values()) == summarise(reference_store, View(today=TODAY))["in_communes"]


def test_a_zone_over_several_communes_is_listed_in_each(reference_store):
    view = View(units=UnitSystem.Y2024, today=TODAY)
    zones = details.list_records(reference_store, details.KINDS["zones"], view)
    wide = next(row for row in zones if len(row["units"]) > 1)
    for part in details.units_of_zone(reference_store, wide["zone_id"]):
        if part["level"] != UnitLevel.COMMUNE or part["valid_from"] > date(2025, 6, 30):
            continue
        lists = unit_details.records_in_commune(reference_store, view, part["unit_code"])
        assert wide["zone_id"] in {row["zone_id"] for row in lists["zones"]}


def test_a_figure_of_a_zone_that_another_source_states_again_is_one_figure_of_two_sources(store):
    fill_registry(store)
    for source, hectares in (("Báo cáo 1", "12,5"), ("Báo cáo 2", "12,5"), ("Báo cáo 3", "13")):
        raw = {"year_text": "2024", "area_ha": hectares, "source": [source], "note": f"theo {source}"}
        part = ("zone_observations", None)
        change_part(store, MAY, ZONES, "z1", part, raw, tag(store, ZONES, "z1"), today=TODAY)
    told = {row["area_ha_min"]: row for row in details.observations_of(store, "z1")}
    assert {hectares: (row["statements"], sorted(row["sources"])) for hectares, row in told.items()} == {
        12.5: (2, ["Báo cáo 1", "Báo cáo 2"]),
        13.0: (1, ["Báo cáo 3"]),
    }
    assert sorted(told[12.5]["note"].split("; ")) == ["theo Báo cáo 1", "theo Báo cáo 2"]


def test_the_products_of_a_producer_are_those_of_the_list_in_its_order(reference_store):
    every = details.list_records(reference_store, details.find_kind("products"), View(today=TODAY))
    producers = {row["producer_id"] for row in every if row["producer_id"]}
    for producer in sorted(producers)[:12]:
        own = [row for row in every if row["producer_id"] == producer]
        assert details.products_of(reference_store, View(today=TODAY), producer) == own
    assert details.products_of(reference_store, View(today=TODAY), "nobody") == []
