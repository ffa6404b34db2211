"""Put a backup back in place of what the database holds: ``python scripts/restore.py FILE``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if __name__ == "__main__":
    # Run as a file, Python looks for modules beside it; the product's folders are one up.
    sys.path[0] = str(ROOT)

from geodata.office.backup_restore import restore  # noqa: E402
from geodata.office.backup_texts import RESTORED  # noqa: E402
from scripts import _databases as databases  # noqa: E402
from scripts._language import Translate, add_language, translator  # noqa: E402


def parser() -> argparse.ArgumentParser:
    """Return the options of the command."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("file", type=Path, metavar="FILE", help="a file that scripts/backup.py wrote")
    databases.add_database(options)
    options.add_argument(
        "--force-running", action="store_true", help="restore although the site is running on the database"
    )
    add_language(options)
    return options


def main(argv: Sequence[str] | None = None) -> int:
    """Restore; 0: restored, 2: nothing was changed."""
    args = parser().parse_args(argv)
    translate = translator(args.lang)
    return databases.told(lambda: put_back(args, translate), translate)


def put_back(args: argparse.Namespace, translate: Translate) -> int:
    """Restore and say what was restored."""
    tell = databases.teller(translate)
    url = databases.database_url(args.database)
    manifest = restore(url, args.file, force_running=args.force_running, tell=tell)
    rows = sum(member.rows for member in manifest.members)
    tell(RESTORED, at=manifest.created_at, revision=manifest.revision, rows=rows)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
