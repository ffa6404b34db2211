"""
Contracts of the clean tables: what may cross from the registry into the store.

The columns and their types are those of ``geodata.tables``; here stands what
a value must be. Text is ``str`` (missing: NaN), whole numbers ``Int64``,
truth ``boolean``, decimals ``float64``, dates, lists and geometries objects:
the same dtypes that ``Store.frame`` gives.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum, StrEnum
from typing import Any

import pandas as pd
import pandera.pandas as pa
import sqlalchemy as sa
from pandera.errors import SchemaErrors

from geodata import tables, vocabulary
from geodata.errors import N_, DataProblem

Record = dict[str, Any]

UNIT_CODE = r"^\d{2,5}$"
# Words that programs write where a value was missing: never a text of ours.
NOT_A_TEXT = ("", "nan", "NaN", "None", "null", "NULL", "<NA>")
WEST, SOUTH, EAST, NORTH = 102.0, 8.0, 110.0, 24.0  # degrees; the country's main land
FIRST_YEAR, LAST_YEAR = 1900, 2100
BASES = ("census", "census_sum", "resolution_767", "resolution_1270", "estimate")

Checks = Sequence[pa.Check]


def among(values: type[StrEnum] | Iterable[str]) -> list[pa.Check]:
    """Return the check for one of a closed list of words."""
    return [pa.Check.isin([str(value) for value in values])]


def between(least: float, most: float) -> list[pa.Check]:
    """Return the check for a number from ``least`` to ``most``."""
    return [pa.Check.in_range(least, most)]


CODE = [pa.Check.str_matches(UNIT_CODE)]
YEAR = between(FIRST_YEAR, LAST_YEAR)
COUNT = [pa.Check.ge(0)]
STARS = between(3, 5)
ABOVE_ZERO = [pa.Check.gt(0)]

PLACED: Mapping[str, Checks] = {
    "placement": among(vocabulary.Placement),
    "unit_code": CODE,
    "lon": between(WEST, EAST),
    "lat": between(SOUTH, NORTH),
}
ORIGIN: Mapping[str, Checks] = {"confidence": among(vocabulary.Confidence), "source_row": [pa.Check.ge(1)]}

WAY_FIGURES: Mapping[str, Checks] = dict.fromkeys(
    ("km_min", "km_max", "minutes_min", "minutes_max"), ABOVE_ZERO
)

# Table → column → checks beyond those that hold for every table of its type.
RULES: Mapping[str, Mapping[str, Checks]] = {
    "units": {
        "unit_code": CODE,
        "level": among(vocabulary.UnitLevel),
        "kind": among(vocabulary.UnitKind),
        "inner_lines": among(("surveyed", "generalised", "approximate")),
        "area_km2": ABOVE_ZERO,
        "label_lon": between(WEST, EAST),
        "label_lat": between(SOUTH, NORTH),
    },
    "crosswalk": {"old_code": CODE, "new_code": CODE},
    "unit_population": {"residents": COUNT, "year": YEAR, "basis": among(BASES)},
    "producers": {"kind": among(vocabulary.ProducerKind), **PLACED, **ORIGIN},
    "products": {
        "product_group": among(vocabulary.ProductGroup),
        "recognition": among(vocabulary.Recognition),
        "stars": STARS,
        "evaluated_year": YEAR,
        **PLACED,
        **ORIGIN,
    },
    "certificates": {"stars": STARS, "certified_year": YEAR},
    "craft_villages": {
        "kind": among(vocabulary.CraftKind),
        "standing": among(vocabulary.CraftStanding),
        "households": COUNT,
        "recognised_year": YEAR,
        **PLACED,
        **ORIGIN,
    },
    "material_zones": {"kind": among(vocabulary.ZoneKind), **PLACED, **ORIGIN},
    "zone_units": {"unit_code": CODE},
    "zone_observations": {"year": YEAR, "area_ha_min": COUNT, "area_ha_max": COUNT, "households": COUNT},
    "sales_points": {
        "kind": among(vocabulary.SalesPointKind),
        "opened_year": YEAR,
        **PLACED,
        **ORIGIN,
    },
    "market_days": {"weekday": among(vocabulary.Weekday)},
    "sights": {
        "visit_minutes": COUNT,
        "entry_fee_min_vnd": COUNT,
        "entry_fee_max_vnd": COUNT,
        **PLACED,
        **ORIGIN,
    },
    "osm_places": {"lon": between(WEST, EAST), "lat": between(SOUTH, NORTH)},
    "road_links": {
        "from_code": CODE,
        "to_code": CODE,
        "length_km": ABOVE_ZERO,
        "length_basis": among(("published", "derived", "estimated")),
    },
    "speed_assumptions": {
        "kind": among(("model", "observed")),
        **WAY_FIGURES,
        "kmh_low": ABOVE_ZERO,
        "kmh_high": ABOVE_ZERO,
    },
    "published_ways": {"from_code": CODE, "to_code": CODE, **WAY_FIGURES},
    "published_totals": {"as_of_precision": among(("day", "month", "year")), "value": COUNT},
    "published_targets": {"year": YEAR, "value": COUNT},
    "place_roles": {"role": among(vocabulary.Role)},
}


def dtype_of(type_: sa.types.TypeEngine[Any]) -> str:
    """Return the dtype of a column of an SQL type, as ``Store.frame`` gives it."""
    kinds = ((sa.Boolean, "boolean"), (sa.Integer, "Int64"), (sa.Float, "float64"), (sa.String, "str"))
    return next((dtype for kind, dtype in kinds if isinstance(type_, kind)), "object")


def contract(table: sa.Table) -> pa.DataFrameSchema:
    """Return the contract of a table: its columns, no other, unique by its primary key."""
    rules = RULES.get(table.name, {})
    columns = {column.name: _column(column, rules.get(column.name, ())) for column in table.columns}
    return pa.DataFrameSchema(
        columns, strict=True, unique=[column.name for column in table.primary_key], name=table.name
    )


def _column(column: sa.Column[Any], checks: Checks) -> pa.Column:
    """Return the contract of one column."""
    dtype = dtype_of(column.type)
    text = [pa.Check.notin(NOT_A_TEXT)] if dtype == "str" else []
    return pa.Column(dtype, checks=[*text, *checks], nullable=bool(column.nullable))


UnitTable = contract(tables.units)
CrosswalkTable = contract(tables.crosswalk)
PopulationTable = contract(tables.unit_population)
ProductTable = contract(tables.products)
ProducerTable = contract(tables.producers)
CertificateTable = contract(tables.certificates)
CraftVillageTable = contract(tables.craft_villages)
MaterialZoneTable = contract(tables.material_zones)
ZoneObservationTable = contract(tables.zone_observations)
SalesPointTable = contract(tables.sales_points)
MarketDayTable = contract(tables.market_days)
SightTable = contract(tables.sights)
RoadLinkTable = contract(tables.road_links)


def plain(value: object) -> object:
    """Return the value of a member of an enumeration, anything else as it is."""
    return value.value if isinstance(value, Enum) else value


def as_frame(table: sa.Table, records: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Return clean records as a frame with the columns and dtypes of ``table``."""
    return pd.DataFrame(
        {
            column.name: pd.Series(
                [plain(record.get(column.name)) for record in records], dtype=dtype_of(column.type)
            )
            for column in table.columns
        }
    )


def failures(table: sa.Table, records: Sequence[Mapping[str, Any]]) -> list[tuple[int | None, str, str]]:
    """
    Hold records against the contract of ``table``; everything that breaks it, at once.

    Returns
    -------
    list
        Position in ``records`` (None where the whole table is meant), column, value.
    """
    try:
        contract(table).validate(as_frame(table, records), lazy=True)
    except SchemaErrors as errors:
        cases = errors.failure_cases[["index", "column", "failure_case"]].drop_duplicates()
        return [
            (None if pd.isna(index) else int(index), str(column), str(value))
            for index, column, value in cases.itertuples(index=False, name=None)
        ]
    return []


def require(table: sa.Table, records: Sequence[Mapping[str, Any]]) -> None:
    """
    Raise ``DataProblem`` where derived records break the contract of ``table``.

    Rows that come straight from a raw table are refused one by one instead
    (``geodata.registry.checking``).
    """
    broken = failures(table, records)
    if broken:
        _, column, value = broken[0]
        raise DataProblem(
            N_("%(table)s breaks its contract %(count)s times; first: %(column)s = %(value)s"),
            table=table.name,
            count=len(broken),
            column=column,
            value=value,
        )
