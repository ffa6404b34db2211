"""One running job: its child process, what it says, and its certain end."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from app.settings import ROOT
from geodata.office.jobs import Beat, Job

# From the wish to cancel to the end: one look, the polite signal, the other one. Together below 2 s.
LOOK_EVERY_S = 0.25
GRACE_S = 0.5

logger = logging.getLogger(__name__)


class ChildProcess:
    """The child of one job; a thread reads what it says, so that nobody waits for it."""

    def __init__(self, job: Job, folder: Path, kinds: str, env: Mapping[str, str]) -> None:
        """Start the child and tell it what to do."""
        self.beat = Beat(job.progress)
        self.failure: tuple[str, Mapping[str, object]] | None = None
        self.result_name: str | None = None
        self._process = subprocess.Popen(
            [sys.executable, "-m", "app.jobs.child"],
            cwd=str(ROOT),
            env=dict(env),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            **_apart(),
        )
        order = {"job_id": job.job_id, "kind": job.kind, "inputs": job.inputs}
        self._say(json.dumps({**order, "kinds": kinds, "folder": str(folder)}))
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    def ended(self, wait_s: float) -> bool:
        """Wait at most ``wait_s`` for the child; return whether it has ended."""
        try:
            self._process.wait(wait_s)
        except subprocess.TimeoutExpired:
            return False
        return True

    def watch(self, must_end: Callable[[], bool]) -> bool:
        """Wait for the child, ending it when ``must_end`` says so; return whether it ended by itself."""
        while not self.ended(LOOK_EVERY_S):
            if must_end():
                self.kill()
                return False
        return True

    def kill(self) -> None:
        """End the child and everything that it started."""
        self._signal("SIGTERM")
        if not self.ended(GRACE_S):
            self._signal("SIGKILL")
        self._process.wait()

    def close(self) -> int:
        """Read the last words, close the pipes, and return the code with which the child ended."""
        # What the child started and left behind would keep the pipe open.
        self._signal("SIGKILL")
        code = self._process.wait()
        self._reader.join()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        return code

    def _say(self, line: str) -> None:
        """Write one line to the child; one that has already ended is found out by whoever waits for it."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(line + "\n")
            self._process.stdin.flush()
        except OSError:
            logger.warning("The child %s ended before it was told what to do", self.pid)

    def _read(self) -> None:
        """Take in what the child says until it ends."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            said = json.loads(line)
            if "progress" in said:
                self.beat = Beat(float(said["progress"]), said["message"], said["values"])
            elif "result_name" in said:
                self.result_name = said["result_name"]
            elif "failed" in said:
                self.failure = (said["failed"], said["values"])

    def _signal(self, name: str) -> None:
        """Send a signal to the child and everything that it started."""
        if os.name == "nt":
            if self._process.poll() is None:
                self._taskkill()
            return
        try:
            os.killpg(self.pid, signal.Signals[name])
        except (ProcessLookupError, PermissionError):
            # Nothing of the group is left (or, on macOS, nothing but a zombie).
            return

    def _taskkill(self) -> None:
        """Windows has no process groups to signal: its own program ends a tree of processes."""
        command = ["taskkill", "/T", "/F", "/PID", str(self.pid)]
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)


def _apart(system: str = os.name) -> dict[str, Any]:
    """Return what makes the child the first of a group of its own, behind the web server's processes."""
    if system == "nt":
        # The numbers of BELOW_NORMAL_PRIORITY_CLASS and CREATE_NEW_PROCESS_GROUP, which exist there alone.
        return {"creationflags": 0x4000 | 0x200}
    return {"start_new_session": True}
