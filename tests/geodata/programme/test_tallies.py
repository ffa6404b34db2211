"""Tallies close: yes, no and not known are all that is counted, whatever the unit system and level."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from geodata import tables
from geodata.indicators import Indicator, indicator_by_commune
from geodata.joins import producers_in, products_in
from geodata.programme.answers import Answer
from geodata.programme.current import current_facts
from geodata.programme.tallies import RECOGNISED, answers_by_commune, tally_units
from geodata.programme.tokens import FACT_OF, FACT_TOKENS
from geodata.programme_tables import programme_facts
from geodata.records.vocabulary import Fact
from geodata.view import ProductFilter, View
from geodata.vocabulary import UnitLevel, UnitSystem
from tests.geodata.programme.test_current import row
from tests.geodata.records.world import fill_registry

TODAY = date(2026, 11, 22)
VIEWS = [View(units=units, today=TODAY) for units in (UnitSystem.Y2024, UnitSystem.Y2025)]
KEYS = [f"p{n}" for n in range(1, 11)]


def enter(store, rows):
    """Put facts in the place of those that are there."""
    with store.write() as connection:
        connection.execute(programme_facts.delete())
        if rows:
            connection.execute(programme_facts.insert(), rows)


def test_the_colour_of_a_commune_counts_what_is_known_and_says_what_is_not(store):
    fill_registry(store)
    enter(
        store,
        [
            row("f1", "digital_stall", "yes", subject=("products", "p9")),
            row("f2", "digital_stall", "no", subject=("products", "p2")),
            row("f3", "sales_channel", "voso", subject=("products", "p9")),
            row("f4", "sales_channel", "shop", subject=("products", "p2")),
            row("f5", "e_payment", "yes", subject=("producers", "h2")),
        ],
    )
    for view in VIEWS:
        colours = indicator_by_commune(store, view, Indicator.PRODUCTS_DIGITAL_STALL)["value"]
        beside = answers_by_commune(store, view, "products", Fact.DIGITAL_STALL)
        products = indicator_by_commune(store, view, Indicator.PRODUCTS)["value"]
        assert colours.sum() == 1
        assert beside.sum(axis="columns").to_dict() == products.dropna().to_dict()
        assert indicator_by_commune(store, view, Indicator.PRODUCTS_E_COMMERCE)["value"].sum() == 1
        # A producer counts where it has a recognised product, as on the map.
        payment = indicator_by_commune(store, view, Indicator.PRODUCERS_E_PAYMENT)["value"]
        assert payment.sum() == 1


@pytest.fixture
def world(sqlite_store):
    """The small world, for facts of its products."""
    fill_registry(sqlite_store)
    return sqlite_store


def test_two_producers_at_one_place_are_two_each_with_facts_of_its_own(world):
    with world.write() as connection:
        p = tables.producers
        place = connection.scalar(sa.select(p.c.place_id).where(p.c.producer_id == "h1"))
        connection.execute(p.update().where(p.c.producer_id == "h2").values(place_id=place))
    enter(world, [row(f"f{n}", "e_payment", "yes", subject=("producers", f"h{n}")) for n in (1, 2)])
    (told,) = tally_units(world, VIEWS[0], "producers", UnitLevel.PROVINCE)
    listed = producers_in(world, VIEWS[0], ProductFilter(fact=frozenset({"e_payment"})))
    assert told.facts[Fact.E_PAYMENT].yes == (listed["product_count"] > 0).sum() == 2


def test_a_record_with_two_other_channels_is_one_record_with_another_channel(world):
    rows = [
        row(f"f{n}", "sales_channel", "other", subject=("products", "p9"), note=f"chợ {n}") for n in range(2)
    ]
    enter(world, rows)
    (province,) = tally_units(world, VIEWS[0], "products", UnitLevel.PROVINCE)
    assert province.values[Fact.SALES_CHANNEL] == {"other": 1}


def test_a_commune_is_zero_where_a_source_denies_it_of_all_and_silent_where_something_is_not_known(world):
    view = VIEWS[1]
    counted = products_in(world, view, RECOGNISED).dropna(subset=["commune_code"])
    here = counted["commune_code"].iloc[0]
    keys = list(counted[counted["commune_code"] == here]["product_id"])
    denied = [row(f"f{n}", "digital_stall", "no", subject=("products", key)) for n, key in enumerate(keys)]
    for rows, value, state in ((denied, 0.0, "value"), (denied[1:], None, "none_recorded")):
        enter(world, rows)
        cell = indicator_by_commune(world, view, Indicator.PRODUCTS_DIGITAL_STALL).loc[here]
        assert (None if pd.isna(cell["value"]) else cell["value"], cell["state"]) == (value, state)


def test_an_indicator_of_products_by_facts_counts_those_that_pass_the_filter(world):
    enter(
        world, [row(f"f{n}", "digital_stall", "yes", subject=("products", key)) for n, key in enumerate(KEYS)]
    )
    view = VIEWS[0]
    every = products_in(world, view, RECOGNISED).dropna(subset=["commune_code"])
    for stars in ("3", "4"):
        chosen = ProductFilter(stars=frozenset({stars}))
        found = indicator_by_commune(world, view, Indicator.PRODUCTS_DIGITAL_STALL, chosen)["value"]
        assert found.sum() == (every["stars"].astype("string") == stars).sum()


def test_what_is_said_of_a_producer_is_told_beside_its_products_and_counted_with_none_of_them(world):
    enter(
        world,
        [
            row("f1", "trademark", "collective_mark", subject=("producers", "h2")),
            row("f2", "ocop_logo", "yes", subject=("producers", "h2")),
            row("f3", "ocop_logo", "no", subject=("products", "p9")),
            row("f4", "food_safety_test", "no", subject=("producers", "h2")),
        ],
    )
    (province,) = tally_units(world, VIEWS[0], "products", UnitLevel.PROVINCE)
    assert all(province.facts[fact].yes == 0 for fact in Fact)
    # p9 is the one product of h2; of its logo a source says something itself.
    said = {fact.value: count for fact, count in province.said_of_producer.items() if count}
    assert said == {"trademark": 1}
    (makers,) = tally_units(world, VIEWS[0], "producers", UnitLevel.PROVINCE)
    assert (makers.facts[Fact.TRADEMARK].yes, makers.facts[Fact.FOOD_SAFETY_TEST].no) == (1, 1)
    assert Fact.STAGE not in makers.facts
    assert makers.said_of_producer == {}


def test_what_is_said_of_a_producer_is_told_of_no_product_whose_producer_was_inferred(world):
    p = tables.products
    enter(world, [row("f1", "trademark", "collective_mark", subject=("producers", "h2"))])
    for inferred, said in ((["unit_code"], 1), (["producer_id"], 0)):
        with world.write() as connection:
            connection.execute(p.update().where(p.c.product_id == "p9").values(inferred_fields=inferred))
        (province,) = tally_units(world, VIEWS[0], "products", UnitLevel.PROVINCE)
        assert province.said_of_producer[Fact.TRADEMARK] == said


told = st.tuples(
    st.sampled_from(KEYS),
    st.sampled_from(["digital_stall", "ocop_logo", "support"]),
    st.sampled_from(["yes", "no", None]),
    st.sampled_from([None, "2025-01-01", "2026-01-01"]),
)


@how(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(told, max_size=8), st.sets(st.sampled_from(FACT_TOKENS), max_size=3))
def test_filters_and_tallies_say_what_the_facts_say_one_by_one(world, rows, tokens):
    enter(
        world,
        [
            row(f"f{n}", fact, value, day, subject=("products", key))
            for n, (key, fact, value, day) in enumerate(rows)
        ],
    )
    facts = current_facts(world, TODAY, TODAY)
    for view in VIEWS:
        every = products_in(world, view)
        # Slowly: each product asked for each token, those of one fact as alternatives.
        wanted: dict[str, set[Answer]] = {}
        for token in tokens:
            fact, _, mark = token.partition(".")
            answer = {"": Answer.YES, "no": Answer.NO, "none": Answer.UNKNOWN}[mark]
            wanted.setdefault(fact, set()).add(answer)
        expected = {
            key
            for key in every["product_id"]
            if all(
                facts.answer("products", key, FACT_OF[fact]) in allowed for fact, allowed in wanted.items()
            )
        }
        found = products_in(world, view, ProductFilter(fact=frozenset(tokens)))
        assert set(found["product_id"]) == expected
        (province,) = tally_units(world, view, "products", UnitLevel.PROVINCE)
        for level in (UnitLevel.DISTRICT, UnitLevel.COMMUNE):
            units = tally_units(world, view, "products", level)
            assert sum(one.count for one in units) == province.count
            for fact, tally in province.facts.items():
                assert tally.of == province.count
                assert sum(one.facts[fact].yes for one in units) == tally.yes
                assert sum(one.facts[fact].unknown for one in units) == tally.unknown
