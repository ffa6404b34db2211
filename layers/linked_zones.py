"""Hectares and households of the zones that are linked with products, as a table by unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from geodata.errors import N_
from geodata.programme.tallies import UnitTally
from geodata.programme.zone_sums import UnitZones, ZoneSum
from geodata.vocabulary import UnitLevel
from layers.exports.plain_tables import PlainTable
from layers.followed_tables import unit_text
from layers.wording import Wording

TITLE = N_("Zones linked with the products counted")
ZONE_HEADINGS = (
    N_("Administrative unit"),
    N_("Code"),
    N_("Linked zones"),
    N_("Hectares, as far as on record"),
    N_("Zones without hectares"),
    N_("Households, as far as on record"),
    N_("Zones without households"),
    N_("Years of the figures"),
)
MEANING = N_(
    "A zone counts where the product is, wherever the zone lies, and once in each unit: the units do not add"
    " up to the province. Its figure is that of its newest link, of equally new ones the largest; a sum"
    " beside zones without a figure is “at least”."
)
AT_LEAST = N_("at least %(value)s")
NO_DAY = N_("day unknown")


def sum_text(words: Wording, told: ZoneSum) -> str:
    """Return a sum; with zones that have no figure it is at least that, and unknown is empty."""
    if told.value is None:
        return ""
    value = words.number(told.value)
    return words.text(AT_LEAST, value=value) if told.without else value


def years_text(words: Wording, zones: UnitZones) -> str:
    """Return the years that the figures of a unit are of, and that some are of no known day."""
    years = [year for one in zones for year in (one.first, one.last) if year is not None]
    span = sorted({min(years), max(years)}) if years else []
    parts = ["–".join(map(str, span))]
    if any(one.undated for one in zones):
        parts.append(words.translate(NO_DAY))
    return "; ".join(part for part in parts if part)


def zones_table(
    level: UnitLevel,
    units: Sequence[UnitTally],
    found: Mapping[str | None, UnitZones],
    words: Wording,
) -> PlainTable:
    """Return one row for each of ``units`` that has a product with a linked zone."""
    rows = tuple(
        (
            unit_text(words, one, level),
            one.code,
            zones.hectares.zones,
            zones.hectares.value,
            zones.hectares.without,
            zones.households.value,
            zones.households.without,
            years_text(words, zones),
        )
        for one in units
        if (zones := found.get(one.code)) is not None
    )
    headings = tuple(words.translate(text) for text in ZONE_HEADINGS)
    return PlainTable("linked_zones", words.translate(TITLE), headings, rows)
