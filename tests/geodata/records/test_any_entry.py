"""Whatever is entered: a whole record or problems, and what was made of it reads back as itself."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from geodata.records.checking import Checker
from geodata.records.fields import fields_of, fields_of_part
from geodata.records.flat import values_of
from geodata.records.kinds import RecordKind, spec_of
from geodata.records.part_fields import PART_FIELDS
from geodata.records.state import normal, read_states, tag_of

TODAY = date(2026, 3, 1)
CELLS = [
    "Bản Liền", "Xã Sa Pa", "Bắc Hà", "02647", "2025", "3 sao", "4", "31/12/2024", "2021-2023", "1.234",
    "10-20", "công nhận", "Chè; Quế", "quế", "HTX", "chợ", "Chủ nhật", "103,9", "22.5", "466000", "2489000",
    "EPSG:9208", "toàn tỉnh", "Tam Đường (Lai Châu)", "vidu.vn", "báo cáo ; quyết định", "-", "15", "day",
    "craft_cluster", "products_total", "  ", "đồ uống",
]  # fmt: skip
CELL = st.one_of(
    st.sampled_from(CELLS),
    st.text(max_size=30),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.none(),
    st.dates(),
)
WITHOUT_LIMIT = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])


def raw_of(kind):
    names = [field.name for field in fields_of(kind)]
    needed = {
        field.name: st.sampled_from(sorted(field.choices)) if field.choices else st.sampled_from(CELLS)
        for field in fields_of(kind)
        if field.required
    }
    some = st.dictionaries(st.sampled_from(names), CELL, max_size=8)
    return st.tuples(some, st.fixed_dictionaries(needed)).map(lambda both: both[1] | both[0])


ENTRIES = st.sampled_from(list(RecordKind)).flatmap(lambda kind: st.tuples(st.just(kind), raw_of(kind)))


@pytest.fixture(scope="module")
def connection(reference_store):
    with reference_store.read() as opened:
        yield opened


@pytest.fixture(scope="module")
def states(connection):
    return {kind: list(read_states(connection, kind).values()) for kind in RecordKind}


@WITHOUT_LIMIT
@given(ENTRIES)
@example((RecordKind.SIGHTS, {"name": "Thác", "lon": "103.9", "lat": "22.3"}))
def test_an_entry_is_a_whole_record_or_says_what_is_wrong(connection, entry):
    kind, raw = entry
    checked = Checker(connection, TODAY, makes_producers=True).check(kind, raw)
    assert (checked.state is None) == bool(checked.problems)
    if checked.state is not None:
        assert normal(kind, checked.state) == checked.state
        again = Checker(connection, TODAY).check(kind, known_values(kind, checked.state), checked.state)
        assert (again.problems, again.changes) == ((), ())
        assert tag_of(again.state) == tag_of(checked.state)


def known_values(kind, state):
    values = {name: value for name, value in values_of(kind, state).items() if value is not None}
    values.pop("producer", None)  # it may be one that the entry made
    return values


@WITHOUT_LIMIT
@given(ENTRIES, st.randoms(use_true_random=False))
def test_a_change_is_a_whole_record_or_says_what_is_wrong(connection, states, entry, random):
    kind, raw = entry
    if not states[kind]:
        return
    held = random.choice(states[kind])
    before = tag_of(held)
    checked = Checker(connection, TODAY).check(kind, raw, held)
    assert (checked.state is None) == bool(checked.problems)
    assert tag_of(held) == before
    if checked.state is not None and not checked.changes:
        assert checked.state == held


PARTS = [
    (kind, part.table) for kind in RecordKind for part in spec_of(kind).owned if part.table in PART_FIELDS
]


@WITHOUT_LIMIT
@given(st.data())
def test_a_part_is_added_whole_or_says_what_is_wrong(connection, states, data):
    kind, table = data.draw(st.sampled_from(PARTS))
    names = [field.name for field in fields_of_part(kind, table)]
    raw = data.draw(st.dictionaries(st.sampled_from(names), CELL, max_size=6))
    held = data.draw(st.sampled_from(states[kind]))
    checked = Checker(connection, TODAY).check_part(kind, table, None, raw, held)
    assert (checked.state is None) == bool(checked.problems)
    if checked.state is not None:
        assert len(checked.state[table]) - len(held[table]) in (0, 1)
        assert normal(kind, checked.state) == checked.state
