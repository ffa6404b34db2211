"""Mending an environment in which an installation was cut off."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from pathlib import Path


def site_packages(venv: Path, system: str) -> list[Path]:
    """Return the library folders of an environment."""
    if system == "nt":
        return [venv / "Lib" / "site-packages"]
    return sorted(venv.glob("lib/python*/site-packages"))


def remove_broken(folder: Path) -> list[str]:
    """
    Forget every distribution that is not whole, so that pip installs it again.

    pip writes a distribution's RECORD last: killed before that, it leaves metadata that a later pip takes
    for an installed library. Names of what was removed are returned.
    """
    removed = []
    for metadata in sorted(folder.glob("*.dist-info")):
        if not is_whole(metadata):
            shutil.rmtree(metadata, ignore_errors=True)
            removed.append(metadata.name)
    # What pip had moved aside while replacing a library.
    for leftover in sorted(folder.glob("~*")):
        shutil.rmtree(leftover, ignore_errors=True)
        removed.append(leftover.name)
    return removed


def is_whole(metadata: Path) -> bool:
    """Return whether all files of a distribution are there."""
    record = metadata / "RECORD"
    if not record.is_file():
        return False
    return all((metadata.parent / name).exists() for name in _recorded(record))


def _recorded(record: Path) -> Iterator[str]:
    """Yield the files of a distribution; compiled ones may be absent without harm."""
    with record.open(encoding="utf-8", newline="") as lines:
        for row in csv.reader(lines):
            if row and not row[0].endswith(".pyc"):
                yield row[0]
