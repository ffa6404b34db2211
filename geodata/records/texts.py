"""Texts of cells, forms and JSON without what no reader sees; what lists repeat is read once."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from geodata.registry.reading import EMPTY_WORDS, clean_text

LIST_PARTS = re.compile(r"\s;\s|\n")


@lru_cache(maxsize=16_384)
def clean(raw: str) -> str | None:
    """Return a text as ``clean_text`` does; most texts are clean already."""
    if raw.isprintable() and unicodedata.is_normalized("NFC", raw) and raw.strip() == raw and "  " not in raw:
        return None if raw.casefold() in EMPTY_WORDS else raw
    return clean_text(raw)[0]


@lru_cache(maxsize=4096)
def parts_of(raw: str) -> tuple[str, ...]:
    """Return the texts of a list that is written as one, clean and without those that say nothing."""
    parts = LIST_PARTS.split(raw) if ";" in raw or "\n" in raw else [raw]
    return tuple(text for part in parts if (text := clean(part)) is not None)
