"""
The child process of one job: ``python -m app.jobs.child``; only a consumer starts it.

stdin brings one line of JSON and then stays open: when it closes, the consumer
is gone, and so is this process. stdout carries lines of JSON to the consumer;
what the job prints goes to stderr.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
import signal
import sys
import threading
import time
from pathlib import Path
from typing import IO, Any

from geodata.errors import N_, OcopError

NICENESS = 10
# A job may report in a tight loop; nobody looks more often than this.
REPORT_EVERY_S = 0.1
CRASHED = N_("Something went wrong here. It has been written to the log as %(error_id)s.")

logger = logging.getLogger(__name__)


class ChildTask:
    """What the function of a kind is given; see ``app.jobs.kinds.Task``."""

    def __init__(self, folder: Path, out: IO[str]) -> None:
        """Report to ``out``; results are written into ``folder``."""
        self._folder = folder
        self._out = out
        self._said: tuple[str, float] = ("", -1.0)

    @property
    def folder(self) -> Path:
        """A folder for temporary files."""
        return self._folder

    def progress(self, fraction: float, message: str, **values: object) -> None:
        """Say how far it is."""
        now = time.monotonic()
        if message == self._said[0] and now - self._said[1] < REPORT_EVERY_S:
            return
        self._said = (message, now)
        say(self._out, progress=fraction, message=message, values=values)

    def result(self, name: str) -> Path:
        """Return where to write the result."""
        from app.jobs.results import RESULT

        say(self._out, result_name=name)
        return self._folder / RESULT


def say(out: IO[str], **fields: object) -> None:
    """Send one line to the consumer."""
    out.write(json.dumps(fields, ensure_ascii=True, default=str) + "\n")
    out.flush()


def main() -> int:
    """Do the one job that stdin names; 0: it is done."""
    # A private copy: whatever the job or a library prints must not look like a report.
    out = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="ascii", newline="\n")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    order = json.loads(sys.stdin.readline())
    threading.Thread(target=_end_with_the_consumer, daemon=True).start()
    if os.name == "posix":
        os.nice(NICENESS)
    try:
        _run(order, out)
    except OcopError as error:
        say(out, failed=error.message, values=error.values)
        return 1
    except Exception:  # the boundary of the process: a crash becomes a failed job
        error_id = secrets.token_hex(4)
        logger.exception("Error %s in job %s of kind %s", error_id, order["job_id"], order["kind"])
        say(out, failed=CRASHED, values={"error_id": error_id})
        return 1
    return 0


def _run(order: dict[str, Any], out: IO[str]) -> None:
    """Run the function of the kind on a store of its own."""
    from app import logs
    from app.jobs.kinds import load_kinds, read_inputs
    from app.settings import Settings
    from geodata.store import Store

    settings = Settings.from_env(os.environ)
    logs.start(settings)
    kind = load_kinds(order["kinds"]).find(order["kind"])
    inputs = read_inputs(kind, json.loads(order["inputs"]))
    with Store.open(settings.store_url) as store:
        kind.run(store, inputs, ChildTask(Path(order["folder"]), out))


def _end_with_the_consumer() -> None:
    """End this process, and what it started, when the consumer's end of stdin closes."""
    # The file itself, not sys.stdin: a buffered reader would be locked when the program ends.
    while os.read(0, 1024):
        pass
    if os.name == "posix":
        os.killpg(os.getpgrp(), signal.SIGKILL)
    os._exit(1)


if __name__ == "__main__":
    raise SystemExit(main())
