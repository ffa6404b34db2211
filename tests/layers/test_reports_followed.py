"""A report tells what the programme follows where a source says something, and nothing where none does."""

from __future__ import annotations

import sqlalchemy as sa

from geodata import tables
from geodata.programme_tables import programme_facts
from layers.reports.subjects import Subject, SubjectKind
from layers.reports.unit_report import unit_report
from tests.geodata.programme.test_current import row
from tests.layers.report_helpers import ENGLISH, table_of, territory_of


def test_the_report_of_the_province_has_the_facts_that_are_known(own_reference_store):
    store, subject = own_reference_store, Subject(SubjectKind.PROVINCE)
    titles = [one.title for one in unit_report(store, ENGLISH, territory_of(store, subject)).sections]
    assert "What the programme follows" not in titles
    p = tables.products
    with store.write() as connection:
        keys = connection.scalars(sa.select(p.c.product_id).where(p.c.recognition == "recognised")).all()
        facts = [
            row(f"f{n}", "ocop_logo", "yes", subject=("products", key)) for n, key in enumerate(keys[:2])
        ]
        connection.execute(programme_facts.insert(), facts)
    content = unit_report(store, ENGLISH, territory_of(store, subject))
    assert table_of(content, "followed_products").rows == (("OCOP logo on the packaging", 2, 0, 110),)
    (section,) = [one for one in content.sections if one.title == "What the programme follows"]
    assert "A “not known” is no “no”" in section.blocks[0]
