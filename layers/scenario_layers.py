"""A saved scenario as layers: its points, and its communes with who serves them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

import geopandas as gpd
import pandas as pd

from geodata.crs import WGS84
from geodata.errors import N_, NotFound
from geodata.store import Store
from geodata.units import units_in
from geodata.vocabulary import UnitLevel, UnitSystem
from layers.build import Layer
from layers.catalogue import Field, LayerGroup, LayerSpec

ESTIMATE = N_("Minutes are from low to high; where the road network is schematic every one is an estimate.")

POINTS = LayerSpec(
    "points",
    N_("Points of the scenario"),
    LayerGroup.REGISTRY,
    "point",
    (
        Field("id", N_("Identifier")),
        Field("name", N_("Place")),
        Field("state", N_("State"), "code:point_state"),
        Field("clauses", N_("Kinds of places (Decision 950/QĐ-BCT)"), "list"),
        Field("unit", N_("Commune")),
        Field("placement", N_("Placed by"), "code:point_placement"),
        Field("serves", N_("Communes served"), "number"),
        Field("weight", N_("Demand served"), "number"),
        Field("share", N_("Share of the demand"), "number"),
        Field("chosen_share", N_("Share of samples in which it stays chosen"), "number"),
    ),
    note=ESTIMATE,
)
COMMUNES = LayerSpec(
    "communes",
    N_("Communes of the scenario"),
    LayerGroup.REGISTRY,
    "polygon",
    (
        Field("code", N_("Code")),
        Field("name", N_("Name")),
        Field("district", N_("District (until 30 June 2025)")),
        Field("weight", N_("Demand"), "number"),
        Field("served_by", N_("Served by")),
        Field("low", N_("Minutes, low"), "number"),
        Field("likely", N_("Minutes, likely"), "number"),
        Field("high", N_("Minutes, high"), "number"),
        Field("before_low", N_("Minutes to an existing point, low"), "number"),
        Field("before_likely", N_("Minutes to an existing point, likely"), "number"),
        Field("before_high", N_("Minutes to an existing point, high"), "number"),
    ),
    note=ESTIMATE,
)
SCENARIO_LAYERS: Mapping[str, LayerSpec] = {spec.key: spec for spec in (POINTS, COMMUNES)}

Answer = Mapping[str, Any]


def build_scenario_layer(store: Store, key: str, answer: Answer, today: date) -> Layer:
    """
    Return one layer of a plan's answer.

    Raises
    ------
    NotFound
        There is no layer of that name.
    """
    if key not in SCENARIO_LAYERS:
        raise NotFound(
            N_("There is no layer %(key)s; there are %(allowed)s"),
            key=key,
            allowed=", ".join(SCENARIO_LAYERS),
        )
    return _points(answer) if key == POINTS.key else _communes(store, answer, today)


def _points(answer: Answer) -> Layer:
    """Return the open points and those that may not open; the free candidates are no part of a plan."""
    serving = {point["id"]: point for point in answer["points"]}
    counts = Counter(row["assigned"] for row in answer["rows"])
    weights: dict[str, float] = {}
    for row in answer["rows"]:
        if row["assigned"] is not None:
            weights[row["assigned"]] = weights.get(row["assigned"], 0.0) + row["weight"]
    total = answer["demand"]["total"]
    items = [item for item in answer["candidates"] if item["state"] != "free"]
    rows = [
        {
            "id": item["id"],
            "name": item["name"],
            "state": item["state"],
            "clauses": [clause["title"] for clause in item["clauses"]],
            "unit": item["unit"],
            "placement": item["placement"],
            "serves": counts[item["id"]],
            "weight": weights.get(item["id"], 0.0),
            "share": weights.get(item["id"], 0.0) / total if total else None,
            "chosen_share": serving.get(item["id"], {}).get("chosen_share"),
        }
        for item in items
    ]
    shapes = gpd.points_from_xy([item["lon"] for item in items], [item["lat"] for item in items])
    return Layer(POINTS, _frame(rows, POINTS, shapes))


def _communes(store: Store, answer: Answer, today: date) -> Layer:
    """Return the communes with their outlines in the unit system of the plan."""
    units = units_in(store, UnitSystem(answer["units"]), UnitLevel.COMMUNE, today)
    outlines = dict(zip(units["unit_code"], units.geometry, strict=True))
    names = {item["id"]: item["name"] for item in answer["candidates"]}
    rows = [
        {
            "code": row["id"],
            "name": row["name"],
            "district": row["district"],
            "weight": row["weight"],
            "served_by": None if row["assigned"] is None else names.get(row["assigned"], row["assigned"]),
            **row["minutes"],
            **{f"before_{variant}": value for variant, value in row["before"].items()},
        }
        for row in answer["rows"]
    ]
    return Layer(COMMUNES, _frame(rows, COMMUNES, [outlines.get(row["id"]) for row in answer["rows"]]))


def _frame(rows: list[dict[str, Any]], spec: LayerSpec, shapes: Any) -> gpd.GeoDataFrame:  # noqa: ANN401 -- arrays of shapes
    """Return a frame with the columns of a layer."""
    columns = [field.name for field in spec.fields]
    frame = pd.DataFrame(rows, columns=columns).astype(object)
    return gpd.GeoDataFrame(
        frame.where(frame.notna(), None), geometry=gpd.GeoSeries(list(shapes), crs=WGS84), crs=WGS84
    )
