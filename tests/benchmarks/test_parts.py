"""What the parts of the bench work out themselves: workers, addresses, weights, made-up products."""

from datetime import date

import pytest

from scripts import bench
from scripts._bench import browser, data, firstview, writes


def test_the_access_log_tells_which_worker_has_which_connection():
    log = "[1] [INFO] Started\nbench <11> 40001\nbench <12> 40002\nbench <11> 40001\nbench broken\n"

    assert writes.worker_of_port(log) == {40001: "<11>", 40002: "<12>"}


def test_addresses_are_one_whatever_the_order_of_their_parts():
    assert firstview.sorted_address("/a?zoom=9&units=2025") == "/a?units=2025&zoom=9"
    assert firstview.sorted_address("/a") == "/a"


def test_traffic_is_weighed_with_and_without_libraries():
    traffic = browser.Traffic(
        addresses={"1": "/", "2": "/static/vendor/leaflet/leaflet.js?v=1", "3": "/api/v1/summary"},
        sizes={"1": 2000.0, "2": 40_000.0, "3": 1000.0},
    )

    assert traffic.kb(libraries=False) == 3
    assert traffic.kb(libraries=True) == 43
    assert traffic.api() == {"/", "/api/v1/summary"}


def test_made_up_products_are_many_and_the_same_every_time():
    products = [{"product_id": "p1", "name": "Chè", "sources": []}]
    communes = [("02635", date(2020, 1, 1)), ("02638", date(2020, 1, 1))]
    made, certificates = data.made_up(products, communes)

    assert len(made) + len(products) == data.MANY
    assert len({row["product_id"] for row in made}) == len(made) == len(certificates)
    assert {row["unit_code"] for row in made} == {"02635", "02638"}
    assert data.made_up(products, communes) == (made, certificates)


@pytest.mark.parametrize("part", bench.PARTS)
def test_each_part_can_be_chosen(part):
    assert bench.parser().parse_args(["--only", part]).only == [part]
