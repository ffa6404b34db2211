"""Names of the sheets of a workbook: what Excel takes, and no two alike."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from layers.exports.workbook import LONGEST_TITLE, sheet_title, unique_titles

LONG = "Hợp tác xã nông nghiệp hữu cơ Thải Giàng Phố"


def units(title):
    """Return the length of a title as Excel counts it."""
    return len(title.encode("utf-16-le")) // 2


@given(
    st.lists(
        st.sampled_from([LONG, LONG.upper(), "History", "HISTORY", "Sa Pa", "sa pa", "😀" * 20]), max_size=30
    )
)
def test_no_two_sheets_are_called_alike_and_none_longer_than_excel_takes(names):
    found = unique_titles([sheet_title(name) for name in names])
    assert len({title.casefold() for title in found}) == len(names)
    assert all(0 < units(title) <= LONGEST_TITLE for title in found)
    assert "history" not in {title.casefold() for title in found}


def test_a_name_that_is_there_already_gets_a_number_in_the_place_of_its_last_signs():
    title = sheet_title(LONG)
    assert unique_titles([title, title]) == [LONG[:31], f"{LONG[:29]} 2"]
    assert unique_titles(["Sa Pa", "SA PA", "Bắc Hà"]) == ["Sa Pa", "SA PA 2", "Bắc Hà"]
