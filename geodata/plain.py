"""Frames as plain rows, for shells that open no frame."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

Row = dict[str, Any]


def rows_of(frame: pd.DataFrame) -> list[Row]:
    """Return the rows of ``frame`` as dictionaries with None for what is missing, without geometries."""
    columns = {name: values_of(column) for name, column in frame.items() if column.dtype.name != "geometry"}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def values_of(column: pd.Series) -> list[Any]:
    """Return a column as Python values; column by column it takes a small part of ``to_dict``'s time."""
    values = column.tolist()
    for place in np.flatnonzero(column.isna()):
        values[place] = None
    if column.dtype == object:
        # Only here can a number of numpy's own be left.
        return [value.item() if isinstance(value, np.generic) else value for value in values]
    return values
