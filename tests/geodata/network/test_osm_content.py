"""A network comes back from its bytes as it went in; damaged bytes are refused."""

from __future__ import annotations

import dataclasses
import io
import json
import zipfile
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from geodata.errors import DataProblem
from geodata.network.content import HEAD, pack, unpack
from geodata.network.values import NetworkKind, RoadNetwork

ANY = st.floats(width=64, allow_nan=False)
# What OpenStreetMap has, and what it has not.
DEGREES = st.one_of(st.integers(-1_800_000_000, 1_800_000_000).map(lambda whole: whole / 10_000_000), ANY)


@st.composite
def networks(draw):
    """Give networks with and without lines; what is in them need not make sense."""
    nodes, arcs, classes = draw(st.integers(1, 6)), draw(st.integers(0, 8)), draw(st.integers(1, 3))
    degrees = draw(st.sampled_from([DEGREES, ANY]))

    def floats(count, values=ANY):
        return draw(arrays.arrays(np.float64, count, elements=values))

    def whole(count, limit, dtype=np.int64):
        return draw(arrays.arrays(dtype, count, elements=st.integers(0, limit - 1)))

    parts = {}
    if draw(st.booleans()):
        offset = np.concatenate([[0], np.cumsum(whole(arcs, 5))]).astype(np.int64)
        count = int(offset[-1])
        parts = {"shape_lon": floats(count, degrees), "shape_lat": floats(count, degrees)}
        parts |= {"shape_offset": offset}
    if draw(st.booleans()):
        parts |= {"roads": ("QL.4D", "ĐT.153"), "road": whole(arcs, 3) - 1}
    return RoadNetwork(
        network_id=draw(st.text(max_size=5)),
        name=draw(st.text(max_size=9)),
        kind=draw(st.sampled_from(NetworkKind)),
        node_lon=floats(nodes, degrees),
        node_lat=floats(nodes, degrees),
        tail=whole(arcs, nodes),
        head=whole(arcs, nodes),
        length_km=floats(arcs),
        low=floats(arcs),
        likely=floats(arcs),
        high=floats(arcs),
        road_class=whole(arcs, classes, np.int16),
        classes=tuple(draw(st.lists(st.text(max_size=4), min_size=classes, max_size=classes))),
        source=draw(st.text(max_size=9)),
        as_of=draw(st.none() | st.dates()),
        **parts,
    )


def small(**changes) -> RoadNetwork:
    """Return a network of two arcs with lines."""
    plain = RoadNetwork(
        network_id="n1",
        name="Lào Cai",
        kind=NetworkKind.IMPORTED,
        node_lon=np.array([104.0, 104.1]),
        node_lat=np.array([22.3, 22.4]),
        tail=np.array([0, 1]),
        head=np.array([1, 0]),
        **{name: np.array([1.5, 2.5]) for name in ("length_km", "low", "likely", "high")},
        road_class=np.array([0, 0], dtype=np.int16),
        classes=("national",),
        source="made up",
        as_of=date(2026, 1, 2),
        shape_lon=np.array([104.0, 104.1, 104.1, 104.0]),
        shape_lat=np.array([22.3, 22.4, 22.4, 22.3]),
        shape_offset=np.array([0, 2, 4]),
    )
    return dataclasses.replace(plain, **changes)


@given(networks())
def test_every_field_comes_back_with_its_type(network):
    back = unpack(pack(network))
    for field in dataclasses.fields(RoadNetwork):
        before, after = getattr(network, field.name), getattr(back, field.name)
        if isinstance(before, np.ndarray):
            assert after.dtype == before.dtype
            assert np.array_equal(after, before)
        else:
            assert after == before


def test_a_newer_version_is_refused(monkeypatch):
    monkeypatch.setattr("geodata.network.content.VERSION", 2)
    content = pack(small())
    monkeypatch.undo()
    with pytest.raises(DataProblem, match="newer program"):
        unpack(content)


def test_a_pickle_among_the_arrays_is_never_loaded():
    out = io.BytesIO()
    np.savez(out, **{HEAD: np.array([{"version": 1}], dtype=object)})
    with pytest.raises(DataProblem, match="damaged"):
        unpack(out.getvalue())


@pytest.mark.parametrize("content", [b"", b"PK", b"\x93NUMPY", b"no zip at all", b"\x80\x04N."])
def test_bytes_that_are_no_network_are_refused(content):
    with pytest.raises(DataProblem, match="damaged"):
        unpack(content)


def test_bytes_cut_short_are_refused():
    content = pack(small())
    for length in range(0, len(content), 97):
        with pytest.raises(DataProblem, match="damaged"):
            unpack(content[:length])


@pytest.mark.parametrize(
    "changes",
    [
        {"node_lat": np.array([22.3])},
        {"low": np.array([1.0])},
        {"tail": np.array([0, 2])},
        {"head": np.array([-1, 0])},
        {"road_class": np.array([0, 1], dtype=np.int16)},
        {"shape_offset": np.array([0, 4])},
        {"shape_offset": np.array([0, 2, 5])},
        {"shape_lat": np.array([22.3])},
    ],
)
def test_arrays_that_do_not_fit_each_other_are_refused(changes):
    with pytest.raises(DataProblem, match="damaged"):
        unpack(pack(small(**changes)))


def test_an_array_that_is_missing_is_told():
    with zipfile.ZipFile(io.BytesIO(pack(small()))) as whole:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as part:
            for name in whole.namelist():
                if name != "tail.npy":
                    part.writestr(name, whole.read(name))
    with pytest.raises(DataProblem, match="damaged"):
        unpack(out.getvalue())


def test_positions_of_openstreetmap_take_a_fraction_of_what_floats_take():
    chance = np.random.default_rng(1)
    steps = np.cumsum(chance.integers(-2000, 2000, 20_000)) + 1_040_000_000
    line = steps / 10_000_000
    shaped = small(shape_lon=line, shape_lat=line, shape_offset=np.array([0, 10_000, 20_000]))
    assert len(pack(shaped)) < 2 * line.nbytes / 3


def test_the_head_is_plain_json():
    with np.load(io.BytesIO(pack(small())), allow_pickle=False) as found:
        assert json.loads(found[HEAD].tobytes())["name"] == "Lào Cai"


def test_a_network_kept_without_numbers_of_roads_has_none():
    back = unpack(pack(small()))
    assert (back.road, back.roads) == (None, ())


def test_a_road_beyond_the_list_of_roads_is_damage():
    with pytest.raises(DataProblem, match="damaged"):
        unpack(pack(small(road=np.array([0, 1]), roads=("QL.4D",))))
