"""What figures are called on pages and in reports: published totals, cards of units, scopes, bases."""

from __future__ import annotations

from collections.abc import Mapping

from geodata.errors import N_
from geodata.records import choices

METRICS: Mapping[str, str] = choices.METRICS

# What the cards of a unit count: as the map does.
FIGURES: dict[str, str] = {
    "products": N_("products named as recognised"),
    "producers": N_("producers with a recognised product"),
    "craft-villages": N_("recognised crafts and craft villages"),
    "sales-points": N_("sales points of all kinds, markets included"),
}

# The province before and since 1 July 2025: one wording everywhere.
SCOPES: dict[str, str] = {
    "before": choices.PROVINCES["10"],
    "merged": choices.PROVINCES["15"],
}

POPULATION_BASES: dict[str, str] = {
    "census": N_("census of 1 April 2019"),
    "census_sum": N_("census of 1 April 2019, added up over whole units"),
    "resolution_767": N_("Resolution 767 (2018), with converted temporary residents"),
    "resolution_1270": N_("Resolution 1270 (2024)"),
    "estimate": N_("an estimate"),
}
