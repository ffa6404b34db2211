"""From the command to the first answer, when everything is set up already."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from scripts._bench.figures import Figure, median
from scripts._bench.servers import HOST, ROOT, SECRET, stop, wait_until_answers
from scripts._setup import machine

PART = "start"
ROUNDS = 5
TARGET_S = 2.0
SERVE = ROOT / "scripts" / "serve.py"


def measure(folder: Path) -> list[Figure]:
    """Set up once in ``folder``, then start several times."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OCOP_")}
    env = {**kept, "OCOP_INSTANCE_DIR": str(folder), "OCOP_SECRET_KEY": SECRET}
    done = subprocess.run(
        [base_python(), str(SERVE), "--setup-only"],
        env=env,
        capture_output=True,
        text=True,
        timeout=1800,
        check=False,
    )
    if done.returncode:
        last = (done.stdout.strip().splitlines() or ["no reason given"])[-1]
        return [Figure(PART, "first answer", None, "s", TARGET_S, note=f"set-up failed: {last}")]
    rounds = [_one_start(env, folder) for _ in range(ROUNDS)]
    healthz = median([seconds for seconds, _ in rounds])
    page = median([seconds for _, seconds in rounds])
    return [
        Figure(PART, "serve.py to /healthz, median", healthz, "s", TARGET_S),
        Figure(PART, "serve.py to the map page, median", page, "s", TARGET_S),
        Figure(PART, "serve.py to the map page, slowest", max(seconds for _, seconds in rounds), "s"),
    ]


def base_python() -> str:
    """Return the interpreter outside the environment: the one that a user starts with."""
    name = "python.exe" if os.name == "nt" else "bin/python3"
    path = Path(sys.base_prefix) / name
    return str(path) if path.is_file() else sys.executable


def _one_start(env: dict[str, str], folder: Path) -> tuple[float, float]:
    """Start the product; return the seconds until /healthz and until the map page answer."""
    port = machine.free_port(HOST)
    with (folder / "serve.log").open("wb") as output:
        begun = time.perf_counter()
        process = subprocess.Popen(
            [base_python(), str(SERVE), "--port", str(port)], env=env, stdout=output, stderr=output
        )
        try:
            wait_until_answers(port, "/healthz", process)
            healthz = time.perf_counter() - begun
            wait_until_answers(port, "/", process)
            return healthz, time.perf_counter() - begun
        finally:
            stop(process)
