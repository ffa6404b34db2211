"""
Run by the interpreter of the peers: solve a p-median with spopt and print seconds and objective as JSON.

Usage: python siting_peer.py FILE.npz SITES highs|cbc SECONDS. Building the
problem counts, as it does for the product; starting Python does not.
"""

from __future__ import annotations

import json
import sys
import time
import warnings

import numpy as np


def main() -> None:
    """Solve and print."""
    # PuLP 3.3 announces its next version at every call.
    warnings.simplefilter("ignore")
    import pulp
    from spopt.locate import PMedian

    path, sites, solver, limit = sys.argv[1], int(sys.argv[2]), sys.argv[3], float(sys.argv[4])
    with np.load(path) as held:
        costs, weights = held["costs"], held["weights"]
    kind = pulp.HiGHS if solver == "highs" else pulp.PULP_CBC_CMD
    began = time.perf_counter()
    model = PMedian.from_cost_matrix(costs, weights, sites)
    try:
        objective = model.solve(kind(msg=False, timeLimit=limit)).problem.objective.value()
    except RuntimeError:
        # spopt refuses what is not proved: it has no answer in this time.
        objective = None
    print(json.dumps({"seconds": time.perf_counter() - began, "objective": objective}))


if __name__ == "__main__":
    main()
