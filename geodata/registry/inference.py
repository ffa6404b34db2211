"""Which fields a collector inferred, read from the note that says so."""

from __future__ import annotations

import re
from functools import lru_cache

# Pattern in the note → field of ours. The patterns were written against every
# note of ocop_products.csv; "not stated" says that a field is empty, not that
# it was inferred, and "group from source" is a source's own word.
PATTERNS: tuple[tuple[str, str], ...] = (
    ("product_group", r"(?:^|; )group(?:;|$)"),
    ("producer_id", r"producer (?:inferred|from later|pairing)|\(producer from S23\)"),
    ("producer_id", r"without producer|same inference as|producer and commune inferred"),
    ("producer_id", r"producer's Vietnamese name translated"),
    ("unit_code", r"commune from|commune inferred|commune:|old commune .* merged|address from articles"),
    ("unit_code", r"same inference as"),
    ("name", r"(?:^|; )(?:VN|Vietnamese) name translated|product name summarised|exact certified name not"),
    ("stars", r"(?:^|; )stars(?:;|$| \()|\d sao inferred|has 6 three-star OCOP products; this line named"),
    ("certified_year", r"year = by"),
)
_COMPILED = tuple((field, re.compile(pattern)) for field, pattern in PATTERNS)
PRODUCER_KIND = re.compile(r"producer type inferred")
PRODUCER_NAME = re.compile(r"producer's Vietnamese name translated")


def inferred_fields(note: str | None) -> list[str]:
    """Return the fields of a product that ``note`` calls inferred, in a fixed order."""
    return list(_inferred(note or ""))


# Lists say the same of many products.
@lru_cache(maxsize=4096)
def _inferred(note: str) -> tuple[str, ...]:
    """Return what ``inferred_fields`` does."""
    return tuple(dict.fromkeys(field for field, pattern in _COMPILED if pattern.search(note)))


def inferred_of_producer(note: str | None) -> list[str]:
    """Return the fields of the producer itself that the note of a product calls inferred."""
    rules = (("kind", PRODUCER_KIND), ("name", PRODUCER_NAME))
    return [field for field, pattern in rules if pattern.search(note or "")]
