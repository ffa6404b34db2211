"""The layers of an atlas, each built once: its answers, facts and counts come from the same rows."""

from __future__ import annotations

import sqlalchemy as sa

from geodata import tables
from geodata.programme_tables import planned_sites
from geodata.store import Store
from geodata.vocabulary import UnitSystem
from layers.answers import check_size
from layers.build import Layer, build
from layers.exports.files import READING, Tell
from layers.standalone.orders import AtlasOrder

# Where the features of the layers come from: a layer has at most as many as all of these have rows.
SOURCES = (
    tables.products,
    tables.producers,
    tables.craft_villages,
    tables.material_zones,
    tables.sales_points,
    tables.sights,
    planned_sites,
    tables.units,
    tables.road_links,
)
Built = dict[tuple[UnitSystem, str], Layer]


def build_layers(store: Store, order: AtlasOrder, tell: Tell, until: float) -> Built:
    """Return the layers of an order by unit system and key; ``tell`` is told how far it is, 0 – ``until``."""
    wanted = [(view, spec) for view in order.views for spec in order.layers]
    built: Built = {}
    for done, (view, spec) in enumerate(wanted):
        tell(until * done / len(wanted), READING, layer=spec.key)
        built[view.units, spec.key] = build(spec, store, view)
    return built


def check_sizes(store: Store, order: AtlasOrder, most: int) -> None:
    """
    Refuse an order before anything is made; layers are built only where some could have too many features.

    Raises
    ------
    TooLarge
        A layer has more than ``most`` features.
    """
    with store.read() as connection:
        rows = [connection.scalar(sa.select(sa.func.count()).select_from(table)) for table in SOURCES]
    if sum(int(count or 0) for count in rows) <= most:
        return
    for view in order.views:
        for spec in order.layers:
            check_size(build(spec, store, view), most)
