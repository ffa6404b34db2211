"""What the tests of the road network share."""

from __future__ import annotations

import pytest

from geodata.network import osm

FEW_WAYS = 20_000


@pytest.fixture(autouse=True)
def _room_for_few_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Let a file have few ways: no file of these tests has more than a thousand.

    GDAL is given room for every way that a file may have, a hundred megabytes that are filled anew for each
    file: that took three quarters of the time of an import of three ways.
    """
    monkeypatch.setattr(osm, "MAX_WAYS", FEW_WAYS)
