"""
Load a province's own boundaries of a date.

Exit codes: 0 taken (or, with --dry-run, would be), 1 refused with reasons,
2 unreadable.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

# The script runs as a file too, not only as a module.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from geodata.boundaries import BoundaryImport, import_boundaries
from geodata.boundaries.reading import Columns
from geodata.boundaries.report import render
from geodata.errors import OcopError
from geodata.store import Store
from geodata.vocabulary import UnitLevel
from scripts._language import add_language, error_text, translator

ROOT = Path(__file__).resolve().parent.parent
DEFAULT_DATABASE = f"sqlite:///{(ROOT / 'instance' / 'ocop.db').as_posix()}"
TAKEN, REFUSED, UNREADABLE = 0, 1, 2


def parser(env: Mapping[str, str]) -> argparse.ArgumentParser:
    """Return the command line; the database defaults to ``OCOP_DATABASE_URL``."""
    line = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    line.add_argument(
        "file", type=Path, help="GeoJSON, GeoPackage, Shapefile (also zipped), FlatGeobuf, MapInfo, KML, KMZ"
    )
    line.add_argument("--level", type=UnitLevel, required=True, choices=list(UnitLevel))
    line.add_argument(
        "--valid-from", type=date.fromisoformat, required=True, help="first day, YYYY-MM-DD", metavar="DATE"
    )
    line.add_argument("--database", default=env.get("OCOP_DATABASE_URL") or DEFAULT_DATABASE, metavar="URL")
    line.add_argument("--dry-run", action="store_true", help="check only, store nothing")
    line.add_argument("--crosswalk", type=Path, metavar="CSV", help="old_code,new_code,part (whole or part)")
    line.add_argument("--crs", help="override what the file names, like EPSG:9208")
    line.add_argument("--layer", help="where the file has several")
    line.add_argument("--code-column", help="column of the unit codes")
    line.add_argument("--name-column", help="column of the names")
    line.add_argument("--kind-column", help="column of the kinds (xã, phường, thị trấn)")
    line.add_argument("--source", help="where the boundaries come from; default: the file name")
    line.add_argument("--area-tolerance", type=float, default=0.05, help="fraction, default 0.05")
    line.add_argument("--small-m", type=float, default=2.0, help="clean faults up to this width, default 2 m")
    add_language(line)
    return line


def request_of(args: argparse.Namespace) -> BoundaryImport:
    """Return the request that the command line makes."""
    return BoundaryImport(
        path=args.file,
        level=args.level,
        valid_from=args.valid_from,
        crs=args.crs,
        layer=args.layer,
        columns=Columns(code=args.code_column, name=args.name_column, kind=args.kind_column),
        crosswalk=args.crosswalk,
        area_tolerance=args.area_tolerance,
        small_m=args.small_m,
        source=args.source,
        dry_run=args.dry_run,
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Import one file and print what came of it."""
    args = parser(os.environ).parse_args(argv)
    translate = translator(args.lang)
    try:
        with Store.open(args.database) as store:
            report = import_boundaries(store, request_of(args))
    except OcopError as error:
        print(f"{args.file}: {error_text(error, translate)}", file=sys.stderr)
        return UNREADABLE
    print(render(report, translate))
    return TAKEN if report.accepted else REFUSED


if __name__ == "__main__":
    raise SystemExit(main())
