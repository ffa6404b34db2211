"""Which fields of a layer rest on which inferred fields of the store: one list for table, popup and CSV."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# Field of a layer → name in ``inferred_fields`` of the record.
INFERRED_AS: dict[str, str] = {
    "name": "name",
    "producer": "producer_id",
    "group": "product_group",
    "stars": "stars",
    "year": "certified_year",
    "kind": "kind",
    "commune": "unit_code",
    "district": "unit_code",
}


def inferred_names(row: Mapping[str, Any]) -> frozenset[str]:
    """
    Return the fields of ``row`` whose value is inferred; a value that is unknown carries no mark.

    An inferred place marks the commune, and the district only where no commune is known.
    """
    inferred = set(row.get("inferred") or ())
    found = {name for name, stored in INFERRED_AS.items() if stored in inferred and row.get(name) is not None}
    return frozenset(found - {"district"} if "commune" in found else found)
