"""Made-up files of OpenStreetMap, as XML, gzipped XML and PBF."""

from __future__ import annotations

import gzip
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import quoteattr

from geodata.network.import_report import NetworkReport
from geodata.network.imported import active_network, import_network
from geodata.network.values import RoadNetwork
from geodata.store import Store
from scripts._bench.pbf import Node, Relation, Way, write_pbf

ORIGIN = (104.0, 22.3)
STEP = 0.01  # degrees: about 1 km
ROAD = {"highway": "tertiary"}
Place = tuple[float, float]


def node(number: int, x: float, y: float, **tags: str) -> Node:
    """Return a point some steps east and north of the origin."""
    return Node(number, round(ORIGIN[0] + STEP * x, 7), round(ORIGIN[1] + STEP * y, 7), tags)


def nodes(places: Mapping[int, Place]) -> list[Node]:
    """Return points by their numbers."""
    return [node(number, *place) for number, place in sorted(places.items())]


def way(number: int, refs: Sequence[int], timestamp: int | None = None, **tags: str) -> Way:
    """Return a way; a tertiary road unless its tags say otherwise."""
    return Way(number, refs, tags if "route" in tags else ROAD | tags, timestamp)


def ban(number: int, *members: int) -> Relation:
    """Return a turn restriction between two ways."""
    roles = zip(members, ("from", "to"), strict=True)
    return Relation(number, [("way", member, role) for member, role in roles], {"type": "restriction"})


def xml(
    points: Sequence[Node], ways: Sequence[Way], relations: Sequence[Relation] = (), head: str = ""
) -> str:
    """Return the text of a file."""
    lines = [f'<?xml version="1.0" encoding="UTF-8"?>\n<osm version="0.6"{head}>']
    for point in points:
        place = f'<node id="{point.id}" lat="{point.lat:.7f}" lon="{point.lon:.7f}" version="1">'
        lines.append(f"{place}{_tags(point.tags)}</node>")
    for way in ways:
        refs = "".join(f'<nd ref="{ref}"/>' for ref in way.refs)
        lines.append(f'<way id="{way.id}" version="1">{refs}{_tags(way.tags)}</way>')
    for relation in relations:
        members = "".join(
            f'<member type="{kind}" ref="{ref}" role="{role}"/>' for kind, ref, role in relation.members
        )
        lines.append(f'<relation id="{relation.id}" version="1">{members}{_tags(relation.tags)}</relation>')
    return "\n".join([*lines, "</osm>\n"])


def _tags(tags: Mapping[str, str]) -> str:
    """Return tags as XML."""
    return "".join(f"<tag k={quoteattr(key)} v={quoteattr(value)}/>" for key, value in tags.items())


def write(
    path: Path, points: Sequence[Node], ways: Sequence[Way], relations: Sequence[Relation] = ()
) -> Path:
    """Write a file of the kind that its name says."""
    if path.name.endswith(".pbf"):
        return write_pbf(path, points, ways, relations)
    text = xml(points, ways, relations).encode()
    path.write_bytes(gzip.compress(text) if path.name.endswith(".gz") else text)
    return path


def graph_of(
    store: Store,
    folder: Path,
    points: Sequence[Node],
    ways: Sequence[Way],
    relations: Sequence[Relation] = (),
) -> tuple[RoadNetwork, NetworkReport]:
    """Import made-up ways; return the graph and what was told."""
    report = import_network(store, write(folder / "roads.osm.pbf", points, ways, relations))
    network = active_network(store)
    assert network is not None
    return network, report


def arcs_of(network: RoadNetwork) -> dict[tuple[Place, Place], float]:
    """Return the km of each arc by the steps where it begins and ends."""
    east = (network.node_lon - ORIGIN[0]) / STEP
    north = (network.node_lat - ORIGIN[1]) / STEP
    place = [(round(x, 3), round(y, 3)) for x, y in zip(east.tolist(), north.tolist(), strict=True)]
    ends = zip(network.tail.tolist(), network.head.tolist(), network.length_km.tolist(), strict=True)
    return {(place[tail], place[head]): km for tail, head, km in ends}
