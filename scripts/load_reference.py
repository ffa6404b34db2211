"""Load the committed reference data into the store: ``python scripts/load_reference.py``."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geodata.registry.report import ImportReport

ROOT = Path(__file__).resolve().parent.parent
DEFAULT_DATABASE = f"sqlite:///{(ROOT / 'instance' / 'ocop.db').as_posix()}"
Translate = Callable[[str], str]
KEPT_OLDER = 3  # exit code, which scripts/_setup/steps.py knows too


def parser() -> argparse.ArgumentParser:
    """Return the options of the command."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument(
        "--database",
        metavar="URL",
        default=os.environ.get("OCOP_DATABASE_URL") or DEFAULT_DATABASE,
        help="where to load to (default: OCOP_DATABASE_URL, else instance/ocop.db)",
    )
    options.add_argument("--force", action="store_true", help="load again even if the same data are there")
    options.add_argument("--problems", action="store_true", help="print every problem of every row")
    options.add_argument("--lang", choices=("vi", "en"), default="vi", help="vi (default) or en")
    return options


def main(argv: Sequence[str] | None = None) -> int:
    """
    Migrate and load.

    0: done or nothing to do, 1: loaded and rows were refused, 2: not loaded,
    3: not loaded, and the store goes on with the reference data that it had.
    """
    args = parser().parse_args(argv)
    from geodata.errors import OcopError
    from geodata.registry.report import NOT_LOADED
    from scripts._language import error_text, translator

    translate = translator(args.lang)
    try:
        return load(args.database, translate, force=args.force, problems=args.problems)
    except OcopError as error:
        print(
            translate(NOT_LOADED) % {"reason": error_text(error, translate)},
            file=sys.stderr,
        )
        return 2


def load(database: str, translate: Translate, *, force: bool = False, problems: bool = False) -> int:
    """Bring the store at ``database`` up to date; return the exit code."""
    from geodata.errors import OcopError
    from geodata.office.backup import back_up_before_upgrade
    from geodata.registry.reference import load_reference, office_imports, reference_checksum
    from geodata.registry.report import (
        NOT_LOADED,
        OFFICE_DATA_KEPT,
        OLDER_DATA_KEPT,
        PREPARING,
        UP_TO_DATE,
        render,
    )
    from geodata.store import Store, migrate
    from scripts._databases import backup_folder, teller
    from scripts._language import error_text

    print(translate(PREPARING), flush=True)
    back_up_before_upgrade(database, backup_folder(), teller(translate))
    migrate(database)
    with Store.open(database) as store:
        if not force and store.state().reference_checksum == reference_checksum():
            print(translate(UP_TO_DATE))
            return 0
        if (imports := office_imports(store)) and not force:
            print(translate(OFFICE_DATA_KEPT) % {"files": ", ".join(imports)})
            return 0
        try:
            reports = load_reference(store, progress=lambda text: print(translate(text), flush=True))
        except OcopError as error:
            if store.state().reference_checksum is None:
                raise
            print(translate(NOT_LOADED) % {"reason": error_text(error, translate)}, file=sys.stderr)
            print(translate(OLDER_DATA_KEPT), file=sys.stderr)
            return KEPT_OLDER
    print(render(reports, translate))
    if problems:
        print_problems(reports, translate)
    return 1 if any(report.rows_refused for report in reports) else 0


def print_problems(reports: Sequence[ImportReport], translate: Translate) -> None:
    """Print every problem of every row, one in a line."""
    from geodata.registry.report import SEVERITY_TEXTS

    for problem in (problem for report in reports for problem in report.problems):
        place = f"{problem.file}:{problem.row} [{translate(SEVERITY_TEXTS[problem.severity])}] {problem.rule}"
        print(f"{place}: {problem.text(translate)}")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    raise SystemExit(main())
