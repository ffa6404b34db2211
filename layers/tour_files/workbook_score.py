"""The score of a tour as rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from layers.tour_files.words import Words

ScoreRow = tuple[str | int | float | None, ...]


def score_rows(answer: Mapping[str, Any], words: Words) -> tuple[ScoreRow, ...]:
    """Return the parts of the score with their weights, the total first."""
    return ()
