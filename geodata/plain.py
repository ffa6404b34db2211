"""Frames as plain rows, for shells that open no frame."""

from __future__ import annotations

from typing import Any

import pandas as pd

Row = dict[str, Any]


def rows_of(frame: pd.DataFrame) -> list[Row]:
    """Return the rows of ``frame`` as dictionaries with None for what is missing, without geometries."""
    columns = [name for name in frame.columns if frame[name].dtype.name != "geometry"]
    table = frame[columns].astype(object)
    return table.where(table.notna(), None).to_dict("records")
