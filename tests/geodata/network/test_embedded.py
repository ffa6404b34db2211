"""The schematic graph that comes with the product."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from geodata.edition import reference_edition
from geodata.errors import DataProblem
from geodata.network.calibration import factors_of
from geodata.network.embedded import EMBEDDED, embedded_network
from geodata.network.graph_router import GraphRouter
from geodata.network.links import read_links
from geodata.network.speeds import CLASSES
from geodata.network.values import NetworkKind
from geodata.units import units_on
from geodata.vocabulary import UnitLevel
from tests.geodata.network.road_rows import codes, fill_roads, link_row


@pytest.fixture(scope="module")
def real(reference_store):
    """The graph of the shipped tables."""
    return embedded_network(reference_store)


def test_every_commune_of_2024_reaches_every_other(real):
    size = real.node_lon.size
    graph = csr_array((np.ones(real.tail.size), (real.tail, real.head)), shape=(size, size))
    parts, _ = connected_components(graph, directed=True, connection="strong")
    assert (size, parts) == (151, 1)


def test_every_link_is_two_arcs_of_one_length_and_time(real):
    half = real.tail.size // 2
    assert half == 164
    for there, back in ((real.tail, real.head), (real.head, real.tail)):
        assert (there[:half] == back[half:]).all()
    for figures in (real.length_km, real.low, real.likely, real.high, real.road_class):
        assert (figures[:half] == figures[half:]).all()


def test_low_likely_and_high_are_one_ratio_for_every_arc(real):
    assert (real.low < real.likely).all()
    assert (real.likely < real.high).all()
    assert np.ptp(real.low / real.likely) == pytest.approx(0, abs=1e-9)
    assert np.ptp(real.high / real.likely) == pytest.approx(0, abs=1e-9)


def test_published_lengths_stay_and_estimated_ones_are_stretched(reference_store, real):
    links, detour = read_links(reference_store), factors_of(reference_store).detour
    shown = real.length_km[: links.tail.size]
    known = ~links.estimated
    assert known.sum() == 14
    assert (shown[known] == links.length_km[known]).all()
    assert shown[links.estimated] == pytest.approx(links.length_km[links.estimated] * detour)


def test_a_node_stands_at_the_interior_point_of_its_commune(reference_store, real):
    communes = units_on(reference_store, date(2025, 6, 30), UnitLevel.COMMUNE).sort_values("unit_code")
    assert real.node_lon.tolist() == communes["label_lon"].tolist()
    assert real.node_lat.tolist() == communes["label_lat"].tolist()


def test_it_is_schematic_an_estimate_and_as_old_as_the_reference_data(real):
    assert (real.network_id, real.kind, real.is_estimate) == (EMBEDDED, NetworkKind.SCHEMATIC, True)
    assert real.as_of == reference_edition()
    assert real.classes == CLASSES
    assert real.shape_offset is None


def test_it_is_built_once_for_a_revision(reference_store, real):
    assert embedded_network(reference_store) is real


def test_minutes_are_km_by_the_speed_of_the_class(store):
    one, two, three = codes(3)
    fill_roads(store, [link_row(one, two, 12), link_row(two, three, 12, road_class="commune")])
    network = embedded_network(store)
    assert network.likely.tolist() == pytest.approx([12, 24, 12, 24])
    assert network.length_km.tolist() == [12, 12, 12, 12]


def test_a_commune_without_a_point_is_named(sqlite_store):
    one, two = codes(2)
    fill_roads(sqlite_store, [link_row(one, two, 12)], points=False)
    with pytest.raises(DataProblem, match=one):
        embedded_network(sqlite_store)


def test_a_store_without_links_has_no_network(sqlite_store):
    with pytest.raises(DataProblem, match="no links"):
        embedded_network(sqlite_store)


def test_a_way_over_the_embedded_graph_names_national_and_provincial_roads(reference_store):
    graph = embedded_network(reference_store)
    assert {"QL.4D", "QL.279", "ĐT.158"} <= set(graph.roads)
    # Sa Pa to Cốc San, by the points of their communes.
    leg = GraphRouter(graph).leg(np.array([103.84646, 22.33632]), np.array([103.91, 22.44]))
    assert leg.roads[0] == "QL.4D"
