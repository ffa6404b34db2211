"""
What the programme follows beyond the record itself: inspections, facts with date and source, linked zones.

They belong to the registry like the tables of ``geodata.tables`` and share
their metadata: a reference load empties them, and what the office knows is
written again from the history of the records.
"""

from __future__ import annotations

import sqlalchemy as sa

from geodata.tables import metadata, origin_columns, placed_columns, store_state

# Checks after recognition; what one found changes no status (geodata.certificates.supervision).
inspections = sa.Table(
    "inspections",
    metadata,
    sa.Column("inspection_id", sa.Text, primary_key=True),
    sa.Column(
        "certificate_id", sa.Text, sa.ForeignKey("certificates.certificate_id"), nullable=False, index=True
    ),
    sa.Column("inspected_on", sa.Date),  # null: the day is unknown
    sa.Column("result", sa.Text),  # records.vocabulary.InspectionResult; null: unknown
    sa.Column("note", sa.Text),
    sa.Column("source", sa.Text),
)

# One row for each thing that a source says of a product or producer; several over time stand side by side.
programme_facts = sa.Table(
    "programme_facts",
    metadata,
    sa.Column("fact_id", sa.Text, primary_key=True),
    sa.Column("subject_kind", sa.Text, nullable=False),  # products | producers
    sa.Column("subject_id", sa.Text, nullable=False),
    sa.Column("fact", sa.Text, nullable=False),  # records.vocabulary.Fact
    # yes | no, or a value of the fact's own list (a sales channel, a stage); null: unknown
    sa.Column("value", sa.Text),
    sa.Column("link", sa.Text),
    sa.Column("amount_vnd", sa.Integer),  # whole đồng
    sa.Column("as_of", sa.Date),  # null: the day is unknown
    sa.Column("as_of_precision", sa.Text),  # day | month | year
    sa.Column("source", sa.Text),
    sa.Column("note", sa.Text),
    sa.Column("ended_on", sa.Date),  # from this day no longer; null: no end is known
    sa.Index("programme_facts_by_subject", "subject_kind", "subject_id"),
)

product_zones = sa.Table(
    "product_zones",
    metadata,
    sa.Column("product_id", sa.Text, sa.ForeignKey("products.product_id"), primary_key=True),
    sa.Column("zone_id", sa.Text, sa.ForeignKey("material_zones.zone_id"), primary_key=True),
    sa.Column("hectares", sa.Float),
    sa.Column("households", sa.Integer),
    sa.Column("as_of", sa.Date),
    sa.Column("source", sa.Text),
)

# Kept only where the office turned it on; shown to readers as totals of five or more.
producer_leaders = sa.Table(
    "producer_leaders",
    metadata,
    sa.Column("producer_id", sa.Text, sa.ForeignKey("producers.producer_id"), primary_key=True),
    sa.Column("sex", sa.Text),  # female | male; null: unknown
    sa.Column("ethnic_group", sa.Text),
    sa.Column("as_of", sa.Date),
    sa.Column("source", sa.Text),
)

# Not there yet: craft-village industrial clusters and points that are planned. Never counted as sales points.
planned_sites = sa.Table(
    "planned_sites",
    metadata,
    sa.Column("site_id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),  # records.vocabulary.PlannedKind
    sa.Column("stage", sa.Text),  # records.vocabulary.PlannedStage; null: unknown
    sa.Column("planned_year", sa.Integer),
    sa.Column("area_ha", sa.Float),
    *placed_columns(),
    *origin_columns(),
)


def registry_tables() -> list[sa.Table]:
    """Return every table of the registry, each behind those that it refers to."""
    return [table for table in metadata.sorted_tables if table.name != store_state.name]
