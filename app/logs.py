"""
Log lines: on stderr for whoever runs the server, and in files that rotate by size.

Several workers write one file. ``RotatingFileHandler`` would let each of them
rotate it under the others, and a file for each process number would pile up
with every restart; so a worker looks before each line whether the file was
moved (as ``WatchedFileHandler`` does), and moves it only under a lock file.
Windows runs one process, where the plain handler is right.
"""

from __future__ import annotations

import logging
import os
import sys
from contextlib import suppress
from logging.handlers import RotatingFileHandler, WatchedFileHandler
from pathlib import Path

from flask import Flask

from app.settings import Settings

NAMES = ("app", "layers", "geodata")
FORMAT = "%(asctime)s %(levelname)s %(process)d %(name)s: %(message)s"
MAX_BYTES = 5_000_000
KEEP = 5


class SharedRotatingHandler(WatchedFileHandler):
    """A log file that several processes write and one at a time rotates."""

    def __init__(self, path: Path, max_bytes: int = MAX_BYTES, keep: int = KEEP) -> None:
        """Write to ``path``; at ``max_bytes`` it becomes ``path.1``, and ``keep`` such files stay."""
        super().__init__(path, encoding="utf-8", delay=True)
        self._max_bytes = max_bytes
        self._keep = keep

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line, after rotating if the file is full."""
        with suppress(OSError):
            if Path(self.baseFilename).stat().st_size >= self._max_bytes:
                self._rotate()
        super().emit(record)

    def _rotate(self) -> None:
        """Move the files up by one, unless another process has just done it."""
        import fcntl  # not on Windows, where this class is not used

        base = Path(self.baseFilename)
        with base.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if base.stat().st_size < self._max_bytes:
                return
            for number in range(self._keep - 1, 0, -1):
                with suppress(FileNotFoundError):
                    base.with_name(f"{base.name}.{number}").replace(f"{base}.{number + 1}")
            base.replace(f"{base}.1")


def file_handler(path: Path, system: str = os.name) -> logging.Handler:
    """Return the handler that is right for ``system`` (``os.name``)."""
    if system == "nt":
        return RotatingFileHandler(path, maxBytes=MAX_BYTES, backupCount=KEEP, encoding="utf-8", delay=True)
    return SharedRotatingHandler(path)


def init_app(app: Flask, settings: Settings) -> None:
    """Log what this product says, and that the application has started."""
    start(settings)
    if not settings.testing:
        app.logger.info("Started with %s", settings)


def start(settings: Settings) -> None:
    """Send what this product logs to stderr and to ``logs/ocop.log`` in the instance folder."""
    remove()
    if settings.testing:
        return
    folder = settings.instance_path / "logs"
    folder.mkdir(parents=True, exist_ok=True)
    handlers = [logging.StreamHandler(sys.stderr), file_handler(folder / "ocop.log")]
    for handler in handlers:
        handler.setFormatter(logging.Formatter(FORMAT))
    for name in NAMES:
        logger = logging.getLogger(name)
        logger.setLevel(settings.log_level)
        logger.propagate = False
        for handler in handlers:
            logger.addHandler(handler)


def remove() -> None:
    """Close and remove the handlers of these loggers, which belong to the process and not to one app."""
    for name in NAMES:
        logger = logging.getLogger(name)
        logger.propagate = True
        for handler in list(logger.handlers):
            logger.removeHandler(handler)
            handler.close()
