"""A small made-up value chain, and roads on which every tenth of a degree takes ten minutes."""

from __future__ import annotations

from typing import Any

import numpy as np

from geodata.network.current import CurrentNetwork
from geodata.network.values import NetworkKind, TravelTimes
from geodata.store import Store
from geodata.value_chain.breaks import Asked, Breaks, read_breaks
from geodata.value_chain.chain import Chain, read_chain
from geodata.value_chain.vocabulary import BreakList
from geodata.view import View
from geodata.vocabulary import UnitSystem
from tests.factories import Row, fill_world, placed
from tests.geodata.certificate_rows import DAY, channel_row
from tests.geodata.network.road_graphs import network

VIEW = View(units=UnitSystem.Y2024, today=DAY)


class FlatRouter:
    """Minutes that grow with degrees of longitude: 100 likely, 50 on a quick and 200 on a slow day."""

    def travel_times(self, origins: Any, destinations: Any) -> TravelTimes:
        """Return the minutes of every pair."""
        starts, ends = (np.asarray(places, dtype=float).reshape(-1, 2) for places in (origins, destinations))
        likely = np.abs(starts[:, None, 0] - ends[None, :, 0]) * 100
        nothing = (np.zeros(len(starts)), np.zeros(len(ends)))
        return TravelTimes(
            low=likely / 2,
            likely=likely,
            high=likely * 2,
            km=likely,
            off_network_m=nothing,
            engine="own",
            estimate=True,
            network="Flat",
        )


ROADS = CurrentNetwork(network([(0, 0)], [], kind=NetworkKind.SCHEMATIC), FlatRouter(), "flat")


def zone_row(zone_id: str, code: str | None = None, **values: Any) -> Row:
    """Return a row of ``material_zones``."""
    return {
        "zone_id": zone_id,
        "name": f"Zone {zone_id}",
        "crop": "chè",
        "kind": "zone",
        **placed(code),
        **values,
    }


def said_row(zone_id: str, number: int = 1, **values: Any) -> Row:
    """Return a row of ``zone_observations`` that says nothing but ``values``."""
    return {
        "observation_id": f"{zone_id}-{number}",
        "zone_id": zone_id,
        "year": 2024,
        "year_text": "2024",
        "area_ha_min": None,
        "area_ha_max": None,
        "production": None,
        "households": None,
        "linked_producer": None,
        "linked_product": None,
        "certification": None,
        "sources": ["https://laocai.gov.vn/zone"],
        "note": None,
        "source_table": "made_up.csv",
        "source_row": number,
        **values,
    }


def zone_link(product_id: str, zone_id: str, **values: Any) -> Row:
    """Return a row of ``product_zones``."""
    unknown = dict.fromkeys(("hectares", "households", "as_of", "source"))
    return {"product_id": product_id, "zone_id": zone_id, **unknown, **values}


def craft_row(craft_village_id: str, name: str, code: str | None = None, **values: Any) -> Row:
    """Return a row of ``craft_villages``: a recognised village."""
    return {
        "craft_village_id": craft_village_id,
        "name": name,
        "craft": None,
        "kind": "craft_village",
        "standing": "recognised",
        "ethnic_group": None,
        "households": None,
        "recognised_year": None,
        **placed(code),
        **values,
    }


def fact_row(product_id: str, fact: str, value: str) -> Row:
    """Return a row of ``programme_facts`` about a product."""
    return channel_row("products", product_id, value, fact=fact)


def fill_chain(store: Store, **rows: list[Row]) -> Chain:
    """Fill a store with the small world (without its products) and ``rows``; return the chain of 2024."""
    zones = {row["zone_id"] for row in rows.get("material_zones", [])}
    said = {row["zone_id"] for row in rows.get("zone_observations", [])}
    # A zone is there because something was said of it.
    silent = [said_row(zone, 9) for zone in sorted(zones - said)]
    crops = [{"crop": "chè", "parent_crop": None}] if zones else []
    observed = [*rows.pop("zone_observations", []), *silent]
    fill_world(store, crops=crops, zone_observations=observed, **rows)
    return read_chain(store, VIEW)


def breaks_of(store: Store, chain: Chain, **asked: Any) -> Breaks:
    """Return the lists on the flat roads."""
    return read_breaks(store, chain, ROADS, Asked(**asked))


def stands(breaks: Breaks, key: BreakList, record_id: str) -> tuple[str, str]:
    """Return state and reason of a record of a list."""
    (row,) = (row for row in breaks.tables[key].rows if row.node.record_id == record_id)
    return row.state.value, row.reason.value


def told(chain: Chain, kind: str) -> list[tuple[str, str, str]]:
    """Return the links of a kind: identifiers of both ends, and how it is known."""
    return [
        (link.start[1], link.end[1], link.certainty.value)
        for link in chain.links.items
        if link.kind.value == kind
    ]
