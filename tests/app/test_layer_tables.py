"""A table says the filter that was applied to it; a layer that no filter can choose among refuses one."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

UNFILTERED = "none, every record of the layer"


def notes(client: FlaskClient, address: str) -> str:
    """Return what stands below the rows of a table, in English."""
    client.set_cookie("lang", "en")
    response = client.get(f"/api/v1/layers/{address}")
    assert response.status_code == 200
    return response.get_data().decode("utf-8-sig").split("\r\n\r\n")[-1]


@pytest.mark.parametrize("key", ["products", "producers", "markets", "sights"])
def test_a_table_of_records_names_the_filter_that_it_took(client, key):
    assert UNFILTERED in notes(client, f"{key}.csv")
    filtered = notes(client, f"{key}.csv?stars=4")
    assert "Stars (latest rating met): 4 stars" in filtered
    assert UNFILTERED not in filtered


@pytest.mark.parametrize("key", ["communes", "districts", "provinces", "roads"])
@pytest.mark.parametrize("kind", ["csv", "geojson"])
def test_a_layer_without_records_refuses_a_filter(client, key, kind):
    response = client.get(f"/api/v1/layers/{key}.{kind}?stars=4")
    assert response.status_code == 400
    assert key in response.json["message"]
