"""Areas that somebody sends: plain valid polygons come out, everything else is refused by its number."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.errors import InvalidInput, TooLarge
from geodata.planning.areas import MAX_VERTICES, nearest_unit, read_areas, within_areas
from tests.factories import make_units

RING = [[104.0, 22.0], [104.1, 22.0], [104.1, 22.1], [104.0, 22.1], [104.0, 22.0]]
HOLE = [[104.04, 22.04], [104.06, 22.04], [104.06, 22.06], [104.04, 22.06], [104.04, 22.04]]
FAR = [[lon + 1, lat] for lon, lat in RING]


def polygon(*rings) -> dict:
    return {"type": "Polygon", "coordinates": list(rings)}


def feature(geometry) -> dict:
    return {"type": "Feature", "properties": None, "geometry": geometry}


@pytest.mark.parametrize(
    ("given_area", "count"),
    [
        (polygon(RING), 1),
        (feature(polygon(RING)), 1),
        ({"type": "FeatureCollection", "features": [feature(polygon(RING)), feature(polygon(FAR))]}, 2),
        ({"type": "MultiPolygon", "coordinates": [[RING], [FAR]]}, 2),
        (polygon([[*position, 900.0] for position in RING]), 1),
        ({"type": "FeatureCollection", "features": []}, 0),
    ],
)
def test_polygons_of_every_form_are_read(given_area, count):
    assert len(read_areas([given_area])) == count


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"type": "Point", "coordinates": [104, 22]},
        {"type": "Polygon"},
        polygon(),
        polygon([]),
        polygon(RING[:3]),
        polygon(RING[:4]),
        polygon("104 22"),
        polygon([[104, 22]] * 3 + [104]),
        polygon([[104, "22"]] * 4),
        polygon([[104, True]] * 4),
        polygon([[104, math.nan]] * 4),
        polygon([[104, 91]] * 4),
        polygon([[181, 22]] * 4),
        polygon([[104]] * 4),
        polygon([[104, 22, 1, 1]] * 4),
        {"type": "MultiPolygon", "coordinates": [RING]},
        {"type": "GeometryCollection", "geometries": [polygon(RING)]},
        {"type": "FeatureCollection", "features": "x"},
        {"type": "FeatureCollection", "features": [None]},
        feature(None),
        feature(feature(polygon(RING))),
    ],
)
def test_what_is_no_polygon_is_refused(broken):
    with pytest.raises(InvalidInput, match=r"Excluded area 2 is no GeoJSON polygon"):
        read_areas([polygon(RING), broken])


@pytest.mark.parametrize(
    "broken",
    [
        polygon([[104, 22], [105, 23], [105, 22], [104, 23], [104, 22]]),
        polygon([[104, 22]] * 4),
        polygon(HOLE, RING),
    ],
)
def test_a_polygon_that_is_not_valid_is_refused_with_the_reason(broken):
    with pytest.raises(InvalidInput, match=r"Excluded area 1 is not a valid polygon: \w+"):
        read_areas([broken])


def test_too_many_vertices_are_refused_before_anything_is_made_of_them():
    with pytest.raises(TooLarge):
        read_areas([polygon(circle(MAX_VERTICES))])
    half = polygon(circle(MAX_VERTICES // 2))
    assert len(read_areas([half])) == 1
    with pytest.raises(TooLarge):
        read_areas([half, half])


def circle(count: int) -> list[list[float]]:
    """Return a closed ring of ``count`` different positions."""
    angles = [2 * math.pi * number / count for number in range(count)]
    ring = [[104 + math.cos(angle) / 10, 22 + math.sin(angle) / 10] for angle in angles]
    return [*ring, ring[0]]


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["type", "coordinates", "geometry", "features"]), inner)
        | st.fixed_dictionaries(
            {"type": st.sampled_from(["Polygon", "MultiPolygon", "Feature"]), "coordinates": inner}
        )
    ),
    max_leaves=12,
)


@given(JSON)
def test_whatever_json_comes_is_read_or_refused(anything):
    try:
        areas = read_areas([anything])
    except InvalidInput:
        return
    assert all(area.is_valid and area.geom_type == "Polygon" for area in areas)


def test_a_point_on_the_edge_is_inside_and_one_in_a_hole_is_not():
    areas = read_areas([polygon(RING, HOLE)])
    asked = [(104.0, 22.05), (104.05, 22.05), (104.02, 22.02), (105.0, 22.0)]
    assert within_areas(asked, areas) == [True, False, True, False]
    assert within_areas(asked, ()) == [False] * 4


def test_a_point_is_told_its_unit_or_how_far_the_nearest_is():
    units = make_units("00001", "00002")
    (inside, near), (other, zero), (none, far) = nearest_unit(
        [(104.05, 22.35), (104.15, 22.35), (104.25, 22.35)], units
    )
    assert (inside, near, other, zero, none) == (0, 0, 1, 0, None)
    # 0.05° of longitude at 22.35° N.
    assert far == pytest.approx(0.05 * 111_320 * math.cos(math.radians(22.35)), rel=0.01)
    assert nearest_unit([], units) == []
