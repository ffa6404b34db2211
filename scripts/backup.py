"""Save the whole database into one file, while the site runs: ``python scripts/backup.py``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if __name__ == "__main__":
    # Run as a file, Python looks for modules beside it; the product's folders are one up.
    sys.path[0] = str(ROOT)

from geodata.office.backup import file_stamp, make_backup  # noqa: E402
from geodata.office.backup_texts import KEEP_SAFE, WRITTEN  # noqa: E402
from geodata.office.clock import utc_now  # noqa: E402
from scripts import _databases as databases  # noqa: E402
from scripts._language import Translate, add_language, translator  # noqa: E402


def parser() -> argparse.ArgumentParser:
    """Return the options of the command."""
    options = argparse.ArgumentParser(description=__doc__)
    databases.add_database(options)
    options.add_argument(
        "--output",
        type=Path,
        metavar="FILE",
        help="the file to write (default: instance/backups/ocop-<time>.zip)",
    )
    add_language(options)
    return options


def main(argv: Sequence[str] | None = None) -> int:
    """Write the backup; 0: written, 2: not written."""
    args = parser().parse_args(argv)
    translate = translator(args.lang)
    return databases.told(lambda: back_up(args, translate), translate)


def back_up(args: argparse.Namespace, translate: Translate) -> int:
    """Write the backup and say what is in it."""
    target = args.output or databases.backup_folder() / f"ocop-{file_stamp(utc_now())}.zip"
    tell = databases.teller(translate)
    manifest = make_backup(databases.database_url(args.database), target, tell)
    tell(
        WRITTEN,
        file=target,
        version=manifest.schema_version,
        revision=manifest.revision,
        rows=sum(member.rows for member in manifest.members),
        size=-(-target.stat().st_size // 1000),
    )
    tell(KEEP_SAFE)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
