"""
Make a report while no file may grow: prints which error that gives.

A process of its own, because a limit cannot be taken back. Its arguments are
the address of the database and an empty folder.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

from geodata.errors import OcopError
from geodata.store import Store
from layers.reports.orders import read_report_order
from layers.reports.pack import make_pack
from layers.reports.reading import read_report
from layers.saved import Around, Viewer
from tests.layers.report_helpers import ENGLISH, MOMENT, TODAY

ORDER = '{"subject": {"kind": "commune", "code": "02839"}, "units": "2024"}'
# Less than any file; SQLite has mapped its own by then.
MOST_BYTES = 4096


def main() -> None:
    """Print one line of JSON."""
    with Store.open(sys.argv[1]) as store:
        order = read_report_order(ORDER, TODAY)
        report = read_report(store, ENGLISH, order, Viewer(), Around(today=TODAY))
        resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_BYTES, resource.RLIM_INFINITY))
        try:
            make_pack(store, ENGLISH, report, Path(sys.argv[2]), MOMENT, lambda *_args, **_values: None)
            found = ""
        except OcopError as error:
            found = type(error).__name__
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    print(json.dumps({"error": found}))


if __name__ == "__main__":
    main()
