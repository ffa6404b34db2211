"""Pages while the consumer runs a job that keeps a core busy, beside the same pages without a job."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from geodata.office import jobs
from geodata.office.vocabulary import FINISHED, JobState
from geodata.store import Store
from scripts._bench.data import url_of
from scripts._bench.figures import Figure, median, percentile
from scripts._bench.servers import ROOT, START_TIMEOUT_S, Server, our_env, our_server, stop

PART = "under a job"
SECONDS = 60.0
ROUNDS = 2
TARGET = 1.2
# Without a job: before each job and after the last one, so that both sides see the same machine.
QUIET_SHARE = 0.25
PAUSE_S = 0.02
LOOK_EVERY_S = 0.5
WARM_REQUESTS = 20
# By its name alone: what a kind needs lies above this folder.
KINDS = "tests.benchmarks.busykinds:KINDS"
PAGES = {
    "map page": "/",
    "a layer": "/api/v1/layers/communes.geojson?zoom=9",
    "list of products": "/products",
}

Times = dict[str, list[float]]


class JobFailed(RuntimeError):
    """The job did not begin, or did not end well."""


def measure(reference: Path, folder: Path, seconds: float = SECONDS) -> list[Figure]:
    """Ask for pages in turns without a job and under one of so many seconds."""
    database = folder / "job.db"
    shutil.copy(reference, database)
    quiet: Times = {name: [] for name in PAGES}
    under: Times = {name: [] for name in PAGES}
    with (
        our_server(database, folder) as server,
        Store.open(url_of(database)) as store,
        consumer(our_env(database, folder), folder),
    ):
        for _ in range(WARM_REQUESTS):
            ask(server, {name: [] for name in PAGES})
        for _ in range(ROUNDS):
            ask_for(server, quiet, seconds * QUIET_SHARE)
            ask_under_a_job(server, store, under, seconds)
        ask_for(server, quiet, seconds * QUIET_SHARE)
    return figures_of(quiet, under, f"{ROUNDS} jobs of {seconds:.0f} s")


@contextmanager
def consumer(env: Mapping[str, str], folder: Path) -> Iterator[None]:
    """Run the jobs as ``scripts/serve.py`` does, with the kind that is busy."""
    command = [sys.executable, "-m", "scripts.worker", "--with-parent", "--kinds", KINDS, "--sweep-s", "0.5"]
    with (folder / "consumer.log").open("wb") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=dict(env), stdin=subprocess.PIPE, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        yield
    finally:
        stop(process)
        if process.stdin is not None:
            process.stdin.close()


def ask_for(server: Server, times: Times, seconds: float) -> None:
    """Ask for every page in turn for so long."""
    ends_at = time.monotonic() + seconds
    while time.monotonic() < ends_at:
        ask(server, times)


def ask_under_a_job(server: Server, store: Store, times: Times, seconds: float) -> None:
    """Submit a job, and ask for pages from its first progress to its end."""
    job_id = jobs.submit(store, "busy", None, json.dumps({"seconds": seconds}), of_this_kind=1).job_id
    wait_until_busy(store, job_id)
    ends_at = time.monotonic() + seconds + START_TIMEOUT_S
    while (state := jobs.find(store, job_id).state) is JobState.RUNNING and time.monotonic() < ends_at:
        ask_for(server, times, LOOK_EVERY_S)
    if state is not JobState.DONE:
        raise JobFailed(f"the job is {state}")


def wait_until_busy(store: Store, job_id: str) -> None:
    """Wait until a job has begun to work."""
    ends_at = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < ends_at:
        job = jobs.find(store, job_id)
        if job.state in FINISHED:
            raise JobFailed(f"the job is {job.state}: {job.message}")
        if job.progress > 0:
            return
        time.sleep(0.1)
    raise JobFailed(f"the job did not begin in {START_TIMEOUT_S:.0f} s")


def ask(server: Server, times: Times) -> None:
    """Ask for each page once and note the milliseconds."""
    for name, path in PAGES.items():
        begun = time.perf_counter()
        status, _ = server.get(path)
        times[name].append((time.perf_counter() - begun) * 1000)
        if status != 200:
            raise ValueError(f"{path}: status {status}")
        time.sleep(PAUSE_S)


def figures_of(quiet: Times, under: Times, note: str) -> list[Figure]:
    """Return the lines of each page: without a job, under it, and how many times slower that is."""
    found: list[Figure] = []
    for name in quiet:
        calm, busy = quiet[name], under[name]
        found += [
            Figure(PART, f"{name}: p50 without a job", median(calm), "ms", note=f"{len(calm)} requests"),
            Figure(PART, f"{name}: p50 under a job", median(busy), "ms", note=f"{len(busy)} requests"),
            Figure(
                PART, f"{name}: under / without, p50", median(busy) / median(calm), "times", TARGET, note=note
            ),
            Figure(
                PART,
                f"{name}: under / without, p95",
                percentile(busy, 95) / percentile(calm, 95),
                "times",
            ),
        ]
    return found
