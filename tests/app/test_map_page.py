"""What the page of the map asks a browser to fetch."""

import re
from pathlib import Path

import app

SCRIPTS = Path(app.__file__).parent / "static" / "js"
IMPORT = re.compile(r'^(?:import|export)[^;"]*?"\./([^"]+)"', re.MULTILINE)
STARTED = {"main.js", "ocopmap.js"}  # elements of the page itself


def needed_by(name):
    """Return a module and all that it cannot start without."""
    found, left = set(), {name}
    while left:
        module = left.pop()
        found.add(module)
        left |= {*IMPORT.findall((SCRIPTS / module).read_text("utf-8"))} - found
    return found


def test_the_map_fetches_early_the_modules_that_it_needs_and_no_other(empty_client):
    early = re.findall(r'rel="modulepreload" href="/static/js/([^"?]+)', empty_client.get("/").text)
    assert {*early} == (needed_by("main.js") | needed_by("account.js")) - STARTED
