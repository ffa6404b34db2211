"""What is remembered of values that lists repeat is what reading them anew says."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.records.entries import blank_row, read_entry
from geodata.records.fields import fields_of
from geodata.records.kinds import RecordKind
from geodata.records.place_entry import UNPLACED, Placer, placed_entry
from geodata.records.points import Outlines
from geodata.records.texts import LIST_PARTS, parts_of
from geodata.records.unit_finding import UnitFinder
from geodata.records.values import read_value
from geodata.registry.reading import clean_text

TODAY = date(2026, 11, 22)
COMMUNES = ("Bản Liền", "xã bản liền", "Sa Pa", "Sa Pả", "Nậm Chầy", "Thanh Bình", "Lào Cai", "nowhere", None)
DISTRICTS = ("Bắc Hà", "Sa Pa", "Mường Khương", "Bảo Yên", "nowhere", None)


def placed_fields():
    """What rows say of where a record is, each field or none of it."""
    said = {
        "commune": st.sampled_from(COMMUNES),
        "district": st.sampled_from(DISTRICTS),
        "units": st.sampled_from(("2024", "2025", None)),
        "unit_code": st.sampled_from(("03001", "02641", "00000", None)),
        "village": st.sampled_from(("Thôn 1", None)),
        "lon": st.sampled_from((103.84, 104.2, None)),
        "lat": st.sampled_from((22.33, 22.5, None)),
    }
    return st.fixed_dictionaries({}, optional=said)


@pytest.fixture(scope="module")
def finding(reference_store):
    with reference_store.read() as connection:
        units, outlines = UnitFinder(connection, TODAY), Outlines(connection)
    return units, outlines, Placer(units, lambda: outlines)


@given(
    placed_fields(),
    st.sampled_from(({}, {}, {"district": "Sa Pa"}, {"commune": "Sa Pả", "district": "Sa Pa"})),
)
def test_a_place_that_rows_repeat_is_found_as_it_was_the_first_time(finding, changed, before):
    units, outlines, placer = finding
    expected = placed_entry(dict(UNPLACED), changed, before, units, lambda: outlines)
    assert placer.place(UNPLACED, changed, before) == expected
    assert placer.place(UNPLACED, changed, before) == expected


REPEATED = [(kind, field) for kind in RecordKind for field in fields_of(kind)]
CELLS = (
    1,
    1.0,
    True,
    "1",
    0,
    False,
    0.0,
    "0",
    3,
    "3",
    3.0,
    2023,
    "2023",
    2023.0,
    "có",
    "12/5/2024",
    [],
    None,
)


@given(st.sampled_from(REPEATED), st.lists(st.sampled_from(CELLS), min_size=2, max_size=6))
def test_a_cell_is_read_alike_whatever_was_read_before_it(one, cells):
    kind, field = one
    for cell in cells:
        entry = read_entry(kind, {field.name: cell}, None)
        if field.name == "as_of":
            continue  # a month or a year is its last day there
        value, wrong = read_value(field, cell)
        assert [each for each in entry.problems if each.field == field.name] == (
            [] if wrong is None else [wrong]
        )
        assert type(entry.values.get(field.name)) is type(value)
        assert entry.values.get(field.name) == value


@given(st.text(alphabet=" ;\n\tàa\u0300\u200bnulone-", max_size=30))
def test_the_texts_of_a_list_are_its_parts_without_those_that_say_nothing(text):
    parts = [clean_text(part)[0] for part in LIST_PARTS.split(text)]
    assert list(parts_of(text)) == [part for part in parts if part is not None]


def test_no_two_blank_rows_share_a_list():
    one, other = blank_row("products"), blank_row("products")
    one["sources"].append("a source")
    assert other["sources"] == []
    assert list(one) == list(other)
