"""
Folders of files in the making that a killed process left behind: swept when a server starts.

A process that ends in any other way removes its own. The folder of temporary
files belongs to everybody on the machine: only what bears our names, belongs to
our user, is a real folder and is old is taken away.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import time
from pathlib import Path

from flask import Flask

from app.settings import Settings

# As the views and tempfile name them; a test holds this to every folder that app/ and the tours make.
NAME = re.compile(r"ocop-(?:export|map|report|tour)-[a-z0-9_]{8}")
# Longer than any request may take: a server ends one after half a minute.
OLD_S = 3600


def init_app(app: Flask, settings: Settings) -> None:
    """Sweep once, before the first request; a folder that cannot be read keeps nobody from starting."""
    if settings.testing:
        return
    try:
        swept = sweep(Path(tempfile.gettempdir()), time.time())
    except OSError:
        app.logger.warning("The folder of temporary files could not be swept", exc_info=True)
        return
    if swept:
        app.logger.info("Removed %d folders that a killed process had left", len(swept))


def sweep(folder: Path, now_s: float) -> list[Path]:
    """
    Remove what killed processes left in ``folder``; return what was removed.

    Parameters
    ----------
    now_s
        Seconds since 1970; what changed within ``OLD_S`` before may still be in use.
    """
    with os.scandir(folder) as entries:
        left = [
            Path(entry.path) for entry in entries if NAME.fullmatch(entry.name) and _is_left(entry, now_s)
        ]
    for path in left:
        # Another worker may start at the same moment and be faster.
        shutil.rmtree(path, ignore_errors=True)
    return [path for path in left if not path.exists()]


def _is_left(entry: os.DirEntry[str], now_s: float) -> bool:
    """Return whether a folder is ours and old; a link is neither, whatever it leads to."""
    try:
        info = entry.stat(follow_symlinks=False)
        is_folder = entry.is_dir(follow_symlinks=False)
    except FileNotFoundError:
        return False
    # On Windows each user has a folder of temporary files.
    is_ours = not hasattr(os, "getuid") or info.st_uid == os.getuid()
    return is_folder and is_ours and now_s - info.st_mtime > OLD_S
