"""Names of the files of maps, which every system takes."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

from layers.exports.content import Content
from layers.exports.names import stem_of
from layers.print_maps.orders import MapOrder

LAYERS_IN_NAME = 2


def map_name(order: MapOrder, made: Sequence[Content] = ()) -> str:
    """
    Return the name of a map without its extension: ``map_02647_a3_products_2025_20261122``.

    It tells the extent, the paper and the first layer of records with its
    filter, or the scenario or tour whose layers are ``made``; a box is eight
    digits that tell it from others.
    """
    extent = "province"
    if order.extent.unit:
        extent = order.extent.unit[0]
    elif order.extent.bbox:
        extent = f"box{zlib.crc32(repr(order.extent.bbox).encode()):08x}"
    elif order.extent.made:
        extent = ""
    origin = next((content.origin for content in made if content.origin), None)
    told = order.choice("products") or order.choice("communes") or order.layers[0]
    grey = "_bw" if order.black_and_white else ""
    stem = origin.stem if origin else stem_of(told, order.view, "EPSG:4326")
    return "_".join(part for part in ("map", extent, f"{order.paper}{grey}", stem) if part)
