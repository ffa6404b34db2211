"""Made-up rows with good defaults, and a small world that fills a store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

import geopandas as gpd
import pandas as pd
from shapely.geometry import box
from shapely.geometry.base import BaseGeometry

from geodata import tables
from geodata.crs import WGS84, area_km2
from geodata.store import Store

Row = dict[str, Any]

FROM_2019, TO_2019 = date(2019, 4, 1), date(2019, 12, 31)
FROM_2020, TO_2024 = date(2020, 1, 1), date(2025, 6, 30)
MERGER = date(2024, 12, 1)
FROM_2025 = date(2025, 7, 1)


def square(column: int, row: int, width: int = 1) -> BaseGeometry:
    """Return a square of 0.1° (EPSG:4326) in a grid that begins at 104.0° E, 22.3° N."""
    west, south = round(104.0 + column / 10, 1), round(22.3 + row / 10, 1)
    return box(west, south, round(west + width / 10, 1), round(south + 0.1, 1))


@cache
def measured(shape: BaseGeometry | None) -> Row:
    """Return what ``units`` keeps of a shape besides itself; many tests fill the same world."""
    names = ("min_lon", "min_lat", "max_lon", "max_lat", "area_km2", "label_lon", "label_lat")
    if shape is None:
        return dict.fromkeys(names)
    area = float(area_km2(gpd.GeoSeries([shape], crs=WGS84)).iloc[0])
    inside = shape.representative_point()
    return dict(zip(names, (*shape.bounds, area, inside.x, inside.y), strict=True))


def unit_row(code: str, shape: BaseGeometry | None = None, **values: Any) -> Row:
    """Return a row of ``units``: a commune that holds since 1 July 2025 unless ``values`` say otherwise."""
    return {
        "unit_code": code,
        "valid_from": FROM_2025,
        "valid_to": None,
        "level": "commune",
        "kind": "commune",
        "name": f"Unit {code}",
        "parent_code": None,
        "parent_valid_from": None,
        "former_province": None,
        "has_records": True,
        "inner_lines": None,
        "source": "made up",
        "shape": shape,
        **measured(shape),
        **values,
    }


def make_units(*codes: str, **values: Any) -> gpd.GeoDataFrame:
    """Return one commune per code, squares in one row that share their borders (EPSG:4326)."""
    rows = [unit_row(code, square(place, 0), **values) for place, code in enumerate(codes)]
    columns = [column.name for column in tables.units.columns]
    return gpd.GeoDataFrame(pd.DataFrame(rows, columns=columns), geometry="shape", crs=WGS84)


def crosswalk_row(old: tuple[str, date], new: tuple[str, date], whole: bool = True) -> Row:
    """Return a row of ``crosswalk``."""
    return {
        "old_code": old[0],
        "old_valid_from": old[1],
        "new_code": new[0],
        "new_valid_from": new[1],
        "whole": whole,
        "source": "made up",
    }


def placed(code: str | None = None, valid_from: date | None = FROM_2020, **values: Any) -> Row:
    """Return the columns of a placed record and of its origin; without ``code`` it is placed nowhere."""
    return {
        "raw_commune": None,
        "raw_district": None,
        "village": None,
        "address": None,
        "placement": "unknown" if code is None else "district" if len(code) == 3 else "commune",
        "unit_code": code,
        "unit_valid_from": None if code is None else valid_from,
        "outside": None,
        "lon": None,
        "lat": None,
        "point_source": None,
        "place_id": None,
        "confidence": "stated",
        "inferred_fields": [],
        "inferred_note": None,
        "sources": ["https://laocai.gov.vn/made-up"],
        "note": None,
        "source_table": "made_up.csv",
        "source_row": 2,
        **values,
    }


def product_row(product_id: str, code: str | None = None, **values: Any) -> Row:
    """Return a row of ``products``: three stars, food, recognised, in the unit of ``code``."""
    return {
        "product_id": product_id,
        "name": f"Product {product_id}",
        "producer_id": None,
        "product_group": "food",
        "group_criteria": None,
        "stars": 3,
        "recognition": "recognised",
        "evaluated_year": None,
        "website": None,
        "history": None,
        **placed(code),
        **values,
    }


def make_products(*codes: str | None, **values: Any) -> pd.DataFrame:
    """Return one product per unit code, ``p1``, ``p2`` …; a code of ``None`` is a product placed nowhere."""
    rows = [product_row(f"p{number}", code, **values) for number, code in enumerate(codes, start=1)]
    columns = [column.name for column in tables.products.columns]
    return pd.DataFrame(rows, columns=columns)


def fill(store: Store, rows: Mapping[str, Sequence[Row]]) -> None:
    """Write rows by name of table, in one transaction and in the order that foreign keys ask for."""
    unknown = rows.keys() - tables.metadata.tables.keys()
    if unknown:
        raise ValueError(f"no such tables: {sorted(unknown)}")
    with store.write() as connection:
        for table in tables.metadata.sorted_tables:
            if rows.get(table.name):
                connection.execute(table.insert(), list(rows[table.name]))


def _upper_units() -> list[Row]:
    """Two provinces, and two districts in two versions."""
    province = {"level": "province", "kind": "province"}
    district = {"level": "district", "kind": "rural_district", "parent_code": "10"}
    above = {"parent_valid_from": date(2004, 1, 1)}
    old = {"valid_from": FROM_2019, "valid_to": TO_2019, **above}
    new = {"valid_from": FROM_2020, "valid_to": TO_2024, **above}
    return [
        unit_row(
            "10", square(0, 0, 4), name="Lào Cai", valid_from=date(2004, 1, 1), valid_to=TO_2024, **province
        ),
        unit_row("15", square(0, 0, 5), name="Lào Cai", **province),
        unit_row("901", name="Hạ", **district, **old),
        unit_row("902", name="Thượng", **district, **old),
        unit_row("901", square(0, 0, 2), name="Hạ", **district, **new),
        unit_row("902", square(2, 0, 2), name="Thượng", **district, **new),
    ]


def _old_communes() -> list[Row]:
    """The communes of 2019 (names only) and of 2020 to June 2025 (90103 ends in November 2024)."""

    def old(code: str, name: str) -> Row:
        parent = {"parent_code": code[:3], "parent_valid_from": FROM_2019}
        return unit_row(code, name=name, valid_from=FROM_2019, valid_to=TO_2019, **parent)

    def middle(
        code: str, name: str, shape: BaseGeometry | None, since: date = FROM_2020, to: date = TO_2024
    ) -> Row:
        parent = {"parent_code": code[:3], "parent_valid_from": FROM_2020}
        return unit_row(code, shape, name=name, valid_from=since, valid_to=to, **parent)

    return [
        old("90101", "Sa Pa"),
        old("90102", "Thanh Bình"),
        old("90103", "Tà Chải"),
        old("90201", "Nậm Chảy"),
        old("90203", "San Sả Hồ"),
        middle("90101", "Sa Pa", square(0, 0)),
        middle("90102", "Thanh Bình", None, to=date(2024, 11, 30)),
        middle("90103", "Tà Chải", None, to=date(2024, 11, 30)),
        middle("90102", "Thanh Bình", square(1, 0), since=MERGER),
        middle("90201", "Nậm Chảy", square(2, 0)),
        middle("90202", "Sa Pả", square(3, 0)),
    ]


def _new_communes() -> list[Row]:
    """Three communes since July 2025: 90102 names another place than before, 90901 has no records."""
    since = {"parent_code": "15", "parent_valid_from": FROM_2025}
    here = {"former_province": "Lào Cai", **since}
    return [
        unit_row("90102", square(0, 0, 2), name="Sa Pa", kind="ward", **here),
        unit_row("90201", square(2, 0), name="Nậm Chảy", **here),
        unit_row("90202", square(3, 0), name="Sa Pả", **here),
        unit_row(
            "90901", square(4, 0), name="Mường Lò", former_province="Yên Bái", has_records=False, **since
        ),
    ]


def _crosswalk() -> list[Row]:
    """Old → new: Tà Chải merged in 2024, San Sả Hồ split in 2020, 90101 and 90102 merged in 2025."""
    in_2019 = [("90101", FROM_2020), ("90102", MERGER), ("90201", FROM_2020)]
    in_2025 = {"90101": "90102", "90102": "90102", "90103": "90102", "90201": "90201", "90202": "90202"}
    ended = [("90102", FROM_2020), ("90103", FROM_2020)]
    last = [("90101", FROM_2020), ("90102", MERGER), ("90201", FROM_2020), ("90202", FROM_2020)]
    return [
        *[crosswalk_row((key[0], FROM_2019), key) for key in in_2019],
        *[crosswalk_row((key[0], FROM_2019), (in_2025[key[0]], FROM_2025)) for key in in_2019],
        crosswalk_row(("90103", FROM_2019), ("90102", MERGER)),
        crosswalk_row(("90103", FROM_2019), ("90102", FROM_2025)),
        *[crosswalk_row(("90203", FROM_2019), (code, FROM_2020), False) for code in ("90201", "90202")],
        *[crosswalk_row(("90203", FROM_2019), (code, FROM_2025), False) for code in ("90201", "90202")],
        *[crosswalk_row(key, ("90102", MERGER)) for key in ended],
        *[crosswalk_row(key, (in_2025[key[0]], FROM_2025)) for key in [*ended, *last]],
    ]


def fill_world(store: Store, **more: Sequence[Row]) -> None:
    """
    Fill ``store`` with a small world: all three unit systems, eight products, one producer, one sight.

    Of the eight products, two lie in Sa Pa (90101), one in Nậm Chảy (90201),
    one in each of the two communes that ended in 2024 (90102, 90103), one is
    known only by its district (902), one lies in a commune of 2019 that was
    split (90203) and one is placed nowhere. ``more`` adds rows by name of
    table.
    """
    producer = {"producer_id": "h1", "name": "Hợp tác xã Sa Pa", "kind": "cooperative", "website": None}
    sight = {
        "sight_id": "s1",
        "name": "Thác Bạc",
        "kind": "thác",
        "visit_minutes": 60,
        "entry_fee_min_vnd": None,
        "entry_fee_max_vnd": None,
    }
    rows: dict[str, list[Row]] = {
        "units": [*_upper_units(), *_old_communes(), *_new_communes()],
        "crosswalk": _crosswalk(),
        "producers": [{**producer, **placed("90101")}],
        "products": [
            product_row("p1", "90101", name="Rượu ngô", producer_id="h1", stars=4, product_group="beverage"),
            product_row("p2", "90101", name="Chè Shan tuyết", producer_id="h1"),
            product_row("p3", "90102", name="Mật ong", stars=5),
            product_row("p4", "90103", name="Thổ cẩm", product_group="craft"),
            product_row("p5", "90201", name="Gạo Séng cù"),
            product_row("p6", "902", name="Thảo quả"),
            product_row("p7", "90203", unit_valid_from=FROM_2019, name="Cá hồi"),
            product_row("p8", None, name="Tương ớt"),
        ],
        "sights": [{**sight, **placed("90201")}],
    }
    for table, added in more.items():
        rows.setdefault(table, []).extend(added)
    fill(store, rows)
