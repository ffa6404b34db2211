"""What is lacking in the records: each number is the length of its list, and is kept for each day."""

from __future__ import annotations

import csv
from datetime import date

import pytest
import sqlalchemy as sa

from geodata import tables
from geodata.errors import NotFound
from geodata.office.audit import COMMAND_LINE
from geodata.programme_tables import programme_facts
from geodata.quality_days import FIGURES, current_values, note_day, quality_series
from geodata.quality_measures import FACTS_DISPUTED, MEASURES, RECORDS, find_measure, lacking, measured
from geodata.records.fields import fields_of
from geodata.records.history import begin_change, put
from geodata.records.kinds import SPECS, RecordKind
from geodata.records.state import read_state, read_states
from geodata.records.tables import quality_days
from geodata.records.vocabulary import Action
from geodata.registry.reading import REFERENCE
from geodata.view import office_today
from tests.factories import fill_world, product_row

DAY, NEXT = date(2026, 11, 21), date(2026, 11, 22)


@pytest.fixture(scope="module")
def numbers(reference_store):
    """The number of each measure and kind."""
    return measured(reference_store)


@pytest.mark.parametrize("key", MEASURES)
def test_the_number_of_a_measure_is_the_length_of_its_list(reference_store, numbers, key):
    measure = find_measure(key)
    for kind in measure.kinds:
        rows = lacking(reference_store, measure, kind)
        assert len(rows) == len({row.record_id for row in rows}) == numbers[key, kind]
        assert lacking(reference_store, measure, kind, limit=3, offset=1) == rows[1:4]


@pytest.mark.parametrize("key", MEASURES)
def test_every_record_is_put_right_by_a_field_that_its_form_has(reference_store, key):
    measure = find_measure(key)
    for kind in measure.kinds:
        fields = {field.name for field in fields_of(kind)} | {owned.table for owned in SPECS[kind].owned}
        assert {row.field for row in lacking(reference_store, measure, kind)} <= fields


def test_products_are_counted_as_a_loop_over_the_shipped_table_counts_them(numbers):
    with (REFERENCE / "ocop_products.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    recognised = [row for row in rows if row["status"] == "công nhận"]
    assert numbers["without_year", RecordKind.PRODUCTS] == sum(not row["year"] for row in recognised)
    assert numbers["without_stars", RecordKind.PRODUCTS] == sum(not row["stars"] for row in recognised)
    assert numbers["without_producer", RecordKind.PRODUCTS] == sum(not row["producer"] for row in rows)
    assert numbers["without_source", RecordKind.PRODUCTS] == sum(not row["source_url"] for row in rows)
    assert numbers["without_commune", RecordKind.PRODUCTS] == sum(not row["commune"] for row in rows)


def test_a_commune_that_was_split_leaves_its_records_in_doubt(reference_store):
    rows = lacking(reference_store, MEASURES["unit_doubtful"], RecordKind.CRAFT_VILLAGES)
    assert rows
    assert {row.place for row in rows} <= {
        "San Sả Hồ",
        "Lao Chải",
        "Sa Pả",
        "Tả Phìn",
        "Trung Chải",
        "Hầu Thào",
    }


def test_a_measure_that_there_is_not_is_refused():
    with pytest.raises(NotFound, match="without_commune"):
        find_measure("nothing")


def test_a_record_that_is_put_right_leaves_the_list(own_reference_store):
    measure, kind = MEASURES["without_source"], RecordKind.SIGHTS
    first = lacking(own_reference_store, measure, kind)[0]
    with own_reference_store.write() as connection:
        wanted = tables.sights.c.sight_id == first.record_id
        connection.execute(tables.sights.update().where(wanted).values(sources=["UBND xã"]))
    assert first not in lacking(own_reference_store, measure, kind)


def test_the_last_numbers_of_a_day_are_the_days(store):
    with store.write() as connection:
        note_day(connection, DAY)
    with store.write() as connection:
        connection.execute(tables.sights.insert(), [sight("a", []), sight("b", ["UBND xã"])])
        note_day(connection, DAY)
    days = {one.day: one.values for one in quality_series(store, NEXT)}
    assert list(days) == [DAY, NEXT]
    assert days[DAY] == days[NEXT]
    assert (days[DAY]["without_source"], days[DAY]["without_commune"], days[DAY][RECORDS]) == (1, 2, 2)


def test_today_is_told_as_it_is_now_whatever_was_kept_this_morning(store):
    with store.write() as connection:
        note_day(connection, DAY)
        connection.execute(tables.sights.insert(), [sight("a", [])])
    (one,) = quality_series(store, DAY)
    assert one.values["without_source"] == 1


def test_a_write_that_fails_keeps_no_numbers(store):
    def fail():
        with store.write() as connection:
            note_day(connection, DAY)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert [one.day for one in quality_series(store, NEXT)] == [NEXT]


def test_the_records_are_counted_by_kind(numbers):
    assert numbers[RECORDS, RecordKind.PRODUCTS] == 124
    assert numbers[RECORDS, RecordKind.CRAFT_VILLAGES] == 52


def test_a_load_and_every_change_of_records_keep_the_numbers_of_the_day(own_reference_store):
    day = office_today()
    loaded = kept(own_reference_store, day)
    assert loaded["without_source"] == 24
    first = lacking(own_reference_store, MEASURES["without_source"], RecordKind.SIGHTS)[0]
    with own_reference_store.write() as connection:
        before = read_state(connection, RecordKind.SIGHTS, first.record_id)
        (row,) = before["sights"]
        after = {**before, "sights": [row | {"sources": ["UBND xã"]}]}
        change = begin_change(connection, COMMAND_LINE, Action.EDIT, first.name, None, 1)
        put(connection, change, RecordKind.SIGHTS, {first.record_id: (before, after)})
    assert kept(own_reference_store, day)["without_source"] == 23


def kept(store, day):
    """What is kept of a day."""
    t = quality_days
    with store.read() as connection:
        rows = connection.execute(t.select().where(t.c.day == day))
        return {row.measure: row.value for row in rows}


def sight(key, sources):
    """A sight of no known place."""
    return {
        "sight_id": key,
        "name": key,
        "kind": "thác",
        "placement": "unknown",
        "inferred_fields": [],
        "sources": sources,
        "source_table": "x.csv",
        "source_row": 2,
    }


def test_a_list_goes_by_the_vietnamese_order_of_names_whatever_part_of_it_is_asked_for(store):
    names = ["Đu đủ", "Xoài", "Ấm trà", "Dứa", "An", "Êm", "Ổi"]
    fill_world(
        store,
        products=[product_row(f"q{number}", "90101", name=name) for number, name in enumerate(names)],
    )
    measure = MEASURES["commune_only"]
    found = [row.name for row in lacking(store, measure, RecordKind.PRODUCTS) if row.record_id[0] == "q"]
    assert found == ["An", "Ấm trà", "Dứa", "Đu đủ", "Êm", "Ổi", "Xoài"]
    every = lacking(store, measure, RecordKind.PRODUCTS)
    parts = [lacking(store, measure, RecordKind.PRODUCTS, 2, at) for at in range(0, len(every), 2)]
    assert [row for part in parts for row in part] == every


def test_what_is_known_by_its_commune_may_still_name_a_village(reference_store):
    """The words of the measure promise no more than its condition asks for."""
    t = tables.products
    with reference_store.read() as connection:
        named = connection.scalar(
            sa.select(sa.func.count()).where(
                MEASURES["commune_only"].condition(RecordKind.PRODUCTS), t.c.village.is_not(None)
            )
        )
    assert named
    assert "a village or an address may be" in MEASURES["commune_only"].means


def fact(key, subject, value, as_of=None, **values):
    """A row of ``programme_facts``: of a product, whether it may be paid for electronically."""
    return {
        "fact_id": key,
        "subject_kind": "products",
        "subject_id": subject,
        "fact": "e_payment",
        "value": value,
        "as_of": as_of,
        "as_of_precision": None if as_of is None else "day",
        "source": key,
        "note": None,
        "link": None,
        "amount_vnd": None,
        "ended_on": None,
        **values,
    }


def with_facts(store, *facts):
    """Fill the made-up world with two products more, and facts."""
    fill_world(store, products=[product_row("q1", "90101", name="An"), product_row("q2", "90101", name="Ba")])
    with store.write() as connection:
        connection.execute(programme_facts.insert(), list(facts))
        note_day(connection, office_today())


def contradicting(store):
    """The products of which statements contradict each other, each with the row to put right."""
    rows = lacking(store, MEASURES[FACTS_DISPUTED], RecordKind.PRODUCTS)
    assert measured(store)[FACTS_DISPUTED, RecordKind.PRODUCTS] == len(rows)
    assert {row.field for row in rows} <= {"programme_facts"}
    return {row.record_id: row.part for row in rows}


@pytest.mark.parametrize(
    ("other", "found"),
    [
        (fact("b", "q1", "no", DAY), {"q1": "a"}),  # of the same day
        (fact("b", "q1", "no"), {"q1": "a"}),  # of no known day: it may be as new
        (fact("b", "q1", "no", NEXT), {}),  # newer
        (fact("b", "q1", "yes", DAY), {}),  # the same
        (fact("b", "q1", "no", DAY, ended_on=DAY), {}),  # ended
        (fact("b", "q2", "no", DAY), {}),  # of another product
    ],
)
def test_statements_contradict_where_neither_is_certainly_newer(store, other, found):
    with_facts(store, fact("a", "q1", "yes", DAY), other)
    assert contradicting(store) == found


def test_several_sales_channels_are_no_contradiction(store):
    with_facts(
        store,
        fact("a", "q1", "shop", DAY, fact="sales_channel"),
        fact("b", "q1", "supermarket", DAY, fact="sales_channel"),
    )
    assert contradicting(store) == {}


def test_facts_that_change_move_the_number_of_the_day_as_counting_them_all_does(store):
    with_facts(store, fact("a", "q1", "yes", DAY), fact("b", "q2", "yes", DAY), fact("c", "q2", "no", DAY))
    day = office_today()
    told = []
    for key, wanted in (("q1", "no"), ("q2", None), ("q1", "yes"), ("q2", "no"), ("q2", "yes")):
        with store.write() as connection:
            before = read_states(connection, RecordKind.PRODUCTS, [key])[key]
            facts = [row for row in before["programme_facts"] if row["fact_id"] != f"new {key}"]
            new = fact(f"new {key}", key, wanted, DAY.isoformat())
            after = {**before, "programme_facts": [*facts, *([] if wanted is None else [new])]}
            change = begin_change(connection, COMMAND_LINE, Action.EDIT, "Name", None, 1)
            put(connection, change, RecordKind.PRODUCTS, {key: (before, after)})
            told.append(current_values(connection, day)[FACTS_DISPUTED])
        assert kept(store, day)[FACTS_DISPUTED] == told[-1]
    assert set(told) == {1, 2}


def test_contradictions_among_published_figures_are_kept_for_each_day(own_reference_store):
    before = kept(own_reference_store, office_today())[FIGURES]
    t = tables.published_totals
    with own_reference_store.write() as connection:
        row = connection.execute(t.select().where(t.c.metric == "producers_total")).mappings().first()
        other = dict(row) | {"total_id": "other", "value": row["value"] + 1}
        connection.execute(t.insert().values(other))
        note_day(connection, office_today())
    assert kept(own_reference_store, office_today())[FIGURES] == before + 1


def test_a_disputed_market_leads_to_a_day_that_is_disputed(reference_store):
    t = tables.market_days
    with reference_store.read() as connection:
        disputed = connection.execute(t.select().where(t.c.disputed.is_(sa.true()))).all()
    rows = lacking(reference_store, MEASURES["disputed"], RecordKind.SALES_POINTS)
    assert {row.record_id for row in rows} == {day.sales_point_id for day in disputed}
    assert {(row.part, row.record_id) for row in rows} <= {
        (day.market_day_id, day.sales_point_id) for day in disputed
    }


def test_a_unit_of_today_takes_a_record_of_a_split_commune_off_the_list(own_reference_store):
    """As the page says of it; the former commune said again would not."""
    measure, kind = MEASURES["unit_doubtful"], RecordKind.CRAFT_VILLAGES
    first = lacking(own_reference_store, measure, kind)[0]
    link, t = tables.crosswalk, tables.craft_villages
    with own_reference_store.write() as connection:
        own = connection.execute(t.select().where(t.c.craft_village_id == first.record_id)).one()
        old = sa.and_(link.c.old_code == own.unit_code, link.c.old_valid_from == own.unit_valid_from)
        part = connection.execute(link.select().where(old)).first()
        values = {"unit_code": part.new_code, "unit_valid_from": part.new_valid_from}
        connection.execute(t.update().where(t.c.craft_village_id == first.record_id).values(values))
    assert first not in lacking(own_reference_store, measure, kind)
