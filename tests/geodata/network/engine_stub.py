"""A server on 127.0.0.1 that speaks the documented formats of OSRM and Valhalla, and misbehaves if told."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

STEP = 0.01
# What the made-up roads of the stub do to a place: put it so far north.
OFF = 0.001

Answer = tuple[int, dict[str, str], bytes]


def minutes_between(one, other) -> float:
    """Return the made-up minutes: 6 for each step to the east, 9 to the west, 2 north or south."""
    east = (other[0] - one[0]) / STEP
    return (6 * east if east > 0 else -9 * east) + 2 * abs(other[1] - one[1]) / STEP


def km_between(one, other) -> float:
    """Return the made-up km: one for each step."""
    return (abs(other[0] - one[0]) + abs(other[1] - one[1])) / STEP


def on_road(place) -> list[float]:
    """Return where a place is put."""
    return [place[0], place[1] + OFF]


def encoded(coordinates) -> str:
    """Return lon, lat pairs as a polyline with six decimals, latitude first."""
    letters, before = [], (0, 0)
    for lon, lat in coordinates:
        now = (round(lat * 1e6), round(lon * 1e6))
        for value, last in zip(now, before, strict=True):
            rest = (value - last) << 1
            rest = ~rest if value < last else rest
            while rest >= 32:
                letters.append(chr((32 | rest & 31) + 63))
                rest >>= 5
            letters.append(chr(rest + 63))
        before = now
    return "".join(letters)


class Stub:
    """The answers of one server; ``spoil`` turns a good answer (path, document) into another one."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.bodies: list[Any] = []
        self.spoil: Callable[[str, Any], Answer | None] = lambda path, document: None
        self.url = ""

    def answer(self, path: str, body: bytes) -> Answer:
        """Return status, headers and bytes."""
        self.asked.append(path)
        parts = urlsplit(path)
        if body:
            self.bodies.append(json.loads(body))
            document = VALHALLA[parts.path](self.bodies[-1])
        else:
            _, service, _, _, places = parts.path.split("/")
            pairs = [[float(figure) for figure in pair.split(",")] for pair in places.split(";")]
            document = OSRM[service](pairs, parse_qs(parts.query))
        return self.spoil(path, document) or (200, {}, json.dumps(document).encode())


def osrm_table(places, query) -> dict:
    """Return what OSRM's service ``table`` answers."""
    chosen = [
        [places[int(index)] for index in query[name][0].split(";")] for name in ("sources", "destinations")
    ]
    assert query["annotations"] == ["duration,distance"]
    waypoints = [
        [{"hint": "", "name": "", "location": on_road(place), "distance": 1.5} for place in side]
        for side in chosen
    ]
    return {
        "code": "Ok",
        "sources": waypoints[0],
        "destinations": waypoints[1],
        "durations": [[60 * minutes_between(a, b) for b in chosen[1]] for a in chosen[0]],
        "distances": [[1000 * km_between(a, b) for b in chosen[1]] for a in chosen[0]],
    }


def osrm_route(places, query) -> dict:
    """Return what OSRM's service ``route`` answers."""
    assert query == {"overview": ["full"], "geometries": ["geojson"]}
    start, end = map(on_road, places)
    return {
        "code": "Ok",
        "waypoints": [{"location": start}, {"location": end}],
        "routes": [
            {
                "duration": 60 * minutes_between(*places),
                "distance": 1000 * km_between(*places),
                "weight": 1,
                "legs": [],
                "geometry": {"type": "LineString", "coordinates": [start, [end[0], start[1]], end]},
            }
        ],
    }


def _pairs(locations) -> list[tuple[float, float]]:
    return [(location["lon"], location["lat"]) for location in locations]


def valhalla_locate(body) -> list:
    """Return what Valhalla's ``locate`` answers; nothing is near south of 21 degrees."""
    return [
        {
            "input_lon": lon,
            "input_lat": lat,
            "nodes": None,
            "edges": None
            if lat < 21
            else [{"way_id": 1, "correlated_lon": lon, "correlated_lat": lat + OFF, "percent_along": 0.5}],
        }
        for lon, lat in _pairs(body["locations"])
    ]


def valhalla_matrix(body) -> dict:
    """Return what Valhalla's ``sources_to_targets`` answers."""
    assert (body["costing"], body["units"]) == ("auto", "kilometers")
    return {
        "units": "kilometers",
        "sources": [body["sources"]],
        "targets": [body["targets"]],
        "sources_to_targets": [
            [
                {
                    "distance": km_between(a, b),
                    "time": 60 * minutes_between(a, b),
                    "to_index": j,
                    "from_index": i,
                }
                for j, b in enumerate(_pairs(body["targets"]))
            ]
            for i, a in enumerate(_pairs(body["sources"]))
        ],
    }


def valhalla_route(body) -> dict:
    """Return what Valhalla's ``route`` answers."""
    places = _pairs(body["locations"])
    start, end = map(on_road, places)
    summary = {"time": 60 * minutes_between(*places), "length": km_between(*places)}
    shape = encoded([start, [end[0], start[1]], end])
    return {
        "trip": {
            "status": 0,
            "status_message": "Found route",
            "units": "kilometers",
            "summary": summary,
            "legs": [{"shape": shape, "summary": summary}],
        }
    }


def valhalla_isochrone(body) -> dict:
    """Return what Valhalla's ``isochrone`` answers, the largest first: squares of a step for 6 minutes."""
    ((lon, lat),) = _pairs(body["locations"])
    assert body["polygons"] is True
    assert len(body["contours"]) <= 4
    features = []
    for contour in sorted(body["contours"], key=lambda contour: -contour["time"]):
        r = contour["time"] / 6 * STEP
        ring = [
            [lon - r, lat - r],
            [lon + r, lat - r],
            [lon + r, lat + r],
            [lon - r, lat + r],
            [lon - r, lat - r],
        ]
        features.append(
            {
                "type": "Feature",
                "properties": {"contour": contour["time"], "metric": "time", "color": "#bf4040"},
                "geometry": {"type": "Polygon", "coordinates": [ring]},
            }
        )
    return {"type": "FeatureCollection", "features": features}


OSRM = {"table": osrm_table, "route": osrm_route}
VALHALLA = {
    "/locate": valhalla_locate,
    "/sources_to_targets": valhalla_matrix,
    "/route": valhalla_route,
    "/isochrone": valhalla_isochrone,
}


@contextmanager
def serve(stub: Stub, *, pause_s: float = 0.0, trickle_s: float | None = None) -> Iterator[Stub]:
    """Serve ``stub``, answering after ``pause_s``, or a letter every ``trickle_s``."""
    over = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(b"")

        def do_POST(self) -> None:
            self._answer(self.rfile.read(int(self.headers["Content-Length"])))

        def _answer(self, body: bytes) -> None:
            over.wait(pause_s)
            status, headers, content = stub.answer(self.path, body)
            try:
                self.send_response(status)
                for name, value in {"Content-Length": str(len(content)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                for letter in range(0 if trickle_s is None else len(content)):
                    if over.wait(trickle_s):
                        return
                    self.wfile.write(content[letter : letter + 1])
                if trickle_s is None:
                    self.wfile.write(content)
            except ConnectionError:
                return  # whoever asked has gone

        def log_message(self, *_args: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = False
        stub.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield stub
        finally:
            over.set()
            server.shutdown()
            thread.join()
