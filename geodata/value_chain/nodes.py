"""The records that a value chain is made of, each with the point that it is drawn at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from geodata.errors import N_, InvalidInput, NotFound
from geodata.joins import (
    craft_villages_in,
    producers_in,
    products_in,
    sales_points_in,
    select_records,
    zones_in,
)
from geodata.plain import rows_of
from geodata.store import Store
from geodata.value_chain.vocabulary import NodeKind
from geodata.view import ProductFilter, View
from geodata.vocabulary import SalesPointKind, UnitSystem

Key = tuple[NodeKind, str]
Frames = Mapping[NodeKind, pd.DataFrame]

ID_COLUMNS: Mapping[NodeKind, str] = {
    NodeKind.CRAFT_VILLAGES: "craft_village_id",
    NodeKind.ZONES: "zone_id",
    NodeKind.PRODUCERS: "producer_id",
    NodeKind.PRODUCTS: "product_id",
    NodeKind.SALES_POINTS: "sales_point_id",
    NodeKind.MARKETS: "sales_point_id",
}
COLUMNS = (
    "name",
    "lon",
    "lat",
    "point_source",
    "placement",
    "unit_code",
    "unit_valid_from",
    "commune_code",
    "commune",
    "district_code",
    "district",
    "inferred_fields",
)
OWN = {
    NodeKind.CRAFT_VILLAGES: ("place_id", "craft", "standing"),
    NodeKind.PRODUCERS: ("place_id",),
    NodeKind.PRODUCTS: ("producer_id", "product_group", "recognition"),
    NodeKind.SALES_POINTS: ("place_id", "operator", "address", "market_day", "note", "sources"),
    NodeKind.MARKETS: ("place_id", "operator", "address", "market_day", "note", "sources"),
}

# Kinds of which facts are followed: no column holds these, so they are chosen where the facts are known.
FOLLOWED = (NodeKind.PRODUCERS, NodeKind.PRODUCTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """
    One record; ``row`` holds its columns as ``joins`` gives them.

    ``lon`` and ``lat`` (degrees, EPSG:4326) are its own point or, with ``own_point``
    False, an interior point of its commune; None where its commune is not known.
    """

    kind: NodeKind
    record_id: str
    row: Mapping[str, Any]

    @property
    def key(self) -> Key:
        """What tells it from every other record."""
        return self.kind, self.record_id

    @property
    def name(self) -> str:
        """Its name."""
        return str(self.row["name"])

    @property
    def point(self) -> tuple[float, float] | None:
        """Longitude and latitude; None: it has no point."""
        lon, lat = self.row["lon"], self.row["lat"]
        return None if lon is None or lat is None else (lon, lat)

    @property
    def own_point(self) -> bool:
        """Whether a source gives it a point of its own."""
        return self.row["point_source"] is not None


def check_system(view: View) -> None:
    """Refuse the unit system that has names only: nothing can be drawn on it."""
    if view.units is UnitSystem.Y2019:
        raise InvalidInput(N_("The unit system 2019 has names only: choose 2024 or 2025"))


def frames_in(store: Store, view: View, chosen: ProductFilter | None = None) -> Frames:
    """
    Return the records of each kind that count in ``view`` and pass ``chosen``, each kind by what it has.

    Products and producers pass by their own facts; a filter for what a kind lacks lets none of it
    through. Sales points of the kind market are the markets; each row of theirs is one.
    """
    points = sales_points_in(store, view)
    markets = points["kind"] == SalesPointKind.MARKET
    found = {
        NodeKind.CRAFT_VILLAGES: craft_villages_in(store, view),
        NodeKind.ZONES: zones_in(store, view),
        NodeKind.PRODUCERS: producers_in(store, view, chosen),
        NodeKind.PRODUCTS: products_in(store, view, chosen),
        NodeKind.SALES_POINTS: points[~markets],
        NodeKind.MARKETS: points[markets],
    }
    if chosen is None or chosen.is_empty():
        return found
    return {
        kind: frame if kind in FOLLOWED else select_records(frame, chosen) for kind, frame in found.items()
    }


def keys_in(frames: Frames) -> dict[NodeKind, list[str]]:
    """Return the identifiers of each kind, in the order of their frames."""
    return {kind: [str(one) for one in frame[ID_COLUMNS[kind]]] for kind, frame in frames.items()}


def nodes_of(frames: Frames) -> dict[Key, Node]:
    """Return every record of ``frames`` by its key."""
    found = {}
    for kind, frame in frames.items():
        id_column = ID_COLUMNS[kind]
        for row in rows_of(frame[[*dict.fromkeys((id_column, *COLUMNS, *OWN.get(kind, ())))]]):
            record_id = str(row[id_column])
            found[kind, record_id] = Node(kind=kind, record_id=record_id, row=row)
    return found


def read_key(text: str) -> Key:
    """
    Return the record that ``products/<identifier>`` names.

    Raises
    ------
    InvalidInput
        It does not begin with a kind of records of the chain.
    """
    path, _, record_id = text.partition("/")
    if path not in set(NodeKind) or not record_id:
        raise InvalidInput(
            N_("%(name)s cannot be %(value)s; allowed: %(allowed)s"),
            name="record",
            value=text[:60],
            allowed=", ".join(f"{kind}/…" for kind in NodeKind),
        )
    return NodeKind(path), record_id


def find_node(nodes: Mapping[Key, Node], key: Key) -> Node:
    """
    Return a record; a market may be asked for as the sales point that it also is, and the other way round.

    Raises
    ------
    NotFound
        It is not there, or does not count in the view: a plan, a nursery and a factory are no zones.
    """
    both = {NodeKind.SALES_POINTS: NodeKind.MARKETS, NodeKind.MARKETS: NodeKind.SALES_POINTS}
    found = nodes.get(key) or nodes.get((both.get(key[0], key[0]), key[1]))
    if found is None:
        raise NotFound(
            N_("No value chain of %(record)s: there is no such record, or it does not count here"),
            record="/".join(key)[:100],
        )
    return found
