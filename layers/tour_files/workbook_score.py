"""The score of a tour as rows of a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geodata.errors import N_
from layers.tour_files.tables import Row
from layers.tour_files.words import Words

# What the value of a part counts (``tourism.score.UNITS``).
UNITS: Mapping[str, str] = {
    "products": N_("recognised products"),
    "groups": N_("product groups"),
    "producers": N_("producers with a product"),
    "per_hour": N_("for each hour of driving"),
    "share": N_("share from 0 to 1"),
    "evenness": N_("evenness from 0 to 1"),
    "kg": N_("kg of CO₂ for each person and day (estimate)"),
}


def score_rows(answer: Mapping[str, Any], words: Words) -> tuple[Row, ...]:
    """Return the parts of the score with their weights, then the total; nothing where there is none."""
    score = answer["score"]
    if score is None:
        return ()
    parts = [
        (
            part["title"],
            part["value"],
            words.text(UNITS[part["unit"]]),
            part["points"],
            part["weight"],
            part["note"]["text"],
        )
        for part in score["parts"]
    ]
    total = words.text(N_("Weighted mean of the points that can be told, from 0 to 10"))
    return (*parts, (words.text(N_("Total")), None, "", score["total"], None, total))
