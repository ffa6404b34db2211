"""
Ask for every format while no file may grow: prints the statuses and what is left in the temporary folder.

A process of its own, because a limit cannot be taken back. The address of the database is its argument.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
from pathlib import Path

from app import Settings, create_app
from layers.exports.formats import FORMATS

# Less than any file; SQLite has mapped its own by then.
MOST_BYTES = 4096
# Where tours pass: a layer that was made, of every commune also without any tour.
MADE = "/api/v1/tour-flows/exports/communes.gpkg"


def main() -> None:
    """Print one line of JSON."""
    app = create_app(Settings(testing=True, database_url=sys.argv[1], revision_poll_s=0.0))
    client = app.test_client()
    # Everything that is imported or mapped once.
    warm = client.get("/api/v1/exports/markets.gpkg").status_code
    client.get(MADE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_BYTES, resource.RLIM_INFINITY))
    found = {
        form.extension: client.get(f"/api/v1/exports/products.{form.extension}").status_code
        for form in FORMATS
    }
    made = client.get(MADE).status_code
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    left = [path.name for path in Path(tempfile.gettempdir()).iterdir()]
    print(json.dumps({"warm": warm, "found": found, "made": made, "left": left}))


if __name__ == "__main__":
    main()
