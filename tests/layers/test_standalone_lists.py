"""The lists of a commune's page in the atlas of one file say what the site's lists say."""

from __future__ import annotations

from layers.standalone.lists import list_of
from layers.standalone.words import PageWords
from tests.layers.report_helpers import ENGLISH


def test_what_is_planned_is_listed_with_its_stage_or_that_it_is_not_known():
    words = PageWords(ENGLISH, {"list_count": {"planned-sites": "%(rows)s"}})
    rows = (
        {"site_id": "a", "name": "Cụm thổ cẩm", "stage": "approved", "place_id": None},
        {"site_id": "b", "name": "Điểm bán", "stage": None, "place_id": None},
    )
    told = list_of(words, "planned-sites", rows)
    assert told["rows"] == [
        ["a", "Cụm thổ cẩm", " · Approved"],
        ["b", "Điểm bán", " · stage not known"],
    ]
