"""The two layers of the value chain, breaks and what cannot be told: the same records as the lists."""

from __future__ import annotations

from datetime import date

import pytest

from geodata.joins import products_in
from geodata.value_chain.breaks import USUAL_MINUTES, Asked, read_breaks
from geodata.value_chain.chain import read_chain
from geodata.value_chain.nearest import roads_of
from geodata.value_chain.vocabulary import Reason, State
from geodata.view import ProductFilter, View
from geodata.vocabulary import UnitSystem
from layers.build import build
from layers.catalogue import find_layer
from layers.chain_breaks import record_id
from layers.chain_labels import STATE_OF
from layers.labels import LABELS
from layers.wording import Wording
from tests.factories import placed
from tests.geodata.certificate_rows import channel_row, producer_row
from tests.geodata.value_chain.chain_world import fill_chain, zone_link, zone_row

TODAY = date(2026, 11, 22)
WORDS = Wording("en", str, lambda one, several, count: one if count == 1 else several)


def frame_of(store, key, view, chosen=None):
    """The records of a layer."""
    return build(find_layer(key), store, view, chosen).frame


def test_a_layer_tells_a_denied_zone_and_another_one_what_nobody_knows(store):
    fill_chain(
        store,
        material_zones=[zone_row("z1", "90101")],
        product_zones=[zone_link("p2", "z1")],
        programme_facts=[channel_row("products", "p5", "no", fact="stable_material_zone")],
    )
    for units in (UnitSystem.Y2024, UnitSystem.Y2025):
        breaks, unknown = (frame_of(store, key, View(units=units, today=TODAY)) for key in STATE_OF)
        denied = breaks[breaks["break"] == "products"]
        assert list(denied["id"]) == ["products:p5"]
        assert list(denied["reason"]) == [Reason.NO_STABLE_ZONE]
        silent = set(unknown.loc[unknown["break"] == "products", "id"])
        assert "products:p3" in silent
        assert not silent & {"products:p2", "products:p5"}


def test_products_and_producers_are_chosen_by_their_own_facts_and_no_other_kind_has_any(store):
    fill_chain(
        store,
        material_zones=[zone_row("z1", "90101")],
        producers=[producer_row(key, key, placed("90101")) for key in ("with", "without")],
        programme_facts=[
            channel_row("products", "p5", "no", fact="stable_material_zone"),
            channel_row("products", "p3", "yes", fact="digital_stall"),
            channel_row("producers", "with", "yes", fact="digital_stall"),
        ],
    )
    view = View(units=UnitSystem.Y2024, today=TODAY)

    def passing(key, *tokens):
        return set(frame_of(store, key, view, ProductFilter(fact=frozenset(tokens)))["id"])

    assert passing("chain_breaks", "stable_material_zone.no") == {"products:p5"}
    assert passing("chain_unknown", "digital_stall") == {"products:p3", "producers:with"}


@pytest.mark.parametrize("units", list(UnitSystem))
def test_the_layers_hold_the_records_of_the_lists_and_each_one_once(reference_store, units):
    view = View(units=units, today=TODAY)
    # The units of 2019 are names alone: there the lists are told with the boundaries of 2024.
    drawn = View(units=UnitSystem.Y2024 if units is UnitSystem.Y2019 else units, today=TODAY)
    chain = read_chain(reference_store, drawn)
    listed = read_breaks(reference_store, chain, roads_of(reference_store, None), Asked()).tables.values()
    for key, state in STATE_OF.items():
        rows = {record_id(row.node.key): row for table in listed for row in table.rows if row.state is state}
        frame = frame_of(reference_store, key, view)
        assert len(frame) == len(rows) > 0
        assert set(frame["id"]) == set(rows)
        for one in frame.itertuples():
            assert one.reason == rows[one.id].reason
            if units is not UnitSystem.Y2019:
                point = rows[one.id].node.point
                assert (point is None) == (one.geometry is None)
                assert point is None or (one.geometry.x, one.geometry.y) == point
    assert all(row.state in State for table in listed for row in table.rows)


def test_minutes_stand_with_the_limit_that_they_were_held_against(reference_store):
    breaks = frame_of(reference_store, "chain_breaks", View(today=TODAY))
    far = breaks[breaks["break"] == "producers"]
    assert len(far)
    assert (far["within"] == USUAL_MINUTES).all()
    assert (far["minutes_low"] > USUAL_MINUTES).all()
    assert (far["minutes_low"] <= far["minutes_high"]).all()
    assert far["nearest"].notna().all()
    # An estimate: whole minutes, and for people one range instead of three figures.
    low, likely, high = (far[f"minutes_{name}"] for name in ("low", "likely", "high"))
    rounded = [f"{a}–{b} ({c})" for a, b, c in zip(low, high, likely, strict=True)]
    assert list(far["minutes"]) == rounded
    shown = {one.name for one in find_layer("chain_breaks").fields if one.in_table}
    assert "minutes" in shown
    assert not shown & {"minutes_low", "minutes_likely", "minutes_high"}
    # The note names the limit: another one has to change it.
    for key in STATE_OF:
        assert f"within {USUAL_MINUTES} minutes" in find_layer(key).note


def test_the_layers_are_chosen_among_by_what_is_known_of_each_kind(reference_store):
    view = View(today=TODAY)
    every = frame_of(reference_store, "chain_unknown", view)
    code = every["commune_code"].dropna().iloc[0]
    here = frame_of(reference_store, "chain_unknown", view, ProductFilter(commune=frozenset({code})))
    # A zone over several communes is in each of them, as in the list of zones.
    alone = here[here["commune_code"] == code]
    assert set(alone["id"]) == set(every.loc[every["commune_code"] == code, "id"])
    assert set(here.loc[here["commune_code"] != code, "break"]) <= {"zones"}
    # Of products the producer is searched too, as in their list.
    named = products_in(reference_store, view, ProductFilter(text="htx"))
    found = frame_of(reference_store, "chain_unknown", view, ProductFilter(text="htx"))
    products = found.loc[found["break"] == "products", "id"]
    assert set(products) == {f"products:{key}" for key in named["product_id"]} & set(every["id"])
    starred = frame_of(reference_store, "chain_unknown", view, ProductFilter(stars=frozenset({"4"})))
    assert set(starred["break"]) == {"products"}


def test_every_break_and_reason_has_a_name(reference_store):
    for key in STATE_OF:
        frame = frame_of(reference_store, key, View(today=TODAY))
        assert set(frame["break"]) <= LABELS["chain_break"].keys()
        assert set(frame["reason"]) <= LABELS["chain_reason"].keys()
        assert all(WORDS.label("chain_reason", reason) != reason for reason in frame["reason"])


def test_an_empty_store_has_empty_layers(sqlite_store):
    for key in STATE_OF:
        assert frame_of(sqlite_store, key, View(today=TODAY)).empty
