"""Servers on 127.0.0.1 for the time of a measurement, each in a folder that goes away."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scripts._setup import machine

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
START_TIMEOUT_S = 60.0
STOP_TIMEOUT_S = 10.0
WORKERS = 2
SECRET = "not secret: lives as long as one measurement"


class NotStarted(RuntimeError):
    """A server did not answer in time, or ended."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: where it listens, its process, and what it prints."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path

    def get(self, path: str, encoding: str = "gzip") -> tuple[int, bytes]:
        """Return status and bytes of one answer, as sent."""
        return get(self.port, path, encoding)

    def workers(self) -> list[int]:
        """Return the process numbers of the workers; none where the system does not tell."""
        pid = self.process.pid
        try:
            text = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
        except OSError:
            return []
        return [int(child) for child in text.split()]


def get(port: int, path: str, encoding: str = "gzip") -> tuple[int, bytes]:
    """Return status and bytes of one answer of the server on ``port``, as sent."""
    connection = http.client.HTTPConnection(HOST, port, timeout=START_TIMEOUT_S)
    try:
        connection.request("GET", path, headers={"Accept-Encoding": encoding})
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def wait_until_answers(port: int, path: str, process: subprocess.Popen[bytes], every_s: float = 0.02) -> None:
    """
    Ask until the answer is 200.

    Raises
    ------
    NotStarted
        If the server ends, or a minute passes.
    """
    ends_at = time.monotonic() + START_TIMEOUT_S
    last = "no answer"
    while time.monotonic() < ends_at:
        if process.poll() is not None:
            raise NotStarted(f"the server ended with code {process.returncode}")
        try:
            status, _ = get(port, path)
        except OSError as error:
            last = str(error)
        else:
            if status == http.client.OK:
                return
            last = f"status {status}"
        time.sleep(every_s)
    raise NotStarted(f"{path} was not answered in {START_TIMEOUT_S:.0f} s: {last}")


@contextmanager
def running(
    command: Sequence[str], port: int, ready_path: str, env: Mapping[str, str], folder: Path, name: str
) -> Iterator[Server]:
    """Run ``command`` in ``folder`` until the block ends; it must answer ``ready_path`` first."""
    log = folder / f"{name}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            list(command),
            cwd=ROOT,
            env=dict(env),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_until_answers(port, ready_path, process)
        yield Server(port, process, log)
    finally:
        stop(process)


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a process that this program started, and wait for it."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(STOP_TIMEOUT_S)


def our_env(database: Path, folder: Path, **more: str) -> dict[str, str]:
    """Return the environment of our server: nothing of the caller's settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OCOP_")}
    return {
        **kept,
        "OCOP_DATABASE_URL": f"sqlite:///{database}",
        "OCOP_SECRET_KEY": SECRET,
        "OCOP_INSTANCE_DIR": str(folder),
        "OCOP_LOG_LEVEL": "WARNING",
        **more,
    }


@contextmanager
def our_server(database: Path, folder: Path, extra: Sequence[str] = (), **more: str) -> Iterator[Server]:
    """Run the product as ``scripts/serve.py`` does, on a port of its own."""
    port = machine.free_port(HOST)
    *front, factory = machine.server_command(Path(sys.executable), HOST, port, WORKERS)
    command = [*front, *extra, factory]
    with running(command, port, "/healthz", our_env(database, folder, **more), folder, "ours") as server:
        yield server


def gunicorn(python: Path, port: int, app: str) -> list[str]:
    """Return the command that serves another application under the settings of ours."""
    *front, _ = machine.server_command(python, HOST, port, WORKERS, "posix")
    return [*front, app]


def load_average() -> str:
    """Return what else the machine was doing, where it tells."""
    try:
        return f"{os.getloadavg()[0]:.1f}"
    except (AttributeError, OSError):
        return "unknown"
