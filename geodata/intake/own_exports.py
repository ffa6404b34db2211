"""
Files that this map gives away, handed in again: they are recognised and not read.

A layer that is taken away tells what the map shows: commune and codes are those
of a view, longitude and latitude a drawn point, which may only lie somewhere in
the commune. Read as a list of records, it would move records and invent points.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from geodata.errors import N_, InvalidInput
from geodata.intake.matching import heading_key

# Headings that only layers have: of tables in both languages, of map files (in Shapefiles ten letters).
SIGNS = tuple(
    frozenset(map(heading_key, signs))
    for signs in (
        ("In the unit system", "Trong hệ đơn vị", "in_system"),
        (
            "Unit it is placed by (year of its list)",
            "Đơn vị dùng để đặt vị trí (năm của danh mục)",
            "unit_name",
        ),
        ("Placed by", "Mức định vị", "placement"),
    )
)
# What text files say of themselves, wherever their headings went: GPX, KML, GeoJSON, the end of a CSV.
TEXTS = re.compile(
    rb"creator=\"OCOP L\xc3\xa0o Cai\"|\(SHA-256\): [0-9a-f]{64}|\"content_sha256\": ?\"[0-9a-f]{64}"
)

OWN_EXPORT = N_(
    "This file was taken from this map: its communes, codes and coordinates are those that the map shows,"
    " not what the records say. To correct records, use the template with records (page “Take in a file”)."
)


def refuse_own_text(content: bytes) -> None:
    """Raise ``InvalidInput`` where a text file says that this map made it."""
    if TEXTS.search(content):
        raise InvalidInput(OWN_EXPORT)


def refuse_own_headings(headings: Iterable[str]) -> None:
    """Raise ``InvalidInput`` where a table has the headings of a layer that was taken away."""
    keys = set(map(heading_key, headings))
    if all(signs & keys for signs in SIGNS):
        raise InvalidInput(OWN_EXPORT)
