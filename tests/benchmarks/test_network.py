"""The made-up graph of the bench is what its figures say."""

import numpy as np

from geodata.network.graph_router import GraphRouter
from scripts._bench import network


def test_the_graph_has_a_hundred_thousand_arcs_and_is_the_same_every_time():
    one, other = network.made_up_network(), network.made_up_network()

    assert abs(len(one.tail) - network.ARCS) < network.ARCS / 100
    np.testing.assert_array_equal(one.likely, other.likely)
    assert (one.low <= one.likely).all()
    assert (one.likely <= one.high).all()


def test_the_peer_and_we_answer_the_same_between_crossings():
    graph = network.made_up_network(side=12)
    nodes = np.column_stack([graph.node_lon, graph.node_lat])
    ours = GraphRouter(graph).travel_times(nodes[:5], nodes).likely

    np.testing.assert_allclose(ours, network.plain_dijkstra(graph)(5), atol=1e-3)
