"""/api/v1/datapackage.json: the rules of the specification, and every value of every table as its type."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from datetime import date

import pytest

from geodata.view import View
from layers.catalogue import CATALOGUE
from layers.datapackage import table_bytes
from tests.hostile import make_hostile

KEYS = [spec.key for spec in CATALOGUE]
# Data Package and Data Resource, version 1: what a name and a hash may be.
NAME = re.compile(r"[a-z0-9._-]+")
HASH = re.compile(r"sha256:[0-9a-f]{64}")
TYPES = {"string", "number", "integer", "boolean", "date", "year"}


@pytest.fixture(params=["2024", "2025"])
def units(request):
    """A unit system that the map can draw."""
    return request.param


@pytest.fixture
def package(client, units):
    """The descriptor."""
    return client.get(f"/api/v1/datapackage.json?units={units}").json


def below(address):
    """Return an address of the site without its host."""
    return address.removeprefix("http://localhost")


def rows_of(data):
    """Return heading and rows of a table."""
    head, *rows = csv.reader(io.StringIO(data.decode("utf-8"), newline=""))
    return head, rows


def parses(value, field):
    """Tell whether a cell is of the type and within the constraints of its field (Table Schema 1)."""
    limits = field.get("constraints", {})
    match field["type"]:
        case "integer":
            fits = re.fullmatch(r"-?\d+", value) is not None
        case "number":
            fits = re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", value) is not None
        case "boolean":
            fits = value in ("true", "false")
        case "year":
            fits = re.fullmatch(r"\d{4}", value) is not None
        case "date":
            fits = date.fromisoformat(value).isoformat() == value
        case _:
            fits = True
    within = all(
        sign * float(value) <= sign * limits[name]
        for name, sign in (("maximum", 1), ("minimum", -1))
        if name in limits
    )
    return fits and within and value in limits.get("enum", [value])


def test_the_descriptor_has_what_the_specification_asks_for(package):
    assert package["profile"] == "tabular-data-package"
    assert NAME.fullmatch(package["name"])
    assert package["title"]
    assert all(one.keys() >= {"name", "path"} for one in package["licenses"])
    names = [resource["name"] for resource in package["resources"]]
    assert len(set(names)) == len(names) == len(KEYS)
    for resource in package["resources"]:
        assert resource["profile"] == "tabular-data-resource"
        assert NAME.fullmatch(resource["name"])
        assert HASH.fullmatch(resource["hash"])
        assert all(source["title"] for source in resource["sources"])
        assert (resource["encoding"], resource["format"]) == ("utf-8", "csv")
        fields = resource["schema"]["fields"]
        assert len({field["name"] for field in fields}) == len(fields)
        assert {field["type"] for field in fields} <= TYPES
        assert resource["schema"]["primaryKey"] in {field["name"] for field in fields}


def test_every_value_of_every_table_is_as_its_schema_says(client, package):
    for resource in package["resources"]:
        answer = client.get(below(resource["path"]))
        assert len(answer.data) == resource["bytes"]
        assert f"sha256:{hashlib.sha256(answer.data).hexdigest()}" == resource["hash"]
        fields = resource["schema"]["fields"]
        head, rows = rows_of(answer.data)
        assert head == [field["name"] for field in fields]
        assert len(rows) == resource["records"]
        for row in rows:
            for value, field in zip(row, fields, strict=True):
                is_needed = field.get("constraints", {}).get("required")
                fits = parses(value, field) if value else not is_needed
                assert fits, (resource["name"], field["name"], value)
        key = head.index(resource["schema"]["primaryKey"])
        assert len({row[key] for row in rows}) == len(rows)


def test_every_foreign_key_leads_to_a_row(client, package):
    tables = {one["name"]: rows_of(client.get(below(one["path"])).data) for one in package["resources"]}
    followed = 0
    for resource in package["resources"]:
        head, rows = tables[resource["name"]]
        for link in resource["schema"].get("foreignKeys", []):
            reference = link["reference"]
            there, targets = tables[reference["resource"]]
            known = {row[there.index(reference["fields"])] for row in targets}
            used = {row[head.index(link["fields"])] for row in rows} - {""}
            assert used <= known, (resource["name"], link)
            followed += len(used)
    assert followed > 50


def test_a_table_counts_and_rests_on_the_same_as_the_export(client, package):
    for resource, key in zip(package["resources"], KEYS, strict=True):
        units = package["unit_system"]
        taken = client.get(f"/api/v1/exports/{key}.csv?units={units}")
        assert int(taken.headers["X-OCOP-Records"]) == resource["records"]
        assert taken.headers["X-OCOP-Content-SHA256"] == resource["content_sha256"]


def test_titles_are_in_the_language_of_the_reader_and_tables_in_none(client):
    vietnamese = client.get("/api/v1/datapackage.json").json
    client.set_cookie("lang", "en")
    english = client.get("/api/v1/datapackage.json").json
    told = [[one["title"] for one in package["resources"]] for package in (vietnamese, english)]
    assert told[0] != told[1]
    hashes = [[one["hash"] for one in package["resources"]] for package in (vietnamese, english)]
    assert hashes[0] == hashes[1]


def test_the_package_says_of_when_it_is_and_what_has_no_force(client, package):
    client.set_cookie("lang", "en")
    english = client.get("/api/v1/datapackage.json").json
    assert package["base_date"] == english["base_date"]
    assert "no legal force" in english["description"]
    assert english["version"].isdigit()


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("datapackage.json?on=2024-01-01", 400),
        ("datapackage.json?units=2030", 400),
        ("datapackage/nope.csv", 404),
        ("datapackage/products.csv?stars=4", 400),
    ],
)
def test_what_there_is_not_is_refused(client, address, status):
    assert client.get(f"/api/v1/{address}").status_code == status


def test_no_cell_of_a_hostile_table_is_a_formula(own_reference_store):
    make_hostile(own_reference_store)
    _, rows = rows_of(table_bytes(own_reference_store, "products", View(today=date(2026, 11, 22))))
    cells = [cell for row in rows for cell in row]
    assert any("{{ 6*7 }}" in cell for cell in cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
