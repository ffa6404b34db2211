"""What the commands about a whole database share: which one, where copies lie, how errors are told."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

from geodata.errors import OcopError
from geodata.office.backup import Tell
from geodata.office.backup_texts import ADVICE, STOPPED
from scripts._language import Translate, error_text

ROOT = Path(__file__).resolve().parent.parent
SQLITE = "sqlite:///"
FAILED = 2


def instance_folder() -> Path:
    """Return the folder of this installation, as the server finds it."""
    return ROOT / (os.environ.get("OCOP_INSTANCE_DIR") or "instance")


def backup_folder() -> Path:
    """Return where backups lie unless somebody says otherwise."""
    return instance_folder() / "backups"


def add_database(options: argparse.ArgumentParser) -> None:
    """Add ``--database``; a password is safer in the environment, where no list of processes shows it."""
    options.add_argument(
        "--database",
        metavar="URL",
        default=os.environ.get("OCOP_DATABASE_URL")
        or f"{SQLITE}{(instance_folder() / 'ocop.db').as_posix()}",
        help="address of the database (default: OCOP_DATABASE_URL, else instance/ocop.db)",
    )


def database_url(text: str) -> str:
    """Return the address; a relative SQLite file starts at the program folder, as it does for the server."""
    if text.startswith(SQLITE):
        return f"{SQLITE}{(ROOT / text.removeprefix(SQLITE)).as_posix()}"
    return text


def teller(translate: Translate) -> Tell:
    """Return what prints a line at once, in the reader's language."""

    def tell(text: str, **values: object) -> None:
        print(translate(text) % values, flush=True)

    return tell


def told(run: Callable[[], int], translate: Translate) -> int:
    """Run a command; print what went wrong and what to do, and return the exit code."""
    try:
        return run()
    except OcopError as error:
        text = error_text(error, translate)
        print(text, file=sys.stderr)
        for sign, advice in ADVICE:
            if sign in str(error).lower():
                print(translate(advice), file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        print(translate(STOPPED), file=sys.stderr)
        return 130
