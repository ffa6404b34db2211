"""Rows of a frame hold Python's own values, whatever the columns are made of."""

import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import Point

from geodata.plain import rows_of

COLUMNS = {
    "Int64": pd.Series([7, None], dtype="Int64"),
    "int64": pd.Series([7, 8], dtype="int64"),
    "float64": pd.Series([1.5, np.nan]),
    "boolean": pd.Series([True, None], dtype="boolean"),
    "bool": pd.Series([True, False]),
    "str": pd.Series(["Sa Pả", None], dtype="str"),
    "numbers among objects": pd.Series([np.int64(3), np.float64(0.5)], dtype="object"),
    "lists": pd.Series([["a"], []], dtype="object"),
}


@pytest.mark.parametrize("name", COLUMNS)
def test_values_are_pythons_own_and_missing_ones_none(name):
    column = COLUMNS[name]
    values = [row[name] for row in rows_of(pd.DataFrame({name: column}))]

    assert not any(isinstance(value, np.generic) for value in values)
    assert values == [
        None if known is False else value for value, known in zip(column, column.notna(), strict=True)
    ]
    assert json.dumps(values)


def test_rows_keep_the_order_of_columns_and_leave_the_geometry_out():
    frame = gpd.GeoDataFrame({"b": [1], "a": ["x"]}, geometry=[Point(104, 22)], crs=4326)

    assert [list(row.items()) for row in rows_of(frame)] == [[("b", 1), ("a", "x")]]
    assert rows_of(frame.iloc[:0]) == []
