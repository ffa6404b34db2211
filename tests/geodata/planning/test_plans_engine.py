"""A plan over an outside engine says where its minutes come from."""

from __future__ import annotations

import json
from datetime import date

import pytest

from geodata.network.engine_settings import EngineSettings
from geodata.planning.plans import Running, run_plan
from tests.geodata.network.engine_stub import Stub, serve

PLAN = {
    "model": "p_median",
    "sites": 1,
    "units": "2024",
    "candidates": {
        "points": [{"id": "a", "lon": 104.29, "lat": 22.53}, {"id": "b", "lon": 103.84, "lat": 22.34}]
    },
    "robustness": {"samples": 2},
}


def run(store, engine):
    """Return the answer of the plan."""
    return run_plan(store, json.dumps(PLAN), Running(engine=engine, today=date(2025, 6, 1)))


def keys(answer):
    """Return the keys of the notes."""
    return [note["key"] for note in answer["notes"]]


@pytest.mark.parametrize("name", ["osrm", "valhalla"])
def test_samples_are_said_to_come_from_the_own_roads(reference_store, name):
    with serve(Stub()) as stub:
        engine = EngineSettings(engine=name, url=stub.url, timeout_s=10, table_size=100)
        answer = run(reference_store, engine)
    assert (answer["travel"]["engine"], answer["travel"]["fallback"]) == (name, None)
    assert "samples_own" in keys(answer)


def test_a_plan_over_the_own_roads_needs_no_such_note(reference_store):
    assert "samples_own" not in keys(run(reference_store, None))
