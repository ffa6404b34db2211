"""What the map of the offline page draws, as JSON that no script block ends in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from geodata.errors import N_
from layers.encode import COARSE_DECIMALS, DECIMALS
from layers.tour_files.colours import DAY_COLOURS, day_colour
from layers.tour_files.marks import runs_of
from layers.tour_files.sheet import Point, Sheet, SheetDay, Visit
from layers.tour_files.words import Words

Pairs = list[list[float]]  # latitude and longitude, as Leaflet has them


def map_data(sheet: Sheet, outlines: gpd.GeoDataFrame, words: Words) -> str:
    """Return outlines, days and words of the map (EPSG:4326; latitude first)."""
    body = {
        "outlines": list(_outlines(outlines)),
        "days": [_day(day) for day in sheet.days],
        "colours": len(DAY_COLOURS),
        "texts": {
            "zoomIn": words.text(N_("Zoom in")),
            "zoomOut": words.text(N_("Zoom out")),
            "start": words.text(N_("Start")),
            "end": words.text(N_("End")),
        },
    }
    # Signs beyond ASCII and "<" as escapes: nothing in it can end the element or a line of a script.
    return json.dumps(body, separators=(",", ":"), allow_nan=False).replace("<", "\\u003c")


def _outlines(outlines: gpd.GeoDataFrame) -> Iterator[dict[str, Any]]:
    """Give each commune with the outer ring of each of its parts, to about 11 m."""
    for name, shape in zip(outlines["name"], outlines.geometry, strict=True):
        rings = [
            np.round(shapely.get_coordinates(part.exterior)[:, ::-1], COARSE_DECIMALS).tolist()
            for part in shapely.get_parts(shape)
        ]
        yield {"name": name, "rings": rings}


def _day(day: SheetDay) -> dict[str, Any]:
    """Return what is drawn of a day."""
    return {
        "title": day.title,
        "colour": day_colour(day.number),
        "start": {"name": day.start.title, "at": _pair(day.start.point)},
        "end": {"name": day.end.title, "at": _pair(day.end.point)},
        "legs": [
            {"text": leg.text, "real": leg.is_real, "line": [_pair(point) for point in leg.line]}
            for leg in day.legs
        ],
        "marks": list(_marks(day)),
    }


def _marks(day: SheetDay) -> Iterator[dict[str, Any]]:
    """Give a mark for each place of a day: stops that are known by one commune stand at the same point."""
    groups: dict[Point, list[Visit]] = {}
    for visit in day.visits:
        groups.setdefault(visit.point, []).append(visit)
    for point, visits in groups.items():
        yield {
            "label": ", ".join(runs_of([visit.number for visit in visits])),
            "names": [f"{visit.number} {visit.name}" for visit in visits],
            "card": f"stop-{day.number}-{visits[0].number}",
            "at": _pair(point),
        }


def _pair(point: Point) -> list[float]:
    """Return a point as Leaflet has it."""
    lon, lat = point
    return [round(lat, DECIMALS), round(lon, DECIMALS)]
