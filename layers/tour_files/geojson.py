"""A tour as GeoJSON (RFC 7946): its stops as points, its legs as lines."""

from __future__ import annotations

import json
from typing import Any

from layers.tour_files.document import Document
from layers.tour_files.sheet import Leg, Sheet, SheetDay, Visit

Feature = dict[str, Any]


def geojson_of(sheet: Sheet, document: Document) -> bytes:
    """Return the FeatureCollection in UTF-8; degrees (EPSG:4326); ``real`` false: a line is schematic."""
    features = [
        feature for day in sheet.days for feature in (*(_stop(visit) for visit in day.visits), *_legs(day))
    ]
    body = {
        "type": "FeatureCollection",
        "title": sheet.title,
        "note": sheet.note,
        "by": sheet.byline,
        "address": document.address,
        "alerts": list(sheet.alerts),
        "basis": list(sheet.basis),
        "features": features,
    }
    return json.dumps(body, ensure_ascii=False, allow_nan=False).encode()


def _stop(visit: Visit) -> Feature:
    """Return one visit."""
    properties = {
        "kind": "stop",
        "day": visit.day,
        "number": visit.number,
        "id": visit.key,
        "name": visit.name,
        "kinds": visit.kinds,
        "where": visit.where,
        "own_point": visit.own_point,
        "arrive": visit.begin.isoformat(timespec="minutes"),
        "leave": visit.leave.isoformat(timespec="minutes"),
        "products": [product.text for product in visit.products],
        "notes": list(visit.notes),
    }
    return _feature("Point", list(visit.point), properties)


def _legs(day: SheetDay) -> list[Feature]:
    """Return the legs of a day."""
    return [_leg(day, number, leg) for number, leg in enumerate(day.legs, start=1)]


def _leg(day: SheetDay, number: int, leg: Leg) -> Feature:
    """Return one leg."""
    properties = {
        "kind": "leg",
        "day": day.number,
        "number": number,
        "from": leg.start.name,
        "to": leg.end.name,
        "minutes_low": leg.low,
        "minutes_likely": leg.likely,
        "minutes_high": leg.high,
        "minutes_planned": leg.minutes,
        "km": leg.km,
        "roads": list(leg.roads),
        "real": leg.is_real,
    }
    return _feature("LineString", [list(point) for point in leg.line], properties)


def _feature(shape: str, coordinates: list[Any], properties: dict[str, Any]) -> Feature:
    """Return a feature."""
    return {
        "type": "Feature",
        "geometry": {"type": shape, "coordinates": coordinates},
        "properties": properties,
    }
