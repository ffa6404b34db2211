"""Where tours pass, as layers: stretches, communes, places for signs, spots for a sales point."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.crs import WGS84, length_km
from geodata.errors import N_, NotFound
from geodata.network.current import CurrentNetwork
from geodata.planning.decision950 import BY_KEY
from geodata.planning.spots import communes_of
from geodata.store import Store
from geodata.tourism.flow_communes import CommuneFlow, FlowState, commune_flows
from geodata.tourism.flow_sources import stretches_in
from geodata.tourism.flow_spots import Near, catching_spots
from geodata.tourism.flows import FlowKind, FlowTour, Stretch
from geodata.tourism.signs import Sign, rank
from geodata.tourism.turn_signs import craft_signs
from geodata.tourism.zone_signs import zone_communes, zone_signs
from geodata.view import View
from layers.build import Layer
from layers.catalogue import Field, LayerGroup, LayerSpec
from layers.classes import Palette, Scheme, classify

MOST_CLASSES = 5
DEGREES = ".5f"

_KINDS = (
    Field("published", N_("of them published"), "number"),
    Field("drafts", N_("of them drafts"), "number"),
    Field("generated", N_("of them generated"), "number"),
)
_PLACE = (Field("lon", N_("Longitude (WGS 84)")), Field("lat", N_("Latitude (WGS 84)")))

PASSES = LayerSpec(
    "passes",
    N_("Stretches that tours drive over"),
    LayerGroup.ROADS,
    "line",
    (
        Field("between", N_("Between the communes"), "list"),
        Field("tours", N_("Tours"), "number"),
        *_KINDS,
        Field("km", N_("Length of the line, km"), "number"),
        Field("names", N_("Saved tours"), "list"),
    ),
    note=N_("A tour counts once on a stretch, in whichever direction and however often it drives over it."),
)
COMMUNES = LayerSpec(
    "communes",
    N_("Communes that tours visit, pass or leave out"),
    LayerGroup.BOUNDARIES,
    "polygon",
    (
        Field("code", N_("Code")),
        Field("name", N_("Name")),
        Field("district", N_("District (until 30 June 2025)")),
        Field("state", N_("State"), "code:flow_state"),
        Field("visiting", N_("Tours that stop there"), "number"),
        Field("passing", N_("Tours that only pass through"), "number"),
        Field("visits", N_("Visits"), "number"),
        Field("why", N_("Why no tour stops there"), "code:flow_why"),
        Field("stops", N_("Stops that are known there"), "list"),
        Field("products", N_("Recognised products"), "list"),
        Field("villages", N_("Crafts and craft villages"), "list"),
        Field("district_only", N_("Records known only by its district"), "number"),
    ),
    note=N_("A tour passes where over 100 m of its line lie in the commune; the outlines are generalised."),
)
SIGNS = LayerSpec(
    "signs",
    N_("Places for signs"),
    LayerGroup.PLACES,
    "point",
    (
        Field("number", N_("Number"), "number"),
        Field("kind", N_("Kind of sign"), "code:sign_kind"),
        Field("text", N_("Text of the sign")),
        Field("direction", N_("Direction"), "code:compass"),
        Field("km", N_("Way to it, km"), "number"),
        Field("seen_by", N_("Tours that see it"), "number"),
        Field("going", N_("Tours that go there"), "number"),
        *_PLACE,
        Field("spot", N_("Exactness of the spot"), "code:sign_spot"),
        Field("target", N_("Identifier"), in_table=False),
    ),
    note=N_(
        "Raw-material zones have no outline of their own: a sign stands where tours enter a commune in"
        " which a zone lies. A sign towards a craft stands at the last junction before it at which tours"
        " part."
    ),
)
SPOTS = LayerSpec(
    "spots",
    N_("Where a sales point would catch tours"),
    LayerGroup.PLACES,
    "point",
    (
        Field("number", N_("Number"), "number"),
        Field("name", N_("Place")),
        Field("clauses", N_("Kinds of places (Decision 950/QĐ-BCT)"), "list"),
        Field("unit", N_("Commune")),
        Field("placement", N_("Placed by"), "code:point_placement"),
        Field("tours", N_("Tours that pass near"), "number"),
        *_KINDS,
        Field("residents", N_("Residents near"), "number"),
        *_PLACE,
        Field("id", N_("Identifier"), in_table=False),
    ),
    note=N_("Points that stand near each other see the same tours: their figures do not add up."),
)
FLOW_LAYERS: Mapping[str, LayerSpec] = {spec.key: spec for spec in (PASSES, COMMUNES, SIGNS, SPOTS)}

Members = dict[str, Any]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class FlowQuestion:
    """
    What is asked of which tours.

    ``word_sign`` and ``translate`` put what stands on a sign, and a text of
    ours, into the language of the reader.
    """

    view: View
    tours: tuple[FlowTour, ...]
    network: CurrentNetwork
    near: Near
    word_sign: Callable[[Sign], str]
    translate: Callable[[str], str]


def build_flow_layer(store: Store, key: str, question: FlowQuestion) -> tuple[Layer, Members]:
    """
    Return one layer, and what its legend has to say besides.

    Raises
    ------
    NotFound
        There is no layer of that name.
    InvalidInput
        The units of 2019 were asked for, which have names only.
    """
    if key not in _BUILDERS:
        raise NotFound(
            N_("There is no layer %(key)s; there are %(allowed)s"), key=key, allowed=", ".join(FLOW_LAYERS)
        )
    return _BUILDERS[key](store, question)


def _passes(store: Store, question: FlowQuestion) -> tuple[Layer, Members]:
    """Return the stretches, the least driven first: the others are drawn over them."""
    stretches = stretches_in(store, question.tours)[::-1]
    shapes = gpd.GeoSeries([one.line for one in stretches], crs=WGS84)
    lengths = length_km(shapes) if stretches else []
    between = _between(store, question.view, stretches)
    rows = [
        {
            "between": ends,
            "tours": len(one.tours),
            **_by_kind(question.tours, one.tours),
            "km": round(float(km), 2),
            "names": [name for tour in one.tours if (name := question.tours[tour].name)],
        }
        for one, km, ends in zip(stretches, lengths, between, strict=True)
    ]
    counts = [len(one.tours) for one in stretches]
    return Layer(PASSES, _frame(rows, PASSES, shapes)), {"classes": _classes(counts, Palette.ORANGES)}


def _between(store: Store, view: View, stretches: Sequence[Stretch]) -> list[list[str]]:
    """Return for each stretch the names of the communes in which it begins and ends."""
    communes = communes_of(store, view)
    ends = [(lon, lat) for one in stretches for lon, lat in (one.line.coords[0], one.line.coords[-1])]
    names = [None if code is None else communes.names[code] for code, _ in communes.holding(ends)]
    pairs = zip(names[::2], names[1::2], strict=True)
    return [[name for name in dict.fromkeys(pair) if name is not None] for pair in pairs]


def _communes(store: Store, question: FlowQuestion) -> tuple[Layer, Members]:
    """Return the communes with their outlines."""
    view = question.view
    flows = commune_flows(store, view, question.tours, stretches_in(store, question.tours))
    outlines = communes_of(store, view).rows
    shapes = dict(zip(outlines["unit_code"], outlines.geometry, strict=True))
    rows = [_commune(row) for row in flows.rows]
    visited = [len(row.visiting) for row in flows.rows if row.visiting]
    members = {
        "classes": _classes(visited, Palette.BLUES),
        "states": dict(Counter(row.state.value for row in flows.rows)),
        "visits_elsewhere": flows.visits_elsewhere,
    }
    return Layer(COMMUNES, _frame(rows, COMMUNES, [shapes[row.code] for row in flows.rows])), members


def _commune(row: CommuneFlow) -> dict[str, Any]:
    """Return one commune; where no table covers it, nobody knows whom one could visit."""
    covered = row.state is not FlowState.NO_RECORDS
    return {
        "code": row.code,
        "name": row.name,
        "district": row.district,
        "state": row.state.value,
        "visiting": len(row.visiting) if covered else None,
        "passing": len(row.passing),
        "visits": row.visits if covered else None,
        "why": None if row.why is None else row.why.value,
        "stops": list(row.stops),
        "products": list(row.products),
        "villages": list(row.villages),
        "district_only": row.district_only if covered else None,
    }


def _signs(store: Store, question: FlowQuestion) -> tuple[Layer, Members]:
    """Return the places for signs, the most seen first."""
    zones = store.remembered(("zone_communes", question.view), lambda: zone_communes(store, question.view))
    network = question.network.network
    turns, without = craft_signs(question.tours, network)
    signs = sorted([*zone_signs(question.tours, zones), *turns], key=rank)
    schematic = network.is_estimate or not all(tour.is_real for tour in question.tours)
    rows = [
        {
            "number": number,
            "kind": sign.kind.value,
            "text": question.word_sign(sign),
            "direction": sign.direction,
            "km": sign.km,
            "seen_by": len(sign.seen_by),
            "going": len(sign.going),
            "lon": f"{sign.lon:{DEGREES}}",
            "lat": f"{sign.lat:{DEGREES}}",
            "spot": "schematic" if schematic else "road",
            "target": sign.target,
        }
        for number, sign in enumerate(signs, 1)
    ]
    layer = Layer(SIGNS, _frame(rows, SIGNS, _points((sign.lon, sign.lat) for sign in signs)))
    return layer, {"without_sign": without}


def _spots(store: Store, question: FlowQuestion) -> tuple[Layer, Members]:
    """Return the candidates that any tour passes near, with both scores."""
    stretches = stretches_in(store, question.tours)
    every = catching_spots(store, question.view, question.network.router, stretches, question.near)
    spots = [spot for spot in every if spot.tours]
    rows = [
        {
            "number": number,
            "name": spot.candidate.name,
            "clauses": [question.translate(BY_KEY[kind].title) for kind in spot.candidate.kinds],
            "unit": spot.candidate.unit_name,
            "placement": spot.candidate.placement.value,
            "tours": len(spot.tours),
            **_by_kind(question.tours, spot.tours),
            "residents": round(spot.residents),
            "lon": f"{spot.candidate.lon:{DEGREES}}",
            "lat": f"{spot.candidate.lat:{DEGREES}}",
            "id": spot.candidate.candidate_id,
        }
        for number, spot in enumerate(spots, 1)
    ]
    members = {
        "near": {"km": question.near.km, "minutes": question.near.minutes},
        "without_tours": len(every) - len(spots),
    }
    shapes = _points((spot.candidate.lon, spot.candidate.lat) for spot in spots)
    return Layer(SPOTS, _frame(rows, SPOTS, shapes)), members


_BUILDERS: dict[str, Callable[[Store, FlowQuestion], tuple[Layer, Members]]] = {
    "passes": _passes,
    "communes": _communes,
    "signs": _signs,
    "spots": _spots,
}


def _by_kind(tours: Sequence[FlowTour], positions: Sequence[int]) -> dict[str, int]:
    """Return how many of some tours are of each kind."""
    counts = Counter(tours[position].kind for position in positions)
    return {
        "published": counts[FlowKind.PUBLISHED],
        "drafts": counts[FlowKind.DRAFT],
        "generated": counts[FlowKind.GENERATED],
    }


def _classes(counts: Sequence[int], palette: Palette) -> list[Members]:
    """Return classes of counts, each with the smallest and largest count that it holds."""
    found = classify(np.array(counts, dtype=np.float64), Scheme.NATURAL_BREAKS, MOST_CLASSES, palette)
    return [
        {"from": int(one.lowest), "to": int(one.highest), "colour": one.colour, "count": one.count}
        for one in found
    ]


def _points(places: Any) -> list[shapely.Point]:  # noqa: ANN401 -- pairs of degrees
    """Return places as points."""
    return [shapely.Point(lon, lat) for lon, lat in places]


def _frame(rows: list[dict[str, Any]], spec: LayerSpec, shapes: Any) -> gpd.GeoDataFrame:  # noqa: ANN401 -- shapes
    """Return a frame with the columns of a layer."""
    frame = pd.DataFrame(rows, columns=[field.name for field in spec.fields]).astype(object)
    return gpd.GeoDataFrame(
        frame.where(frame.notna(), None), geometry=gpd.GeoSeries(list(shapes), crs=WGS84), crs=WGS84
    )
