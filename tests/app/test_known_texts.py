"""Closed sets of texts that the reference tables write in English are known to the translators."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app.pages.known_texts import KNOWN, RULES, is_verbatim, known_text, rule_title
from geodata import tables
from geodata.registry.report import MESSAGES


def is_address(text: str) -> bool:
    """Tell whether a source is an address, which needs no translation."""
    return text.startswith("http")


@pytest.mark.parametrize(
    "column",
    [
        tables.published_totals.c.source,
        tables.published_totals.c.note,
        tables.published_targets.c.source,
        tables.published_targets.c.note,
        tables.sights.c.kind,
    ],
    ids=str,
)
def test_every_value_of_a_closed_column_is_known(reference_store, column):
    with reference_store.read() as connection:
        values = {value for value in connection.scalars(sa.select(column)) if value}
    assert values
    assert {value for value in values if not is_address(value)} <= set(KNOWN)


def test_every_rule_of_the_import_has_a_name(reference_store):
    with reference_store.read() as connection:
        used = set(connection.scalars(sa.select(tables.import_problems.c.rule)))
    assert used | set(MESSAGES) <= set(RULES)


def test_an_unknown_text_stays_as_it_is_and_says_so(app):
    with app.test_request_context("/"):
        assert known_text("made up") == "made up"
        assert known_text(None) == ""
        assert is_verbatim("made up")
        assert not is_verbatim("cave")
        assert rule_title("made_up") == "made_up"
