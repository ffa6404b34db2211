"""What the small map of a tour's page draws: lines of the legs, numbered stops, ends of the days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from layers.tour_files.sheet import Sheet


def map_state(sheet: Sheet) -> dict[str, Any]:
    """Return points and lines (degrees, EPSG:4326) with the colour and the number of their day."""
    from layers.tour_files.colours import day_colour

    return {
        "lines": [
            {"day": day.number, "colour": day_colour(day.number), "line": leg.line, "real": leg.is_real}
            for day in sheet.days
            for leg in day.legs
        ],
        "stops": [
            {
                "label": visit.label,
                "name": visit.name,
                "point": visit.point,
                "colour": day_colour(day.number),
                "exact": visit.own_point,
            }
            for day in sheet.days
            for visit in day.visits
        ],
        "ends": [
            {"name": place.title, "point": place.point, "exact": place.search is None}
            for day in sheet.days
            for place in (day.start, day.end)
        ],
    }
