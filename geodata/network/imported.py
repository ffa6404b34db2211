"""Road networks that the office imported: one is in use, the one before it is kept."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import sqlalchemy as sa

from geodata.errors import N_, DataProblem, NotFound
from geodata.network.car_rules import FERRY, LeftOut
from geodata.network.content import pack, unpack
from geodata.network.import_report import NetworkReport
from geodata.network.osm import CarWays, count_restrictions, read_barriers, read_ways
from geodata.network.osm_file import OsmFile, check_file, unpacked
from geodata.network.segments import Cuts, Pieces, pieces_of, strongly_connected
from geodata.network.simplifying import Arcs, simplify
from geodata.network.speeds import CLASSES
from geodata.network.values import NetworkKind, RoadNetwork
from geodata.office.audit import COMMAND_LINE, Actor, note
from geodata.office.clock import as_utc, utc_now
from geodata.office.keys import new_id
from geodata.office.tables import road_networks
from geodata.store import Store

# Told how far it is (0 – 1), with a text for the translators and the values that fill it.
Progress = Callable[..., None]

SOURCE = "© OpenStreetMap contributors, ODbL 1.0"
NETWORK_CLASSES = (*CLASSES, FERRY)
# A network is some ten MB: the list of them does without.
_LISTED = [column for column in road_networks.c if column.name not in {"content", "report"}]


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkEntry:
    """An imported network as the list shows it; the extent is in degrees (EPSG:4326), ``imported_at`` UTC."""

    network_id: str
    name: str
    source: str
    file_name: str
    file_checksum: str
    as_of: date | None
    imported_at: datetime
    imported_by: str | None
    active: bool
    nodes: int
    arcs: int
    min_lon: float
    min_lat: float
    max_lon: float
    max_lat: float


def silent(_fraction: float, _message: str, **_values: object) -> None:
    """Tell nobody."""


def import_network(
    store: Store,
    path: Path,
    *,
    name: str | None = None,
    actor: Actor = COMMAND_LINE,
    progress: Progress = silent,
    check_only: bool = False,
) -> NetworkReport:
    """
    Read a file of OpenStreetMap and put its car roads to use instead of those before.

    The network before stays in the store, not in use; older ones are removed.
    Until the last moment, and whatever goes wrong, nothing changes.

    Parameters
    ----------
    name
        What screens call the network; the name of the file unless given.
    actor
        Who imports it, for the list of networks and the audit log.
    check_only
        Store nothing.

    Raises
    ------
    InvalidInput, DataProblem, TooLarge
        The file cannot be taken.
    """
    progress(0.0, N_("Looking at %(file)s"), file=path.name)
    file = check_file(path)
    network, report = _read(file, name or path.name[: -len(file.kind)], progress)
    if check_only:
        return report
    progress(0.8, N_("Storing the road network"))
    report = replace(report, network_id=network.network_id)
    _store(store, network, report, actor)
    return report


def active_network(store: Store) -> RoadNetwork | None:
    """
    Return the network in use; None where only the embedded graph is.

    It is kept in memory for as long as it is the one in use. Nobody may change it.

    Raises
    ------
    DataProblem
        What the store holds is damaged.
    """
    return _MEMORY.get(store)


def list_networks(store: Store) -> list[NetworkEntry]:
    """Return the imported networks, newest first."""
    select = sa.select(*_LISTED).order_by(road_networks.c.imported_at.desc(), road_networks.c.network_id)
    with store.read() as connection:
        rows = connection.execute(select).all()
    return [NetworkEntry(**row._asdict() | {"imported_at": as_utc(row.imported_at)}) for row in rows]


def report_of(store: Store, network_id: str) -> NetworkReport:
    """Return what the import of a network told; ``NotFound`` where there is none."""
    with store.read() as connection:
        text = connection.scalar(
            sa.select(road_networks.c.report).where(road_networks.c.network_id == network_id)
        )
    if text is None:
        raise _no_network(network_id)
    return NetworkReport.from_json(text)


def deactivate(store: Store) -> None:
    """Use the embedded graph again; the imported networks stay in the store."""
    with store.write() as connection:
        connection.execute(sa.update(road_networks).values(active=False))


def activate(store: Store, network_id: str) -> None:
    """Use a network of the list instead of the one in use; ``NotFound`` where there is none."""
    with store.write() as connection:
        known = connection.scalar(
            sa.select(road_networks.c.network_id).where(road_networks.c.network_id == network_id)
        )
        if known is None:
            raise _no_network(network_id)
        connection.execute(sa.update(road_networks).values(active=road_networks.c.network_id == network_id))


class _Memory:
    """The network in use of each open store: large, and the same through many revisions."""

    def __init__(self) -> None:
        """Begin empty."""
        self._lock = threading.Lock()
        self._held: WeakKeyDictionary[Store, RoadNetwork] = WeakKeyDictionary()

    def get(self, store: Store) -> RoadNetwork | None:
        """Return the network in use, read anew only where another one is."""
        with self._lock, store.read() as connection:
            wanted = connection.scalar(sa.select(road_networks.c.network_id).where(road_networks.c.active))
            if wanted is None:
                return None
            held = self._held.get(store)
            if held is None or held.network_id != wanted:
                content = sa.select(road_networks.c.content).where(road_networks.c.network_id == wanted)
                held = self._held[store] = unpack(bytes(connection.execute(content).scalar_one()))
        return held


_MEMORY = _Memory()


def _no_network(network_id: str) -> NotFound:
    """Return the error for a network that is not there (any more)."""
    return NotFound(N_("There is no road network %(network)s"), network=network_id)


def _read(file: OsmFile, name: str, progress: Progress) -> tuple[RoadNetwork, NetworkReport]:
    """Read a file that was looked at; the report is that of a check."""
    progress(0.05, N_("Reading the roads"))
    with unpacked(file) as plain:
        told = file.path.name
        ways = read_ways(plain, told)
        progress(0.35, N_("Reading barriers and turn restrictions"))
        barriers, restrictions = read_barriers(plain, told), count_restrictions(plain, told)
    progress(0.5, N_("Joining %(count)s roads"), count=len(ways.drive_of))
    pieces, cuts = pieces_of(ways, *barriers)
    joined = strongly_connected(pieces)
    if not joined.any():
        raise DataProblem(
            N_("%(file)s holds no two places between which one can drive there and back"),
            file=file.path.name,
        )
    dropped = float(pieces.km[~joined].sum())
    pieces = pieces.kept(joined)
    progress(0.65, N_("Simplifying the graph"))
    network = _network(pieces, simplify(pieces), name, file.as_of or ways.newest)
    return network, _report(file, ways, cuts, restrictions, network, pieces, dropped)


def _network(pieces: Pieces, arcs: Arcs, name: str, as_of: date | None) -> RoadNetwork:
    """Return the graph with minutes: km by the speeds of each kind of road."""
    kinds = pieces.kinds
    speeds = np.array([(kind.low_kmh, kind.likely_kmh, kind.high_kmh) for kind in kinds])[arcs.kind]
    classes = np.array([NETWORK_CLASSES.index(kind.road_class) for kind in kinds], dtype=np.int16)
    high, likely, low = (arcs.km / kmh * 60 for kmh in speeds.T)
    roads = tuple(sorted({kind.ref for kind in kinds} - {""}))
    road = np.array([roads.index(kind.ref) if kind.ref else -1 for kind in kinds], dtype=np.int64)
    return RoadNetwork(
        network_id=new_id(),
        name=name,
        kind=NetworkKind.IMPORTED,
        node_lon=pieces.lon[arcs.node],
        node_lat=pieces.lat[arcs.node],
        tail=arcs.tail,
        head=arcs.head,
        length_km=arcs.km,
        low=low,
        likely=likely,
        high=high,
        road_class=classes[arcs.kind],
        classes=NETWORK_CLASSES,
        source=SOURCE,
        as_of=as_of,
        shape_lon=pieces.lon[arcs.points],
        shape_lat=pieces.lat[arcs.points],
        shape_offset=arcs.offset,
        road=road[arcs.kind],
        roads=roads,
    )


def _report(
    file: OsmFile,
    ways: CarWays,
    cuts: Cuts,
    restrictions: int,
    network: RoadNetwork,
    pieces: Pieces,
    km_dropped: float,
) -> NetworkReport:
    """Return what there is to tell about a network that is not stored."""
    left_out = dict(ways.left_out)
    if cuts.without_length:
        left_out[LeftOut.NO_LENGTH] = cuts.without_length
    lon, lat = pieces.lon, pieces.lat
    return NetworkReport(
        network_id=None,
        name=network.name,
        file_name=file.path.name,
        file_checksum=file.checksum,
        as_of=network.as_of,
        ways_read=ways.read,
        ways_kept=ways.read - sum(left_out.values()),
        left_out=left_out,
        barriers=cuts.barriers,
        restrictions=restrictions,
        gaps=cuts.gaps,
        doubled=cuts.doubled,
        km=float(pieces.km.sum()),
        km_dropped=km_dropped,
        nodes=len(network.node_lon),
        arcs=len(network.tail),
        bbox=(float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())),
    )


def _store(store: Store, network: RoadNetwork, report: NetworkReport, actor: Actor) -> None:
    """Put a network to use in one transaction; of the others only the newest stays."""
    min_lon, min_lat, max_lon, max_lat = report.bbox
    row: dict[str, Any] = {
        "network_id": network.network_id,
        "name": network.name,
        "source": network.source,
        "file_name": report.file_name,
        "file_checksum": report.file_checksum,
        "as_of": network.as_of,
        "imported_at": utc_now(),
        "imported_by": actor.user_id,
        "active": True,
        "nodes": report.nodes,
        "arcs": report.arcs,
        "min_lon": min_lon,
        "min_lat": min_lat,
        "max_lon": max_lon,
        "max_lat": max_lat,
        "report": report.to_json(),
        "content": pack(network),
    }
    # In use before: kept; else the newest one.
    newest = road_networks.c.active.desc(), road_networks.c.imported_at.desc(), road_networks.c.network_id
    with store.write() as connection:
        before = connection.scalar(sa.select(road_networks.c.network_id).order_by(*newest).limit(1))
        connection.execute(sa.delete(road_networks).where(road_networks.c.network_id != before))
        connection.execute(sa.update(road_networks).values(active=False))
        connection.execute(sa.insert(road_networks).values(**row))
        told = {"name": network.name, "file": report.file_name, "nodes": report.nodes, "arcs": report.arcs}
        note(connection, actor, "road_network_imported", "road_network", network.network_id, after=told)
