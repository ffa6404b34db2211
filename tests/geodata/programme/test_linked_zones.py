"""Zones that are linked with products: asked for like facts, and every zone counted once in a sum."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from geodata import tables
from geodata.indicators import CellState, Indicator, indicator_by_commune, recognised_unless_chosen
from geodata.joins import producers_in, products_in
from geodata.programme.tallies import RECOGNISED
from geodata.programme.zone_sums import links_by_unit, sum_zones, zones_in_communes
from geodata.programme_tables import product_zones, programme_facts
from geodata.view import ProductFilter, View
from geodata.vocabulary import UnitLevel, UnitSystem
from layers.followed_cells import OF_ZONES, told_beside
from layers.indicator_notes import indicator_notes
from tests.geodata.programme.test_current import row
from tests.geodata.records.world import fill_registry
from tests.geodata.value_chain.chain_world import zone_row

TODAY = date(2026, 11, 22)
VIEWS = [View(units=units, today=TODAY) for units in (UnitSystem.Y2024, UnitSystem.Y2025)]
PLAN = "z9"  # linked with a product, and no zone
ZONES = ("z1", "z2", "z3", PLAN)


def link(product, zone, hectares=None, households=None, as_of=None):
    """A row of ``product_zones``."""
    return {
        "product_id": product,
        "zone_id": zone,
        "hectares": hectares,
        "households": households,
        "as_of": as_of,
        "source": None,
    }


def enter(store, links, facts=()):
    """Put links and facts in the place of those that are there."""
    with store.write() as connection:
        for table, rows in ((product_zones, links), (programme_facts, facts)):
            connection.execute(table.delete())
            if rows:
                connection.execute(table.insert(), list(rows))


def fill(store):
    """The small world with one more zone and a plan."""
    fill_registry(store)
    with store.write() as connection:
        more = (zone_row("z3", "90101"), zone_row(PLAN, "90101", kind="plan"))
        connection.execute(tables.material_zones.insert(), list(more))
    return store


@pytest.fixture
def world(sqlite_store):
    """The small world on SQLite."""
    return fill(sqlite_store)


def passing(store, kind, token, view=VIEWS[0]):
    """The identifiers of the records that pass ``fact=token``."""
    chosen = ProductFilter(fact=frozenset({token}))
    if kind == "products":
        return set(products_in(store, view, chosen)["product_id"])
    return set(producers_in(store, view, chosen)["producer_id"])


def test_a_linked_zone_is_known_denied_or_not_known_of_products_and_of_their_producers(store):
    fill(store)
    links = [link("p2", "z1"), link("p5", PLAN)]
    denied = [
        row("f1", "stable_material_zone", "no", subject=("products", "p2")),
        row("f2", "stable_material_zone", "no", subject=("products", "p9")),
        row("f3", "stable_material_zone", "yes", subject=("products", "p10")),
    ]
    enter(store, links, denied)
    every = set(products_in(store, VIEWS[0])["product_id"])
    # A link stands against "no stable zone"; a plan is no zone; "a stable zone" names none.
    assert passing(store, "products", "linked_zone") == {"p2"}
    assert passing(store, "products", "linked_zone.no") == {"p9"}
    assert passing(store, "products", "linked_zone.none") == every - {"p2", "p9"}
    # h1 makes p2; what is denied of a product says nothing of its producer.
    assert passing(store, "producers", "linked_zone") == {"h1"}
    assert passing(store, "producers", "linked_zone.no") == set()


def test_a_product_whose_producer_was_inferred_gives_that_producer_no_zone(world):
    with world.write() as connection:
        p = tables.products
        connection.execute(p.update().where(p.c.product_id == "p2").values(inferred_fields=["producer_id"]))
    enter(world, [link("p2", "z1")])
    assert passing(world, "producers", "linked_zone") == set()


@pytest.mark.parametrize(
    ("as_of", "day", "token"),
    [
        (date(2024, 5, 1), date(2024, 5, 1), "linked_zone"),
        (date(2024, 5, 1), date(2024, 4, 30), "linked_zone.none"),
        (None, TODAY, "linked_zone"),
        # Nobody knows whether it had been said by then.
        (None, date(2024, 5, 1), "linked_zone.none"),
    ],
)
def test_on_a_past_day_a_link_counts_where_it_had_surely_been_said(world, as_of, day, token):
    enter(world, [link("p9", "z2", as_of=as_of)])
    assert "p9" in passing(world, "products", token, View(units=UnitSystem.Y2024, on=day, today=TODAY))


def test_a_zone_of_two_products_counts_once_with_its_newest_figure(world):
    links = [
        link("p1", "z1", 40.0, None, date(2023, 1, 1)),
        link("p2", "z1", 25.0, 8, date(2025, 1, 1)),
        link("p9", "z1", None, None, date(2026, 1, 1)),
        link("p9", "z2"),
    ]
    enter(world, links)
    here = links_by_unit(world, VIEWS[0], UnitLevel.PROVINCE)[None]
    hectares, households = sum_zones(here, "hectares"), sum_zones(here, "households")
    assert (hectares.zones, hectares.without, hectares.value) == (2, 1, 25.0)
    assert (hectares.first, hectares.last, hectares.undated) == (2025, 2025, 0)
    assert (households.value, households.without) == (8, 1)


def test_a_commune_whose_linked_zones_have_no_figure_is_neither_zero_nor_silent(world):
    enter(world, [link("p9", "z1"), link("p5", "z2", 3.0)])
    cells = indicator_by_commune(world, VIEWS[0], Indicator.LINKED_ZONE_HA)
    assert cells.loc["90101", "state"] == CellState.NO_OWN_FIGURE
    assert cells.loc["90201", "value"] == 3.0
    assert (cells["state"] == CellState.NONE_RECORDED).any()
    beside = told_beside(world, VIEWS[0], Indicator.LINKED_ZONE_HA, ProductFilter())
    assert beside == {"zones": {"90101": 1, "90201": 1}, "without": {"90101": 1, "90201": 0}}
    assert beside.keys() == OF_ZONES.keys()
    notes = " ".join(text % told for text, told in indicator_notes(world, VIEWS[0], Indicator.LINKED_ZONE_HA))
    assert "2 in all" in notes
    assert "Of 1 of the zones no figure is known" in notes
    assert "Of 1 figures the day is not known" in notes


linked = st.tuples(
    st.sampled_from(["p1", "p2", "p3", "p5", "p6", "p9", "p10"]),
    st.sampled_from(ZONES),
    st.sampled_from([None, 0.0, 1.5, 20.0]),
    st.sampled_from([None, 3, 40]),
    st.sampled_from([None, date(2024, 1, 1), date(2025, 1, 1)]),
)


@how(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(linked, max_size=9, unique_by=lambda one: one[:2]), st.sampled_from(["3", "4", None]))
def test_sums_are_those_of_asking_every_commune_product_and_zone_in_turn(world, rows, stars):
    enter(world, [link(*one) for one in rows])
    chosen = ProductFilter() if stars is None else ProductFilter(stars=frozenset({stars}))
    for view in VIEWS:
        products = products_in(world, view, RECOGNISED)
        if stars is not None:
            products = products[products["stars"].astype("string") == stars]
        placed = dict(zip(products["product_id"], products["commune_code"], strict=True))
        for indicator, at in ((Indicator.LINKED_ZONE_HA, 2), (Indicator.LINKED_ZONE_HOUSEHOLDS, 3)):
            cells = indicator_by_commune(world, view, indicator, chosen)
            for code in cells.index:
                figures, silent = [], 0
                for zone in ("z1", "z2", "z3"):
                    mine = [one for one in rows if one[1] == zone and placed.get(one[0]) == code]
                    told = [one for one in mine if one[at] is not None]
                    newest = max((one[4] or date.min for one in told), default=None)
                    figures += (
                        [max(one[at] for one in told if (one[4] or date.min) == newest)] if told else []
                    )
                    silent += bool(mine) and not told
                state = "value" if figures else "no_own_figure" if silent else None
                assert state is None or cells.loc[code, "state"] == state
                assert cells["value"].fillna(-1.0)[code] == (sum(figures) if figures else -1.0)
        # A zone of two communes stands in both of them, and once in all of them together.
        here = {zone for product, zone, *_ in rows if zone != PLAN and isinstance(placed.get(product), str)}
        told = zones_in_communes(world, view, "hectares", recognised_unless_chosen(chosen))
        assert told.zones == len(here)
