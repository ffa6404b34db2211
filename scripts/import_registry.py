"""
Import a table of records: a workbook, a text or a map file.

Exit codes: 0 all rows were taken (or, with --dry-run, would be), 1 some were
refused or stand in sheets or layers that were not read, 2 none could be read.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

# The script runs as a file too, not only as a module.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from geodata.errors import N_, InvalidInput, OcopError
from geodata.intake.choices import Choices, changed
from geodata.intake.encodings import Encoding
from geodata.intake.limits import check_bytes
from geodata.intake.making import preview_file
from geodata.intake.part_tables import TABLE_KINDS
from geodata.intake.preview import Outcome, Preview
from geodata.intake.reading import ReadFile
from geodata.intake.report import NOTHING_STORED, STORED, render
from geodata.intake.storing import store_wanted, wanted_of
from geodata.office.audit import COMMAND_LINE
from geodata.store import Store
from geodata.view import office_today
from scripts._language import Translate, add_language, error_text, translator

ROOT = Path(__file__).resolve().parent.parent
DEFAULT_DATABASE = f"sqlite:///{(ROOT / 'instance' / 'ocop.db').as_posix()}"
TAKEN, REFUSED, UNREADABLE = 0, 1, 2
NO_FILE = N_("There is no file %(file)s")
BAD_COLUMN = N_("Write --column as HEADING=FIELD (or HEADING= where it is not to be read), not %(value)s")

SEVERAL_KINDS = N_("The headings fit several kinds of records (%(kinds)s): say with --table which they are")


def parser(env: Mapping[str, str]) -> argparse.ArgumentParser:
    """Return the command line; the database defaults to ``OCOP_DATABASE_URL``."""
    line = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    line.add_argument(
        "file",
        type=Path,
        help=".xlsx, .xls, .ods, .csv, GeoJSON, GeoPackage, KML, KMZ, GPX or zipped Shapefile",
    )
    line.add_argument(
        "--table",
        choices=list(TABLE_KINDS),
        metavar="TABLE",
        help=f"what the rows are ({', '.join(TABLE_KINDS)}); default: told from the headings",
    )
    line.add_argument("--dry-run", action="store_true", help="check only, store nothing")
    line.add_argument("--database", default=env.get("OCOP_DATABASE_URL") or DEFAULT_DATABASE, metavar="URL")
    line.add_argument("--sheet", help="sheet or layer, where the file has several")
    line.add_argument("--encoding", type=Encoding, choices=list(Encoding), help="letters of a text file")
    line.add_argument("--crs", help="override what a map file says, like EPSG:9208")
    line.add_argument("--header-row", type=int, metavar="N", help="number of the row of headings")
    line.add_argument(
        "--column", action="append", default=[], metavar="HEADING=FIELD", help="what a column means"
    )
    line.add_argument("--clear-empty", action="store_true", help="empty cells empty their fields")
    line.add_argument("--source", help="source of every row that names none")
    line.add_argument("--reason", help="why, for the history")
    add_language(line)
    return line


def choices_of(args: argparse.Namespace) -> Choices:
    """Return what the command line says about the file."""
    columns: dict[str, str | None] = {}
    for text in args.column:
        heading, sign, field = text.rpartition("=")
        if not sign or not heading:
            raise InvalidInput(BAD_COLUMN, value=text[:60])
        columns[heading] = field or None
    given: dict[str, Any] = {
        "kind": args.table,
        "sheet": args.sheet,
        "encoding": args.encoding,
        "crs": args.crs,
        "header_row": args.header_row,
        "clears_empty": args.clear_empty,
        "source": args.source,
    }
    return changed(changed(Choices(), given), {"columns": columns})


def read_bytes(path: Path) -> bytes:
    """Return the bytes of a file, unless there is none or it is too large."""
    if not path.is_file():
        raise InvalidInput(NO_FILE, file=path)
    check_bytes(path.stat().st_size)
    return path.read_bytes()


def exit_code(read: ReadFile, preview: Preview) -> int:
    """
    Return 0 where all rows were taken, 1 where some were refused, 2 where none could be read.

    Rows of other sheets and layers were not taken either, whatever they are a list of.
    """
    counts = preview.counts()
    refused = counts[Outcome.REFUSED.value]
    if refused == len(preview.rows):
        return UNREADABLE
    return REFUSED if refused or read.unread else TAKEN


def run(args: argparse.Namespace, translate: Translate) -> int:
    """Import one file and print what came of it."""
    content, choices = read_bytes(args.file), choices_of(args)
    today = office_today()

    def progress(fraction: float, message: str) -> None:
        if sys.stderr.isatty():
            print(f"\r{fraction:4.0%} {translate(message)} ", end="", file=sys.stderr, flush=True)

    with Store.open(args.database) as store:
        read, preview = preview_file(store, content, choices, today, progress=progress)
        if sys.stderr.isatty():
            print(file=sys.stderr)
        if read.alike:
            raise InvalidInput(SEVERAL_KINDS, kinds=", ".join(kind.value for kind in read.alike))
        print(render(read, preview, translate))
        wanted = wanted_of(preview)
        if args.dry_run or not wanted.records:
            print(translate(NOTHING_STORED))
            return exit_code(read, preview)
        with store.write() as connection:
            number = store_wanted(
                connection,
                COMMAND_LINE,
                wanted,
                args.file.name,
                file_sha256=hashlib.sha256(content).hexdigest(),
                reason=args.reason,
            )
        print(translate(STORED) % {"number": number})
    return exit_code(read, preview)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line."""
    args = parser(os.environ).parse_args(argv)
    translate = translator(args.lang)
    try:
        return run(args, translate)
    except OcopError as error:
        print(f"{args.file}: {error_text(error, translate)}", file=sys.stderr)
        return UNREADABLE


if __name__ == "__main__":
    raise SystemExit(main())
