"""
Ask for a map in every format while no file may grow: prints the statuses and what is left behind.

A process of its own, because a limit cannot be taken back. The address of the database is its argument.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
from pathlib import Path

from app import Settings, create_app
from layers.print_maps.orders import MapForm
from tests.app.full_disk import MOST_BYTES

ADDRESS = "/api/v1/maps.{form}?layers=communes&dpi=60&indicator=none"


def main() -> None:
    """Print one line of JSON."""
    app = create_app(Settings(testing=True, database_url=sys.argv[1], revision_poll_s=0.0))
    client = app.test_client()
    # Everything that is imported or mapped once.
    warm = client.get(ADDRESS.format(form="png")).status_code
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_BYTES, resource.RLIM_INFINITY))
    found = {form.value: client.get(ADDRESS.format(form=form)).status_code for form in MapForm}
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    left = [path.name for path in Path(tempfile.gettempdir()).iterdir()]
    print(json.dumps({"warm": warm, "found": found, "left": left}))


if __name__ == "__main__":
    main()
