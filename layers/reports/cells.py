"""Cells that several tables of a report have in common."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from geodata.links import source_links
from geodata.plain import Row
from geodata.view import NONE
from layers.reports.contents import Cell
from layers.reports.sentences import Teller, ngettext
from layers.wording import UNKNOWN

# Inferred fields that decide whether and where a row is counted.
COUNTED_BY = frozenset({"kind", "unit_code", "standing"})


def numbered(rows: Iterable[tuple[Cell, ...]]) -> list[tuple[Cell, ...]]:
    """Return rows with their numbers before them."""
    return [(number, *row) for number, row in enumerate(rows, start=1)]


def stars_text(teller: Teller, stars: object) -> str:
    """Return stars in words; unknown where no source tells them."""
    if stars is None or stars == NONE:
        return teller.text(UNKNOWN)
    return teller.count(("%(num)s star", "%(num)s stars"), int(str(stars)))


def inferred_text(teller: Teller, row: Row) -> str:
    """Return what is inferred of a record, in words; empty: nothing."""
    return "; ".join(teller.words.label("inferred", field) for field in row["inferred_fields"])


RESTING = ngettext(
    "%(num)s of these rows rests on an inferred kind, commune or district.",
    "%(num)s of these rows rest on an inferred kind, commune or district.",
)


def inferred_sentence(teller: Teller, rows: Iterable[Row]) -> str:
    """Return how many of the rows that were counted rest on what no source states; empty: none."""
    count = sum(not COUNTED_BY.isdisjoint(row["inferred_fields"]) for row in rows)
    return teller.count(RESTING, count) if count else ""


def source_text(source: str) -> str:
    """Return a source as pages show it: the host of an address, any other text as it is."""
    return source_links([source])[0].text


def place_text(row: Row) -> str | None:
    """Return the commune of a record, else its district; None: neither is known."""
    place = row["commune"] or row["district"]
    return None if place is None else str(place)


def counted(values: Iterable[object]) -> Counter[str | None]:
    """Count values as texts; None is unknown."""
    return Counter(None if value is None else str(value) for value in values)
