"""/exports/api: the description of the API as a page; every example on it is sent to the application."""

from __future__ import annotations

import html
import json
import re

import pytest
import yaml

from app import create_app
from app.exports.api_document import DOCUMENT, GROUPS, OTHERS, api_document, described
from tests.app.conftest import closing, settings_for

SPEC = yaml.safe_load(DOCUMENT.read_text(encoding="utf-8"))
OPERATIONS = list(api_document().operations)
WITH_EXAMPLE = [operation for operation in OPERATIONS if operation.example]
METHODS = {"get", "post", "put", "patch", "delete"}


@pytest.fixture(scope="module")
def asking(reference_store, tmp_path_factory):
    """A reader of a site that keeps its jobs apart."""
    folder = tmp_path_factory.mktemp("instance")
    for app in closing(create_app(settings_for(reference_store, instance_dir=folder))):
        yield app.test_client()


def commands(page):
    """Return the commands of the page by the operation that they stand at."""
    parts = re.split(r'<article class="api-operation" id="([^"]+)"', page)
    found = zip(parts[1::2], parts[2::2], strict=True)
    shown = {key: re.search(r"<pre[^>]*><code>(.*?)</code></pre>", part, re.DOTALL) for key, part in found}
    return {key: html.unescape(match[1]) for key, match in shown.items() if match}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_page_shows_every_operation_and_shape_of_the_document(client, language):
    client.set_cookie("lang", language)
    page = client.get("/exports/api").text
    anchors = re.findall(r'<article class="api-operation" id="([^"]+)"', page)
    nodes = (node for item in SPEC["paths"].values() for word, node in item.items() if word in METHODS)
    described_ones = [node["operationId"] for node in nodes]
    shapes = [f"shape-{name}" for name in SPEC["components"]["schemas"]]
    assert sorted(anchors) == sorted(described_ones + shapes)
    assert set(re.findall(r'href="#([a-zA-Z_-]+)"', page)) - set(re.findall(r'id="([^"]+)"', page)) == set()


def test_no_group_of_operations_is_without_a_name():
    assert OTHERS not in dict(api_document().groups)
    assert {title for title, _ in api_document().groups} <= {title for title, _ in GROUPS}


def test_every_parameter_and_member_of_a_body_is_on_the_page(client):
    page = client.get("/exports/api").text
    for operation in OPERATIONS:
        part = page.partition(f'id="{operation.key}"')[2].partition("</article>")[0]
        for field in operation.parameters:
            assert f"<code>{field.name}</code>" in part
        for answer in operation.answers:
            assert f"<code>{answer.status}</code>" in part


@pytest.mark.parametrize("operation", WITH_EXAMPLE, ids=lambda operation: operation.key)
def test_every_example_answers_as_it_stands(asking, operation):
    example = operation.example
    if operation.method == "GET":
        answer = asking.get(f"/api/v1{example.address}")
    else:
        answer = asking.post(f"/api/v1{example.address}", json=json.loads(example.body))
    assert answer.status_code in (200, 202), answer.get_data(as_text=True)[:500]
    assert str(answer.status_code) in {one.status for one in operation.answers}


def test_what_is_sent_is_what_the_page_shows(client):
    shown = commands(client.get("/exports/api").text)
    assert set(shown) == {operation.key for operation in WITH_EXAMPLE}
    for operation in WITH_EXAMPLE:
        command = shown[operation.key]
        assert f"'http://localhost/api/v1{operation.example.address}'" in command
        if operation.example.body:
            assert json.loads(re.search(r"-d '(.*?)' ", command, re.DOTALL)[1]) == json.loads(
                operation.example.body
            )


def test_every_reading_operation_that_needs_no_id_of_the_reader_has_an_example():
    own = re.compile(r"\{(\w*_id|name|form)\}")
    without = {
        operation.key
        for operation in OPERATIONS
        if operation.method == "GET"
        and not operation.example
        and not operation.needs_sign_in
        and not own.search(operation.path)
    }
    assert without == set()


def test_the_document_is_given_to_programs_as_it_is(client):
    answer = client.get("/api/v1/openapi.yaml")
    assert answer.headers["Content-Type"].startswith("application/yaml")
    assert yaml.safe_load(answer.data) == SPEC


def test_texts_of_the_document_are_text_on_the_page():
    bad = "<script>alert(1)</script>{{ 7*7 }}"
    node = {"operationId": "one", "summary": bad, "responses": {"200": {"description": bad}}}
    document = {
        "info": {"description": bad},
        "paths": {"/units": {"get": node}},
        "components": {"schemas": {"Odd": {"type": "object", "description": bad}}},
    }
    found = described(document)
    (operation,) = found.operations
    assert (operation.summary, found.about, found.shapes[0].description) == (bad, (bad,), bad)


def test_the_page_needs_nothing_from_elsewhere(client):
    page = client.get("/exports/api").text
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', page)
    assert " style=" not in page
    assert "<script>" not in page
