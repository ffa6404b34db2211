"""The road graph that comes with the product: schematic links between the communes of 2024, calibrated."""

from __future__ import annotations

import numpy as np
import sqlalchemy as sa

from geodata import tables
from geodata.errors import N_, DataProblem
from geodata.network.calibration import factors_of
from geodata.network.links import read_links
from geodata.network.speeds import CLASSES, speeds_by_class
from geodata.network.values import Floats, NetworkKind, RoadNetwork
from geodata.store import Store
from geodata.units import system_day
from geodata.vocabulary import UnitLevel, UnitSystem

EMBEDDED = "embedded"
NAME = N_("Schematic links between communes (not a road network)")
SOURCE = N_(
    "Links put together from published lengths and straight lines, calibrated against published"
    " distances and times; the order of communes along a road is not sourced"
)


def embedded_network(store: Store) -> RoadNetwork:
    """
    Return the schematic graph: a node for each commune of 2024 at its interior point, two arcs for each link.

    Lengths are km (estimated ones times the detour factor), minutes those of
    the likely speed of each class times the factors of ``calibration``, so
    that low : likely : high is the same for every arc. Arcs are straight.
    Remembered for the revision of the store.

    Raises
    ------
    DataProblem
        The store holds no links, no speeds, or no point of a commune.
    """
    return store.remembered("embedded_network", lambda: _build(store))


def _build(store: Store) -> RoadNetwork:
    """Read and calibrate the graph."""
    links, factors, speeds = read_links(store), factors_of(store), speeds_by_class(store)
    points = _points(store, links.codes)
    km, minutes = links.km(factors.detour), links.minutes(speeds, factors.detour)
    both_ways = np.concatenate([minutes, minutes])
    return RoadNetwork(
        network_id=EMBEDDED,
        name=NAME,
        kind=NetworkKind.SCHEMATIC,
        node_lon=points[:, 0],
        node_lat=points[:, 1],
        tail=np.concatenate([links.tail, links.head]),
        head=np.concatenate([links.head, links.tail]),
        length_km=np.concatenate([km, km]),
        low=both_ways * factors.time.low,
        likely=both_ways * factors.time.middle,
        high=both_ways * factors.time.high,
        road_class=np.concatenate([links.road_class, links.road_class]),
        classes=CLASSES,
        source=SOURCE,
        as_of=store.state().reference_edition,
        road=np.concatenate([links.road, links.road]),
        roads=links.roads,
    )


def _points(store: Store, codes: tuple[str, ...]) -> Floats:
    """Return an interior point of each commune of 2024 (lon, lat; EPSG:4326), in the order of ``codes``."""
    t, day = tables.units, system_day(UnitSystem.Y2024)
    held = sa.and_(
        t.c.level == UnitLevel.COMMUNE,
        t.c.valid_from <= day,
        sa.or_(t.c.valid_to.is_(None), t.c.valid_to >= day),
        t.c.label_lon.is_not(None),
    )
    with store.read() as connection:
        rows = connection.execute(sa.select(t.c.unit_code, t.c.label_lon, t.c.label_lat).where(held))
        points = {code: (lon, lat) for code, lon, lat in rows}
    unknown = [code for code in codes if code not in points]
    if unknown:
        raise DataProblem(N_("No point is known of the commune %(code)s"), code=unknown[0])
    return np.array([points[code] for code in codes], dtype=np.float64)
