"""
Import the car roads of a file of OpenStreetMap: ``python scripts/import_osm.py laocai.osm.pbf``.

Exit codes: 0 in use (or, with --check, could be), 1 refused with the reason, 2 the database cannot be used.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

# The script runs as a file too, not only as a module.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from geodata.errors import OcopError
from geodata.network.import_report import render
from geodata.network.imported import import_network
from geodata.store import Store
from scripts._databases import teller
from scripts._language import add_language, error_text, translator

ROOT = Path(__file__).resolve().parent.parent
DEFAULT_DATABASE = f"sqlite:///{(ROOT / 'instance' / 'ocop.db').as_posix()}"
TAKEN, REFUSED, NO_DATABASE = 0, 1, 2


def parser(env: Mapping[str, str]) -> argparse.ArgumentParser:
    """Return the command line; the database defaults to ``OCOP_DATABASE_URL``."""
    line = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    line.add_argument("file", type=Path, help=".osm.pbf, .osm or .osm.gz")
    line.add_argument("--name", help="what screens call the network; default: the file name")
    line.add_argument("--check", action="store_true", help="check only, store nothing")
    line.add_argument("--database", default=env.get("OCOP_DATABASE_URL") or DEFAULT_DATABASE, metavar="URL")
    add_language(line)
    return line


def main(argv: Sequence[str] | None = None) -> int:
    """Import one file and print what came of it."""
    args = parser(os.environ).parse_args(argv)
    translate = translator(args.lang)
    tell = teller(translate)

    def progress(_fraction: float, message: str, **values: object) -> None:
        tell(message, **values)

    try:
        store = Store.open(args.database)
    except OcopError as error:
        print(error_text(error, translate), file=sys.stderr)
        return NO_DATABASE
    with store:
        try:
            report = import_network(
                store, args.file, name=args.name, progress=progress, check_only=args.check
            )
        except OcopError as error:
            print(f"{args.file}: {error_text(error, translate)}", file=sys.stderr)
            return REFUSED
    print(render(report, translate))
    return TAKEN


if __name__ == "__main__":
    raise SystemExit(main())
