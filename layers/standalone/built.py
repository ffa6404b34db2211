"""The layers of an atlas, each built once: its answers, facts and counts come from the same rows."""

from __future__ import annotations

from geodata.store import Store
from geodata.vocabulary import UnitSystem
from layers.build import Layer, build
from layers.standalone.orders import AtlasOrder

Built = dict[tuple[UnitSystem, str], Layer]


def build_layers(store: Store, order: AtlasOrder) -> Built:
    """Return the layers of an order by unit system and key."""
    return {(view.units, spec.key): build(spec, store, view) for view in order.views for spec in order.layers}
