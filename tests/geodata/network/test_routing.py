"""An outside engine is asked in its own format, believed where it makes sense, and replaced where not."""

from __future__ import annotations

import itertools
import json
import math
import socket

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geodata.errors import EngineUnavailable
from geodata.network import engines, routing
from geodata.network.engine_settings import ENGINES, EngineSettings
from geodata.network.graph_router import GraphRouter
from geodata.network.osrm import NO_AREAS
from geodata.network.routing import Spread, open_router, spread_of
from geodata.network.valhalla import decode_shape
from geodata.network.values import Variant
from tests.geodata.network.engine_stub import OFF, Stub, encoded, km_between, minutes_between, serve
from tests.geodata.network.road_graphs import network, place_at, two_way

GRAPH = network([(0, 0), (9, 0)], two_way((0, 1, 18, 9)), low=0.8, high=1.5)
OFF_KM = OFF * 110.7  # of one place: 111 m to the road
A, B, C = place_at(0, 0), place_at(4, 0), place_at(6, 2)


def settings(engine: str, url: str, **changes) -> EngineSettings:
    return EngineSettings(**{"engine": engine, "url": url, "timeout_s": 2.0, "table_size": 50} | changes)


@pytest.fixture
def stub():
    with serve(Stub()) as stub:
        yield stub


@pytest.fixture(params=ENGINES)
def router(request, stub):
    return open_router(GRAPH, settings(request.param, stub.url))


def places(*degrees) -> np.ndarray:
    return np.array(degrees)


def test_without_an_engine_the_own_graph_answers():
    assert isinstance(open_router(GRAPH, None), GraphRouter)


def test_a_table_holds_the_figures_of_the_engine_as_a_range_and_the_ways_to_its_roads(router):
    found = router.travel_times(places(A, C), places(B, C, A))

    for (i, one), (j, other) in itertools.product(enumerate((A, C)), enumerate((B, C, A))):
        if one == other:
            assert found.likely[i, j] == found.km[i, j] == 0
            continue
        minutes = minutes_between(one, other)
        for table, share, kmh in ((found.low, 0.8, 20), (found.likely, 1, 15), (found.high, 1.5, 10)):
            assert table[i, j] == pytest.approx(minutes * share + 2 * OFF_KM / kmh * 60, rel=1e-3)
        assert found.km[i, j] == pytest.approx(km_between(one, other) + 2 * OFF_KM, rel=1e-3)
    assert found.off_network_m[1] == pytest.approx([OFF_KM * 1000] * 3, rel=1e-3)
    assert (found.engine, found.estimate, found.fallback) == (router.engine.name, False, None)


def test_the_spread_may_be_given(stub):
    router = open_router(GRAPH, settings("osrm", stub.url), Spread(0.5, 3.0))
    found = router.travel_times(places(A), places(B))

    assert spread_of(GRAPH) == Spread(pytest.approx(0.8), pytest.approx(1.5))
    assert found.low[0, 0] == pytest.approx(12 + 2 * OFF_KM / 20 * 60, rel=1e-3)
    assert found.high[0, 0] == pytest.approx(72 + 2 * OFF_KM / 10 * 60, rel=1e-3)


@pytest.mark.parametrize("engine", ENGINES)
def test_large_tables_are_asked_in_parts_that_the_server_takes(engine, stub):
    rng = np.random.default_rng(4)
    origins, destinations = (np.array(A) + rng.uniform(0, 0.1, (count, 2)).round(4) for count in (7, 5))
    whole = open_router(GRAPH, settings(engine, stub.url)).travel_times(origins, destinations)
    stub.asked.clear()
    parts = open_router(GRAPH, settings(engine, stub.url, table_size=3)).travel_times(origins, destinations)

    np.testing.assert_allclose(parts.likely, whole.likely)
    np.testing.assert_allclose(parts.km, whole.km)
    np.testing.assert_allclose(parts.off_network_m[0], whole.off_network_m[0])
    assert sum("table" in path or "sources" in path for path in stub.asked) == 3 * 2


def test_a_leg_is_the_way_of_the_engine_with_straight_ends(router):
    leg = router.leg(np.array(A), np.array(C))

    north = (0, OFF)
    corners = [A, np.add(A, north), np.add((C[0], A[1]), north), np.add(C, north), C]
    np.testing.assert_allclose(leg.shape.coords, corners, atol=1e-6)
    assert leg.likely == pytest.approx(minutes_between(A, C) + 2 * OFF_KM / 15 * 60, rel=1e-3)
    assert leg.low == pytest.approx(0.8 * minutes_between(A, C) + 2 * OFF_KM / 20 * 60, rel=1e-3)
    assert leg.km == pytest.approx(km_between(A, C) + 2 * OFF_KM, rel=1e-3)
    assert (leg.engine, leg.estimate, leg.fallback) == (router.engine.name, False, None)


def test_valhalla_draws_areas_for_each_end_of_the_range(stub):
    router = open_router(GRAPH, settings("valhalla", stub.url))
    found = router.reaches(places(A, B), [60, 30])

    assert [(reach.minutes, reach.variant) for reach in found] == list(itertools.product([60, 30], Variant))
    for reach in found:
        # Low minutes are 0.8 of the likely ones: as far as 1/0.8 of the likely minutes lead.
        share = {Variant.LOW: 0.8, Variant.LIKELY: 1.0, Variant.HIGH: 1.5}[reach.variant]
        radius = reach.minutes / share / 6 * 0.01
        squares = [shapely.box(x - radius, y - radius, x + radius, y + radius) for x, y in (A, B)]
        assert shapely.hausdorff_distance(reach.shape, shapely.union_all(squares)) < 1e-4
        assert (reach.engine, reach.fallback) == ("valhalla", None)


def test_osrm_draws_no_areas_and_the_own_graph_says_so(stub):
    router = open_router(GRAPH, settings("osrm", stub.url))
    found = router.reaches(places(A), [30])

    assert {(reach.engine, reach.fallback) for reach in found} == {("own", NO_AREAS)}
    assert [reach.shape for reach in found] == [reach.shape for reach in router.own.reaches(places(A), [30])]


def test_a_place_without_road_near_is_unreachable_and_spoils_no_other(stub):
    far = (104.0, 20.5)
    found = open_router(GRAPH, settings("valhalla", stub.url)).travel_times(places(A, far), places(B, far))

    assert np.isfinite(found.likely[0, 0])
    assert [found.likely[1, 0], found.likely[0, 1], found.likely[1, 1]] == [math.inf] * 3
    assert np.isnan(found.off_network_m[0][1])
    assert found.fallback is None


def plain(content: bytes, status: int = 200, **headers: str):
    """Return a spoiler that answers so, whatever was asked."""
    return lambda path, document: (status, headers, content)


def edited(edit):
    """Return a spoiler that changes the document."""

    def spoil(path, document):
        edit(document)
        return 200, {}, json.dumps(document).encode()

    return spoil


def hole(document) -> None:
    """Leave one cell empty."""
    if isinstance(document, dict) and "durations" in document:
        document["durations"][0][0] = None
    elif isinstance(document, dict) and "sources_to_targets" in document:
        document["sources_to_targets"][0][0]["time"] = None


def shorter(document) -> None:
    """Leave a row out."""
    for name in ("durations", "sources_to_targets"):
        if isinstance(document, dict) and name in document:
            document[name] = document[name][1:]


def negative(document) -> None:
    """Drive back in time."""
    if isinstance(document, dict) and "durations" in document:
        document["durations"][0][0] = -5
    elif isinstance(document, dict) and "sources_to_targets" in document:
        document["sources_to_targets"][0][0]["time"] = -5


SPOILT = {
    "an error of the server": (plain(b"{}", 500), engines.REFUSED),
    "an error of the request": (plain(b'{"code": "InvalidQuery"}', 400), engines.REFUSED),
    "no JSON": (plain(b"<html>"), engines.UNREADABLE),
    "no text": (plain(b"\xff\xfe\x00"), engines.UNREADABLE),
    "nothing": (plain(b""), engines.UNREADABLE),
    "a list": (plain(b"[]"), engines.UNREADABLE),
    "null": (plain(b"null"), engines.UNREADABLE),
    "a text": (plain(b'"Ok"'), engines.UNREADABLE),
    "brackets": (plain(b"[" * 100_000), engines.UNREADABLE),
    "a redirect": (plain(b"", 302, Location="http://127.0.0.1:9/"), engines.REFUSED),
    "compressed": (plain(b"\x1f\x8b\x08", **{"Content-Encoding": "gzip"}), engines.UNREADABLE),
    "cut off": (plain(b'{"code"', **{"Content-Length": "100"}), engines.UNREACHED),
    "an empty cell": (edited(hole), engines.NO_WAY),
    "a missing row": (edited(shorter), engines.UNREADABLE),
    "negative minutes": (edited(negative), engines.UNREADABLE),
}


@pytest.mark.parametrize(("spoil", "reason"), SPOILT.values(), ids=SPOILT)
def test_an_answer_that_makes_no_sense_is_replaced_by_the_own_graph_which_says_why(
    router, stub, spoil, reason
):
    stub.spoil = spoil
    found = router.travel_times(places(A, C), places(A, B))
    own = router.own.travel_times(places(A, C), places(A, B))

    assert (found.engine, found.fallback, found.network) == ("own", reason, GRAPH.name)
    np.testing.assert_array_equal(found.likely, own.likely)


@pytest.mark.parametrize(
    ("engine", "document"),
    [
        ("osrm", {"code": "NoTable"}),
        ("valhalla", {"error_code": 171, "error": "No suitable edges near location", "status_code": 400}),
    ],
)
def test_an_error_in_the_documented_form_is_one(engine, document, stub):
    stub.spoil = plain(json.dumps(document).encode())
    router = open_router(GRAPH, settings(engine, stub.url))

    assert router.travel_times(places(A), places(B)).fallback == engines.REFUSED
    assert router.leg(np.array(A), np.array(B)).fallback == engines.REFUSED


def test_a_leg_of_nonsense_is_replaced_too(router, stub):
    def spoil(path, document):
        return (
            200,
            {},
            json.dumps(
                {"code": "Ok", "routes": [{}], "trip": {"status": 0, "legs": [{"shape": "?"}]}}
            ).encode(),
        )

    stub.spoil = spoil
    leg = router.leg(np.array(A), np.array(B))

    assert (leg.engine, leg.fallback) == ("own", engines.UNREADABLE)


@pytest.mark.parametrize(
    "geometry",
    [None, {}, {"type": "Point", "coordinates": [1, 2]}, {"type": "Polygon", "coordinates": [[[1]]]}],
)
def test_areas_of_nonsense_are_replaced_too(stub, geometry):
    def edit(document):
        for feature in document["features"]:
            feature["geometry"] = geometry

    stub.spoil = edited(edit)
    found = open_router(GRAPH, settings("valhalla", stub.url)).reaches(places(A), [30])

    assert {(reach.engine, reach.fallback) for reach in found} == {("own", engines.UNREADABLE)}


def test_a_server_that_fails_once_is_asked_again(router, stub):
    failures = iter([(503, {}, b"")])
    stub.spoil = lambda path, document: next(failures, None)

    assert router.travel_times(places(A), places(B)).fallback is None


def test_nothing_but_the_server_of_the_settings_is_asked(router, stub):
    with serve(Stub()) as other:
        stub.spoil = plain(b"", 307, Location=f"{other.url}/table/v1/driving/1,2;3,4")
        assert router.travel_times(places(A), places(B)).engine == "own"
        assert other.asked == []


@pytest.mark.parametrize(("rest_s", "asked_again"), [(60.0, False), (0.0, True)])
def test_a_server_that_does_not_answer_is_left_alone_for_a_while(monkeypatch, rest_s, asked_again):
    monkeypatch.setattr(routing, "REST_S", rest_s)
    with serve(Stub(), pause_s=60) as slow:
        router = open_router(GRAPH, settings("osrm", slow.url, timeout_s=0.1))
        assert router.travel_times(places(A), places(B)).fallback == engines.SLOW
    with serve(Stub()) as stub:
        router.engine = open_router(GRAPH, settings("osrm", stub.url)).engine
        found = router.travel_times(places(A), places(B))

    assert bool(stub.asked) is asked_again
    assert found.fallback == (None if asked_again else engines.SLOW)


def test_a_server_that_answers_a_letter_at_a_time_is_given_up():
    with serve(Stub(), trickle_s=0.05) as stub:
        router = open_router(GRAPH, settings("osrm", stub.url, timeout_s=0.1))
        assert router.travel_times(places(A), places(B)).fallback == engines.SLOW


def test_nobody_at_the_address_is_said_so():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    found = open_router(GRAPH, settings("valhalla", url)).travel_times(places(A), places(B))

    assert (found.engine, found.fallback) == ("own", engines.UNREACHED)


def test_an_answer_without_end_is_not_read_to_the_end(router, stub, monkeypatch):
    monkeypatch.setattr(engines, "MOST_BYTES", 1000)
    stub.spoil = plain(b" " * 1_000_000)

    assert router.travel_times(places(A), places(B)).fallback == engines.TOO_LARGE


@given(st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90)), min_size=1, max_size=30))
def test_an_encoded_shape_is_read_back_to_six_decimals(coordinates):
    np.testing.assert_allclose(decode_shape(encoded(coordinates)), coordinates, atol=6e-7)


def test_the_published_example_of_an_encoded_shape_is_read():
    # Google's documentation, there with five decimals: (38.5, -120.2), (40.7, -120.95), (43.252, -126.453).
    found = decode_shape("_p~iF~ps|U_ulLnnqC_mqNvxq`@") * 10

    np.testing.assert_allclose(found, [[-120.2, 38.5], [-120.95, 40.7], [-126.453, 43.252]], atol=1e-9)


@pytest.mark.parametrize("shape", ["", "_", "?", "_p~iF", "\x00\x00", "~" * 40, "é", None, 5, "}}}}}F}}}}}F"])
def test_what_is_no_encoded_shape_is_refused(shape):
    with pytest.raises(EngineUnavailable):
        decode_shape(shape)
