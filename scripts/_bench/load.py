"""Requests as fast as they are answered: wrk where it is, else threads that keep their connection."""

from __future__ import annotations

import http.client
import re
import shutil
import subprocess
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from scripts._bench.figures import median, percentile

CONNECTIONS = 4
SCRIPT = Path(__file__).with_name("wrk.lua")
RESULT = re.compile(r"^bench requests=(\d+) duration_us=(\d+) p50_us=(\d+) p95_us=(\d+) errors=(\d+)", re.M)
TIMEOUT_S = 60


@dataclass(frozen=True, slots=True)
class Load:
    """What one round of requests showed."""

    per_s: float
    p50_ms: float
    p95_ms: float
    errors: int = 0


def generator() -> str:
    """Return the name of the load generator that this machine has."""
    return "wrk" if shutil.which("wrk") else "Python client"


def measure(host: str, port: int, path: str, seconds: float, rounds: int) -> Load:
    """Ask for ``path`` again and again; return the medians of ``rounds``."""
    ask = _with_wrk if generator() == "wrk" else _with_python
    return middle([ask(host, port, path, seconds) for _ in range(rounds)])


def middle(rounds: Sequence[Load]) -> Load:
    """Return the median of each figure, and all errors."""
    return Load(
        median([one.per_s for one in rounds]),
        median([one.p50_ms for one in rounds]),
        median([one.p95_ms for one in rounds]),
        sum(one.errors for one in rounds),
    )


def from_wrk(output: str) -> Load:
    """Read what ``wrk.lua`` printed."""
    found = RESULT.search(output)
    if found is None:
        raise ValueError(f"wrk printed no result: {output[-300:]}")
    requests, duration, p50, p95, errors = (int(text) for text in found.groups())
    return Load(requests / (duration / 1e6), p50 / 1000, p95 / 1000, errors)


def _with_wrk(host: str, port: int, path: str, seconds: float) -> Load:
    """Run wrk once."""
    done = subprocess.run(
        [
            *("wrk", "-t1", f"-c{CONNECTIONS}", f"-d{max(1, round(seconds))}s", "--timeout", f"{TIMEOUT_S}s"),
            *("-H", "Accept-Encoding: gzip", "-s", str(SCRIPT), f"http://{host}:{port}{path}"),
        ],
        capture_output=True,
        text=True,
        timeout=seconds + TIMEOUT_S,
        check=True,
    )
    return from_wrk(done.stdout)


def _with_python(host: str, port: int, path: str, seconds: float) -> Load:
    """Ask from as many threads as wrk has connections."""
    ends_at = time.perf_counter() + seconds

    def ask(_: int) -> tuple[list[float], int]:
        times: list[float] = []
        errors = 0
        connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT_S)
        while time.perf_counter() < ends_at:
            begun = time.perf_counter()
            connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
            response = connection.getresponse()
            response.read()
            times.append((time.perf_counter() - begun) * 1000)
            errors += response.status >= http.client.BAD_REQUEST
        connection.close()
        return times, errors

    begun = time.perf_counter()
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        answers = list(pool.map(ask, range(CONNECTIONS)))
    took = time.perf_counter() - begun
    times = [value for found, _ in answers for value in found]
    errors = sum(count for _, count in answers)
    return Load(len(times) / took, percentile(times, 50), percentile(times, 95), errors)
