"""What a preview is kept as is the JSON that it would be in one piece."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.intake.keeping import PIECE, json_pieces

PLAIN = st.none() | st.booleans() | st.integers() | st.text(max_size=4)
VALUES = st.recursive(
    PLAIN,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=3), inner, max_size=3)
        | st.tuples(inner, st.integers(PIECE - 1, 2 * PIECE + 1)).map(lambda told: [told[0]] * told[1])
        | st.integers(PIECE - 1, PIECE + 1).map(lambda size: {str(key): key for key in range(size)})
    ),
    max_leaves=6,
)


@settings(max_examples=20)  # a nested value of several pieces is long
@given(VALUES)
def test_the_pieces_of_a_value_are_its_json(value):
    assert "".join(json_pieces(value)) == json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def test_no_piece_of_a_long_list_is_the_whole_of_it():
    rows = [["Chè Shan tuyết"] * 3] * (4 * PIECE)
    whole = len("".join(json_pieces({"rows": rows})))
    assert max(map(len, json_pieces({"rows": rows}))) < whole / 3
