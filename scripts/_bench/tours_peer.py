"""
Run by the interpreter of the peers: solve a tour with OR-Tools' routing solver and print its order as JSON.

Usage: python tours_peer.py FILE.json SECONDS. As its guide writes such a
problem: a vehicle for each day, a disjunction with the prize as penalty for
each stop, a time dimension with waiting whose values are cut out where the
stop is closed, PARALLEL_CHEAPEST_INSERTION and GUIDED_LOCAL_SEARCH. Building
the model is not part of the seconds.
"""

from __future__ import annotations

import json
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any


def build(given: dict[str, Any]) -> tuple[Any, Any]:
    """Return the model and its numbers of nodes; node 0 is the town, node n + 1 is stop n."""
    from ortools.constraint_solver import pywrapcp

    minutes, stops, days = given["minutes"], given["stops"], given["days"]
    # All days begin and end in one town, the first row of every instance of ours.
    manager = pywrapcp.RoutingIndexManager(len(stops) + 1, len(days), 0)
    model = pywrapcp.RoutingModel(manager)
    rows = [days[0][0], *(stop[0] for stop in stops)]
    visits = [0, *(stop[2] for stop in stops)]
    taken = [[minutes[a][b] + visit for b in rows] for a, visit in zip(rows, visits, strict=True)]
    driven = [[minutes[a][b] for b in rows] for a in rows]
    time = model.RegisterTransitMatrix(taken)
    model.SetArcCostEvaluatorOfAllVehicles(model.RegisterTransitMatrix(driven))
    horizon = int(max(day[3] for day in days))
    model.AddDimension(time, horizon, horizon, False, "time")
    dimension = model.GetDimensionOrDie("time")
    for vehicle, (_start, _end, begin, end) in enumerate(days):
        dimension.CumulVar(model.Start(vehicle)).SetRange(int(begin), int(end))
        dimension.CumulVar(model.End(vehicle)).SetRange(int(begin), int(end))
    for number, (_row, prize, visit, openings) in enumerate(stops):
        index = manager.NodeToIndex(number + 1)
        # So much that no detour is worth more than a prize.
        model.AddDisjunction([index], prize * PRIZE)
        begins = dimension.CumulVar(index)
        spans = openings if openings is not None else [[day[2], day[3]] for day in days]
        fits = sorted((int(a), int(b) - visit) for a, b in spans if b - visit >= a)
        begins.SetRange(fits[0][0], fits[-1][1])
        for (_a, last), (first, _b) in pairwise(fits):
            begins.RemoveInterval(last + 1, first - 1)
    return model, manager


# A minute of driving is the unit of cost; a prize of 1 is worth so many.
PRIZE = 1000


def main() -> None:
    """Solve and print."""
    from ortools.constraint_solver import pywrapcp, routing_enums_pb2

    given = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    model, manager = build(given)
    options = pywrapcp.DefaultRoutingSearchParameters()
    options.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    options.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    options.time_limit.FromMilliseconds(int(float(sys.argv[2]) * 1000))
    solution = model.SolveWithParameters(options)
    order: list[list[int]] = [[] for _ in given["days"]]
    if solution is not None:
        for day, stops in enumerate(order):
            index = solution.Value(model.NextVar(model.Start(day)))
            while not model.IsEnd(index):
                stops.append(manager.IndexToNode(index) - 1)
                index = solution.Value(model.NextVar(index))
    print(json.dumps({"order": order}))


if __name__ == "__main__":
    main()
