"""
What cannot be taken out of the map is refused with what is allowed, and nothing is left behind.

``bad_input_cases.REFUSED`` has cases for every route of app/exports, app/sharing, app/registry/chain* and
expiry*: a new route without any fails.
"""

from __future__ import annotations

import html
import os
import re
import socket
import struct
import tempfile
import threading
import time
from datetime import date

import pytest
from flask.testing import FlaskClient
from hypothesis import example, given
from hypothesis import strategies as st
from werkzeug.serving import make_server

from app import create_app
from app.accounts.rights import ADMINISTRATOR, RIGHTS
from geodata.view import ProductFilter, View
from geodata.vocabulary import UnitSystem
from layers.catalogue import CATALOGUE, find_layer
from layers.exports.content import MOST_RECORDS
from layers.exports.names import stem_of
from layers.exports.orders import LayerChoice
from layers.print_maps.names import map_name
from layers.print_maps.orders import Extent, MapOrder, Paper
from tests.app.bad_input_cases import HOSTILE, REFUSED
from tests.app.conftest import closing, settings_for
from tests.browser.conftest import QuietHandler

MARK = re.compile(r'name="csrf-token" content="([^"]+)"')

CASES = [
    pytest.param(*case, id=f"{endpoint}-{number}")
    for endpoint, cases in REFUSED.items()
    for number, case in enumerate(cases)
]


def is_of_the_hub(app, endpoint: str) -> bool:
    """Return whether a route is one by which readers take something out of the map."""
    module = app.view_functions[endpoint].__module__
    registry = ("chain", "leaders", "programme", "reconciliation")
    own = (*(f"app.registry.{name}" for name in registry), "app.pages.quality_records")
    parts = ("app.exports", "app.sharing", "app.registry.expiry", *own)
    return module.startswith(parts) and RIGHTS[endpoint] < ADMINISTRATOR


def test_every_route_of_the_hub_has_a_case_and_no_case_is_of_a_route_that_is_gone(app):
    routes = {rule.endpoint for rule in app.url_map.iter_rules() if is_of_the_hub(app, rule.endpoint)}
    assert routes == REFUSED.keys()


@pytest.fixture
def reader(client: FlaskClient) -> FlaskClient:
    """A reader of the reference data, in English, with the mark of a page of ours."""
    client.set_cookie("lang", "en")
    client.environ_base["HTTP_X_CSRFTOKEN"] = MARK.search(client.get("/share").text)[1]
    return client


@pytest.mark.parametrize(("method", "address", "body", "status", "told"), CASES)
def test_what_cannot_be_is_refused_with_what_is_allowed(
    reader, temporary, method, address, body, status, told
):
    answer = reader.open(address, method=method, json=body) if method == "POST" else reader.get(address)
    assert answer.status_code == status
    message = answer.json["message"] if answer.is_json else html.unescape(answer.text)
    assert told in message
    assert answer.is_json or HOSTILE not in answer.text
    assert "Traceback" not in answer.text
    assert list(temporary.iterdir()) == []


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """The folder of temporary files, empty."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.mark.parametrize("address", ["/api/v1/exports/products.gpkg", "/api/v1/exports/communes.geojson"])
def test_more_records_than_one_file_holds_are_refused_by_number(reader, monkeypatch, temporary, address):
    monkeypatch.setattr("layers.exports.content.MOST_RECORDS", 50)
    answer = reader.get(address)
    assert answer.status_code == 413
    assert "at most 50 go into one file" in answer.json["message"]
    assert list(temporary.iterdir()) == []
    assert MOST_RECORDS == 100_000


# A reader who leaves


@pytest.fixture
def served(reference_store, temporary):
    """A real server over a real socket."""
    for app in closing(create_app(settings_for(reference_store))):
        server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=QuietHandler)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()
        server.server_close()


def asked(port: int, address: str) -> socket.socket:
    """Send a request and return the connection, which resets when it is closed."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=60)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.sendall(f"GET {address} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    return connection


def wait_for(what) -> None:
    """Wait until something is so; a minute is more than any machine needs."""
    end = time.monotonic() + 60
    while not what():
        if time.monotonic() > end:
            raise AssertionError("it never came about")
        time.sleep(0.002)


@pytest.mark.skipif(os.name != "posix", reason="the option of the socket has another form elsewhere")
@pytest.mark.parametrize(
    "address", ["/api/v1/exports/communes.gpkg", "/api/v1/exports/communes.xlsx", "/api/v1/maps.svg?paper=a4"]
)
def test_a_reader_who_leaves_while_the_file_is_made_leaves_nothing_behind(served, temporary, address):
    connection = asked(served, address)
    wait_for(lambda: list(temporary.iterdir()))
    connection.close()
    wait_for(lambda: not list(temporary.iterdir()))


@pytest.mark.skipif(os.name != "posix", reason="the option of the socket has another form elsewhere")
def test_a_reader_who_leaves_after_the_first_bytes_leaves_nothing_behind(served, temporary):
    connection = asked(served, "/api/v1/exports/communes.geojson")
    assert connection.recv(100).startswith(b"HTTP/1.1 200")
    assert list(temporary.iterdir()) == []
    connection.close()
    with asked(served, "/api/v1/exports/markets.csv") as other:
        assert other.recv(100).startswith(b"HTTP/1.1 200")


# Names of files

DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
SAFE = re.compile(r"[a-z0-9][a-z0-9_.-]*[a-z0-9]")
VIEWS = st.builds(
    View,
    units=st.sampled_from(UnitSystem),
    on=st.none() | st.dates(date(2018, 1, 1), date(2030, 1, 1)),
    today=st.just(date(2026, 11, 22)),
)
FILTERS = st.builds(
    ProductFilter,
    text=st.text(max_size=100) | st.sampled_from(["CON", "nul", "Chè Bản Liền", "..", "a/b\\c:d", "ĐẶC SẢN"]),
    commune=st.frozensets(st.from_regex(r"[0-9]{5}", fullmatch=True), max_size=20),
    stars=st.frozensets(st.sampled_from(["3", "4", "5", "none"])),
    without_inferred=st.booleans(),
)


def check_name(name: str) -> None:
    """Refuse a name that some system does not take: other signs, a device of Windows, too long."""
    assert SAFE.fullmatch(name)
    assert not DEVICES.fullmatch(name)
    assert len(name) <= 150
    assert ".." not in name


@given(st.sampled_from(CATALOGUE), VIEWS, FILTERS, st.sampled_from(["EPSG:4326", "EPSG:9208"]))
@example(find_layer("products"), View(), ProductFilter(text="CON"), "EPSG:4326")
@example(find_layer("products"), View(), ProductFilter(text="chợ phiên"), "EPSG:9208")
def test_the_name_of_a_file_is_safe_in_every_system_whatever_is_searched_for(spec, view, chosen, crs):
    check_name(stem_of(LayerChoice(spec, chosen), view, crs) + ".shp.zip")
    order = MapOrder(
        layers=(LayerChoice(spec, chosen),),
        view=view,
        paper=Paper.A3,
        extent=Extent(bbox=(103.5, 22.1, 104.2, 22.9)),
    )
    check_name(map_name(order) + ".pdf")


@given(FILTERS, FILTERS)
def test_two_filters_have_two_names(one, other):
    spec, view = find_layer("products"), View(today=date(2026, 11, 22))
    names = {stem_of(LayerChoice(spec, chosen), view, "EPSG:4326") for chosen in (one, other)}
    # Marks and case of a text are folded, as the search folds them.
    if one.chosen() != other.chosen() or one.without_inferred != other.without_inferred:
        assert len(names) == 2
