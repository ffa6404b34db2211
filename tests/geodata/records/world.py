"""A small registry with parts and shared places, and everything it holds as plain rows."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa

from geodata.office.audit import Actor
from geodata.programme_tables import registry_tables
from geodata.records.kinds import RecordKind
from geodata.records.state import read_state, tag_of
from geodata.store import Store
from geodata.tables import metadata
from tests.factories import fill_world, placed, product_row

TODAY = date(2026, 11, 22)
MAY = Actor("u1", "Lý Thị Mẩy")
PAO = Actor("u2", "Giàng A Páo")
PRODUCTS, PRODUCERS = RecordKind.PRODUCTS, RecordKind.PRODUCERS
POINTS, ZONES, SIGHTS = RecordKind.SALES_POINTS, RecordKind.MATERIAL_ZONES, RecordKind.SIGHTS


def fill_registry(store: Store) -> None:
    """Fill a store with the small world, two more producers, certificates, facts, zones and shared places."""
    at_market = {"place_id": "pl1"}
    rows = {
        "producers": [
            {"producer_id": "h2", "name": "HTX Sa Pa", "kind": None, **placed("90101", place_id="pl2")},
            {"producer_id": "h3", "name": "Hộ Vàng Seo", "kind": "household", **placed("90201")},
        ],
        "products": [
            product_row("p9", "90101", name="Rượu ngô men lá", producer_id="h2"),
            product_row("p10", "90201", name="Mứt mận", producer_id="h3"),
        ],
        "certificates": [
            {"certificate_id": "c1", "product_id": "p1", "stars": 4, "certified_year": 2023},
            {"certificate_id": "c9", "product_id": "p9", "stars": 3, "certified_year": 2024},
        ],
        "inspections": [{"inspection_id": "i9", "certificate_id": "c9", "result": "passed"}],
        "programme_facts": [
            _fact("f1", "products", "p9", "ocop_logo", "yes"),
            _fact("f2", "producers", "h2", "e_payment", "yes"),
        ],
        "crops": [{"crop": "chè", "parent_crop": None}, {"crop": "mận tam hoa", "parent_crop": None}],
        "material_zones": [_zone("z1", "chè"), _zone("z2", "mận tam hoa")],
        "zone_units": [{"zone_id": "z1", "unit_code": "90201", "unit_valid_from": date(2020, 1, 1)}],
        "product_zones": [{"product_id": "p2", "zone_id": "z1", "hectares": 12.5}],
        "places": [{"place_id": "pl1", "name": "Chợ Sa Pa"}, {"place_id": "pl2", "name": "HTX Sa Pa"}],
        "place_roles": [
            {"place_id": "pl1", "role": "market", "record_id": "s1"},
            {"place_id": "pl1", "role": "sales_point", "record_id": "s1"},
            {"place_id": "pl1", "role": "craft_village", "record_id": "v1"},
            {"place_id": "pl2", "role": "producer", "record_id": "h2"},
        ],
        "sales_points": [
            {"sales_point_id": "s1", "name": "Chợ Sa Pa", "kind": "market", **placed("90101", **at_market)},
            {"sales_point_id": "s2", "name": "Cửa hàng A", "kind": "shop", **placed("90101")},
        ],
        "market_days": [
            {
                "market_day_id": "m1",
                "sales_point_id": "s1",
                "weekday": "sun",
                "evening": False,
                "disputed": False,
                "source_table": "made_up.csv",
                "source_row": 2,
            }
        ],
        "craft_villages": [
            {
                "craft_village_id": "v1",
                "name": "Làng thêu Sa Pa",
                "standing": "recognised",
                **placed("90101", **at_market),
            }
        ],
    }
    fill_world(store, **{table: [_whole(table, row) for row in some] for table, some in rows.items()})


def _whole(table: str, row: dict[str, Any]) -> dict[str, Any]:
    """A row with every column of its table."""
    return {column.name: None for column in metadata.tables[table].columns} | row


def _fact(key: str, kind: str, subject: str, fact: str, value: str) -> dict[str, Any]:
    """A fact of a record."""
    return {"fact_id": key, "subject_kind": kind, "subject_id": subject, "fact": fact, "value": value}


def _zone(key: str, crop: str) -> dict[str, Any]:
    """A zone in Nậm Chảy."""
    return {"zone_id": key, "name": f"{crop}: Nậm Chảy", "crop": crop, "kind": "zone", **placed("90201")}


def everything(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table of the registry, in the order of the keys."""
    with store.read() as connection:
        return {
            table.name: [
                tuple(row) for row in connection.execute(sa.select(table).order_by(*table.primary_key))
            ]
            for table in registry_tables()
        }


def tag(store: Store, kind: RecordKind, key: str) -> str:
    """Return the tag of a record as it is."""
    with store.read() as connection:
        state = read_state(connection, kind, key)
    assert state is not None
    return tag_of(state)
