"""
A road network as bytes for the store, and back: NumPy's zip of plain arrays, with a version, never a pickle.

Positions that are whole 1e-7 degrees (as all of OpenStreetMap's are) are kept as steps between neighbours,
which shrink to a fraction; whatever is kept comes back bit for bit.
"""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from geodata.errors import N_, DataProblem
from geodata.network.values import NetworkKind, RoadNetwork

VERSION = 1
DEGREE = 10_000_000
MINUTES = ("length_km", "low", "likely", "high")
POSITIONS = ("node_lon", "node_lat", "shape_lon", "shape_lat")
HEAD = "head_json"
# What a damaged zip or array makes NumPy and the standard library raise.
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    KeyError,
    ValueError,
    TypeError,
    OSError,
    NotImplementedError,
)

Array = npt.NDArray[Any]


def pack(network: RoadNetwork) -> bytes:
    """Return all of a network as bytes."""
    head = {
        "version": VERSION,
        "network_id": network.network_id,
        "name": network.name,
        "kind": network.kind.value,
        "classes": network.classes,
        "source": network.source,
        "as_of": network.as_of.isoformat() if network.as_of else None,
        "roads": network.roads,
    }
    arrays: dict[str, Array] = {HEAD: np.frombuffer(json.dumps(head).encode(), dtype=np.uint8)}
    for name in POSITIONS:
        values = getattr(network, name)
        if values is not None:
            arrays |= _steps(name, values)
    arrays |= {name: getattr(network, name) for name in MINUTES}
    arrays |= {name: _narrow(getattr(network, name)) for name in ("tail", "head", "road_class")}
    if network.road is not None:
        arrays["road"] = _narrow(network.road)
    if network.shape_offset is not None:
        arrays["shape_length"] = _narrow(np.diff(network.shape_offset))
    out = io.BytesIO()
    np.savez_compressed(out, allow_pickle=False, **arrays)
    return out.getvalue()


def unpack(content: bytes) -> RoadNetwork:
    """
    Return the network that ``pack`` made bytes of.

    Raises
    ------
    DataProblem
        The bytes are damaged, or of a version that this program does not know.
    """
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            head = json.loads(arrays[HEAD].tobytes())
            if head["version"] != VERSION:
                raise DataProblem(
                    N_("The road network is kept in a form (%(found)s) that only a newer program can read"),
                    found=head["version"],
                )
            network = _network(head, {name: arrays[name] for name in arrays.files})
    except DAMAGE as error:
        raise _damaged(error) from error
    if not _is_whole(network):
        raise _damaged("arrays")
    return network


def _network(head: dict[str, Any], arrays: dict[str, Array]) -> RoadNetwork:
    """Return the network that the arrays hold; raises one of ``DAMAGE``."""
    shaped = "shape_length" in arrays
    return RoadNetwork(
        network_id=head["network_id"],
        name=head["name"],
        kind=NetworkKind(head["kind"]),
        node_lon=_positions("node_lon", arrays),
        node_lat=_positions("node_lat", arrays),
        tail=arrays["tail"].astype(np.int64),
        head=arrays["head"].astype(np.int64),
        **{name: arrays[name].astype(np.float64) for name in MINUTES},
        road_class=arrays["road_class"].astype(np.int16),
        classes=tuple(head["classes"]),
        source=head["source"],
        as_of=date.fromisoformat(head["as_of"]) if head["as_of"] else None,
        shape_lon=_positions("shape_lon", arrays) if shaped else None,
        shape_lat=_positions("shape_lat", arrays) if shaped else None,
        shape_offset=_offset(arrays["shape_length"]) if shaped else None,
        # One that was kept before numbers of roads were read has none.
        road=arrays["road"].astype(np.int64) if "road" in arrays else None,
        roads=tuple(head.get("roads", ())),
    )


def _steps(name: str, values: Array) -> dict[str, Array]:
    """Return positions as steps of 1e-7 degrees where that loses nothing, else as they are."""
    with np.errstate(invalid="ignore", over="ignore"):
        scaled = np.rint(values * DEGREE)
        exact = bool((np.abs(scaled) < 2**52).all() and np.array_equal(scaled / DEGREE, values))
    if not exact:
        return {name: values}
    return {f"{name}_steps": _narrow(np.diff(scaled.astype(np.int64), prepend=0))}


def _positions(name: str, arrays: dict[str, Array]) -> npt.NDArray[np.float64]:
    """Return positions in degrees."""
    if name in arrays:
        return arrays[name].astype(np.float64)
    return np.cumsum(arrays[f"{name}_steps"], dtype=np.int64) / DEGREE


def _offset(lengths: Array) -> npt.NDArray[np.int64]:
    """Return where each of the parts of these lengths begins, and where the last one ends."""
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths, dtype=np.int64)])


def _narrow(values: Array) -> Array:
    """Return whole numbers in 32 bits where they fit."""
    fits = not values.size or (values.min() >= -(2**31) and values.max() < 2**31)
    return values.astype(np.int32) if fits else values


def _is_whole(network: RoadNetwork) -> bool:
    """Tell whether the arrays fit each other."""
    nodes, arcs = len(network.node_lon), len(network.tail)
    per_arc = (network.head, network.road_class, *(getattr(network, name) for name in MINUTES))
    if len(network.node_lat) != nodes or any(len(values) != arcs for values in per_arc):
        return False
    ends = np.concatenate([network.tail, network.head])
    if arcs and not (ends.min() >= 0 and ends.max() < nodes):
        return False
    if arcs and not (network.road_class.min() >= 0 and network.road_class.max() < len(network.classes)):
        return False
    road = network.road
    if road is not None and (
        len(road) != arcs or (arcs and not -1 <= road.min() <= road.max() < len(network.roads))
    ):
        return False
    if network.shape_offset is None or network.shape_lon is None or network.shape_lat is None:
        return network.shape_offset is None
    points = {len(network.shape_lon), len(network.shape_lat), int(network.shape_offset[-1])}
    return len(network.shape_offset) == arcs + 1 and len(points) == 1


def _damaged(reason: object) -> DataProblem:
    """Return the error for bytes that hold no network."""
    return DataProblem(
        N_("The road network in the store is damaged (%(reason)s): import its file again"), reason=reason
    )
