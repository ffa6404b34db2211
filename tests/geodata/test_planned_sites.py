"""Planned clusters and points: read like other places, and never counted as sales points."""

from __future__ import annotations

import pytest

from geodata.indicator_names import Indicator
from geodata.indicators import indicator_by_commune
from geodata.joins import planned_sites_in, sales_points_in
from geodata.planning.existing import existing_points
from geodata.planning.places import reachable_places
from geodata.reconciliation.holding import Span
from geodata.reconciliation.members import read_area
from geodata.reconciliation.places import sales_points
from geodata.records.editing import create_record
from geodata.records.kinds import RecordKind
from geodata.registry_counts import registry_counts
from geodata.tourism.registry_places import tour_places
from geodata.unit_details import province_records
from geodata.view import ProductFilter, View
from geodata.vocabulary import UnitSystem
from tests.geodata.records.world import MAY, TODAY, fill_registry

VIEWS = [View(units=system, today=TODAY) for system in (UnitSystem.Y2024, UnitSystem.Y2025)]
SITES = (
    {
        "name": "Cụm công nghiệp làng nghề Sa Pa",
        "kind": "craft_cluster",
        "stage": "approved",
        "area_ha": 12.5,
    },
    {"name": "Cửa hàng A", "kind": "planned_point", "stage": "done", "planned_year": 2027},
    {"name": "Điểm chưa rõ", "kind": "planned_point"},
)


def plan(store):
    """Enter three plans: one of them done, and called like a shop that there is."""
    for site in SITES:
        where = {"unit_code": "90102", "units": "2025"} if site["name"] != "Điểm chưa rõ" else {}
        create_record(store, MAY, RecordKind.PLANNED_SITES, {**site, **where}, today=TODAY)


@pytest.fixture
def filled(store):
    fill_registry(store)
    return store


def counted(store):
    """Everything that counts sales points, or leads people to them."""
    view = VIEWS[0]
    return {
        "listed": [len(sales_points_in(store, one)) for one in VIEWS],
        "coloured": [
            indicator_by_commune(store, one, indicator)["value"].fillna(-1).to_dict()
            for one in VIEWS
            for indicator in (Indicator.SALES_POINTS, Indicator.OCOP_POINTS)
        ],
        "kept open by a plan": existing_points(store, view).known,
        "compared with published figures": registry_counts(store, view)["ocop_sales_points", None],
        "reconciled": len(sales_points(store, read_area(store, "10", TODAY), Span(TODAY, TODAY)).items),
        "reachable": len(reachable_places(store, view).rows),
        "visited by tours": len(tour_places(store, view).items),
        "in a unit": len(province_records(store, view).lists["sales-points"]),
    }


def test_what_is_planned_is_counted_as_a_sales_point_nowhere(filled):
    before = counted(filled)
    plan(filled)
    assert counted(filled) == before


def test_what_is_planned_is_read_with_its_stage_and_year_and_what_is_unknown(filled):
    plan(filled)
    for view in VIEWS:
        found = planned_sites_in(filled, view).sort_values("name")
        told = found[["name", "kind", "stage", "planned_year"]].astype(object)
        assert told.where(told.notna(), None).to_numpy().tolist() == [
            ["Cụm công nghiệp làng nghề Sa Pa", "craft_cluster", "approved", None],
            ["Cửa hàng A", "planned_point", "done", 2027],
            ["Điểm chưa rõ", "planned_point", None, None],
        ]


def test_what_is_planned_is_found_by_commune_and_by_text(filled):
    plan(filled)
    view = VIEWS[1]
    here = planned_sites_in(filled, view, ProductFilter(commune=frozenset({"90102"})))
    assert len(here) == 2
    assert planned_sites_in(filled, view, ProductFilter(text="cum cong nghiep"))["kind"].tolist() == [
        "craft_cluster"
    ]
    assert planned_sites_in(filled, view, ProductFilter(stars=frozenset({"3"}))).empty
