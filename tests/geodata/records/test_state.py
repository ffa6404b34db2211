"""What a state is written as, quickly for thousands of them, is what the slow way writes."""

import json
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.intake.told import Told, _packed, _unpacked
from geodata.names import search_key
from geodata.records.kinds import RecordKind, spec_of
from geodata.records.state import State, dumped, normal
from geodata.registry.reading import SLUG_LENGTH, slug

TEXTS = st.text(max_size=4)
CELLS = st.fixed_dictionaries(
    {},
    optional={
        "name": TEXTS,
        "stars": st.none() | st.integers(1, 5),
        "lon": st.none() | st.floats(102, 105),
        "sources": st.lists(TEXTS, max_size=2),
        "website": st.none() | TEXTS,
    },
)
POINTS = st.fixed_dictionaries({"stars": st.none() | st.integers(1, 5), "note": st.none() | TEXTS})


@st.composite
def states(draw: st.DrawFn) -> dict[str, State]:
    """Draw a few states of products in normal form, some with certificates, by identifier."""
    found = {}
    for number in range(draw(st.integers(0, 5))):
        key = f"p{number}"
        rows = [
            {**row, "certificate_id": f"c{at}", "product_id": key}
            for at, row in enumerate(draw(st.lists(POINTS, max_size=2)))
        ]
        product = {**draw(CELLS), "product_id": key}
        found[key] = normal(RecordKind.PRODUCTS, {"products": [product], "certificates": rows})
    return found


@settings(max_examples=40)
@given(states())
def test_the_json_of_a_state_has_its_keys_in_order_and_nothing_that_is_unknown(found):
    for state in found.values():
        told = {
            table: [{name: value for name, value in row.items() if value is not None} for row in rows]
            for table, rows in state.items()
            if rows
        }
        assert dumped(state) == json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def told_slowly(found: dict[str, State]) -> Told:
    """Tell states value by value: the slow oracle of how a preview keeps them."""
    tables: Told = {}
    for table in spec_of(RecordKind.PRODUCTS).tables:
        rows = [row for state in found.values() for row in state[table]]
        names = list(rows[0]) if rows else []
        columns: Told = {}
        for name in names:
            values = [row[name] for row in rows]
            unique: list[object] = []
            for value in values:
                if value not in unique:
                    unique.append(value)
            if any(value is not None for value in values):
                is_short = 2 * len(unique) <= len(values)
                shared = {"values": unique, "at": [unique.index(value) for value in values]}
                columns[name] = shared if is_short else {"values": values}
        owners = [key for key, state in found.items() for _ in state[table]]
        tables[table] = {"names": names, "columns": columns, "owners": owners}
    return {"ids": list(found), "tables": tables}


@settings(max_examples=40)
@given(states())
def test_states_are_kept_column_by_column_and_read_again_as_they_were(found):
    packed = _packed(RecordKind.PRODUCTS, found)
    kept = json.dumps(packed)
    assert kept == json.dumps(told_slowly(found))
    assert _unpacked(RecordKind.PRODUCTS, json.loads(kept)) == found


@given(st.text("ab0-Đ ê", max_size=8) | st.text("a-", min_size=55, max_size=70))
def test_a_text_that_is_a_slug_already_is_cut_like_any_other(text):
    words = "-".join(re.findall("[a-z0-9]+", search_key(text)))
    assert slug(text) == (words[:SLUG_LENGTH].rstrip("-") or "x")
