"""GeoJSON (RFC 7946): every field as the API names it, codes also in words, the facts as a member."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from geodata.plain import Row
from geodata.vector_writing import telling
from layers.encode import collection_parts
from layers.exports.columns import words_of
from layers.exports.content import DEGREE_DECIMALS, Content
from layers.exports.facts import Facts
from layers.wording import Wording


def make_geojson(path: Path, content: Content, facts: Facts, words: Wording) -> None:
    """Write the file in UTF-8, degrees (EPSG:4326), full detail; it is never whole in memory."""
    members = {"name": facts.title, "metadata": facts.plain, "count": len(content.rows)}
    parts = collection_parts(_told(content, words), content.shapes, members, DEGREE_DECIMALS)
    with telling(path.name), path.open("w", encoding="utf-8", errors="replace", newline="\n") as file:
        file.writelines(parts)


def _told(content: Content, words: Wording) -> Iterator[Row]:
    """Give each row with what its codes are called."""
    known: dict[Any, str] = {}
    for row in content.rows:
        yield row | words_of(content.spec.fields, row, words, known)
