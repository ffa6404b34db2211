"""A registry in which every text cell is hostile."""

from __future__ import annotations

import sqlalchemy as sa

from geodata import tables
from geodata.columns import TextList
from geodata.programme_tables import planned_sites
from geodata.store import Store

# What templates, HTML, JavaScript, spreadsheets and readers of mixed scripts could trip over.
PAYLOAD = (
    "={{ 6*7 }}{% if 1 %}x{% endif %}{# c #}</script><script>window.pwned=1;alert(1)</script>"
    '<img src=x onerror="window.pwned=1;alert(2)">`${window.pwned=1}`'
    "'\"\\\u2028\u2029\u202e\u202bابجد\u202c&amp;"
)
LINK = "javascript:alert(3)//{{ 6*7 }}<script>alert(4)</script>"

# Text columns that hold codes, identifiers or values of closed vocabularies.
CODES = frozenset(
    {
        "unit_code",
        "parent_code",
        "former_province",
        "level",
        "kind",
        "inner_lines",
        "placement",
        "confidence",
        "recognition",
        "standing",
        "product_group",
        "source_table",
        "producer_id",
        "product_id",
        "certificate_id",
        "craft_village_id",
        "zone_id",
        "observation_id",
        "sales_point_id",
        "market_day_id",
        "sight_id",
        "site_id",
        "stage",
        "place_id",
        "record_id",
        "role",
        "osm_id",
        "used_by",
        "link_id",
        "way_id",
        "assumption_id",
        "from_code",
        "to_code",
        "road_class",
        "subject",  # of speed_assumptions: the rows of the model are found by it
        "length_basis",
        "not_used",
        "total_id",
        "as_of_precision",
        "province_code",
        "metric",
        "key",
        "target_id",
        "crop",
        "parent_crop",
        "weekday",
        "severity",
        "rule",
        "basis",
        "reference_checksum",
        "old_code",
        "new_code",
        "decision_number",
    }
)


# Of these the reference data have none.
PLANNED = {
    "site_id": "planned",
    "name": "planned",
    "kind": "planned_point",
    "placement": "surveyed",
    "lon": 104.0,
    "lat": 22.4,
    "inferred_fields": [],
    "sources": [],
    "source_table": "made_up.csv",
    "source_row": 2,
}


def make_hostile(store: Store) -> int:
    """Overwrite every text cell of the registry with ``PAYLOAD`` and the key of its row; return how many."""
    cells = 0
    with store.write() as connection:
        connection.execute(planned_sites.insert(), PLANNED)
        for table in tables.metadata.sorted_tables:
            texts = [c for c in table.columns if isinstance(c.type, sa.Text) and c.name not in CODES]
            lists = [c for c in table.columns if isinstance(c.type, TextList) and c.name == "sources"]
            if table.name == "sights":
                texts.append(table.c.kind)
            keys = list(table.primary_key.columns)
            for row in connection.execute(sa.select(*keys)).all():
                mark = " ".join(map(str, row))
                values = {c.name: f"{PAYLOAD} {mark}" for c in texts}
                values |= {c.name: [LINK, f"{PAYLOAD} {mark}"] for c in lists}
                if values:
                    same = sa.and_(*(key == value for key, value in zip(keys, row, strict=True)))
                    connection.execute(table.update().where(same).values(values))
                    cells += len(values)
    return cells
