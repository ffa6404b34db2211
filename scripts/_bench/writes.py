"""After a write: how soon each worker gives the whole first view anew, and how much memory it holds."""

from __future__ import annotations

import gzip
import http.client
import json
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path

from scripts._bench import firstview
from scripts._bench.data import write_something
from scripts._bench.figures import Figure, median, number
from scripts._bench.servers import HOST, START_TIMEOUT_S, Server, our_server

PART = "after a write"
CONNECTIONS = 16
ROUNDS = 5
FIRST_S, OTHER_S, MEMORY_MB = 1.5, 0.3, 400.0
SETTLE_S = 3.0
LOG_S = 0.3  # an answer is written down after it is sent
# A line of the access log: which worker answered which connection.
LOG_FORMAT = ("--access-logformat", "bench %(p)s %({REMOTE_PORT}e)s")
KEYS = (
    *("communes", "districts", "provinces", "products", "producers", "craft_villages", "material_zones"),
    *("sales_points", "markets", "sights", "roads"),
)
EVERY_LAYER = [f"/api/v1/layers/{key}.geojson?units={units}" for units in ("2024", "2025") for key in KEYS]


class Line:
    """One kept connection: it stays with the worker that took it."""

    def __init__(self, port: int) -> None:
        """Connect."""
        self._connection = http.client.HTTPConnection(HOST, port, timeout=START_TIMEOUT_S)
        self._connection.connect()
        self.own_port = int(self._connection.sock.getsockname()[1])

    def get(self, path: str) -> bytes:
        """Return the body of an answer, unpacked."""
        self._connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
        response = self._connection.getresponse()
        body = response.read()
        if response.status != http.client.OK:
            raise ValueError(f"{path}: status {response.status}")
        return gzip.decompress(body) if response.headers.get("Content-Encoding") == "gzip" else body

    def revision(self) -> int:
        """Return the revision that its worker answers with."""
        return int(json.loads(self.get(firstview.REVISION_PATH))["revision"])

    def close(self) -> None:
        """Hang up."""
        self._connection.close()


def worker_of_port(log: str) -> dict[int, str]:
    """Return which worker answered which connection, from the access log."""
    parts = [line.split() for line in log.splitlines() if line.startswith("bench ")]
    return {int(port): worker for _, worker, port in (part for part in parts if len(part) == 3)}


def measure(reference: Path, folder: Path) -> list[Figure]:
    """Write several times; return the times of the first and of the other worker, and the memory."""
    firsts: list[float] = []
    others: list[float] = []
    with our_server(reference, folder, LOG_FORMAT) as server:
        for _ in range(CONNECTIONS):
            for path in firstview.PATHS:
                server.get(path)
        for _ in range(ROUNDS):
            time.sleep(SETTLE_S)  # the work of the last write is over
            found = _one_write(server, reference)
            if found is not None:
                firsts.append(found[0])
                others.append(found[1])
        after_views = _memory_mb(server)
        for _ in range(CONNECTIONS):
            for path in EVERY_LAYER:
                server.get(path)
        after_all = _memory_mb(server)
    note = "" if firsts else "both connections went to one worker"
    return [
        _time("first view complete, first worker", firsts, FIRST_S, note),
        _time("then first view complete, other worker", others, OTHER_S, note),
        _memory("memory of the larger worker after that", after_views),
        _memory("memory of the larger worker after all layers, both unit systems", after_all),
    ]


def _one_write(server: Server, database: Path) -> tuple[float, float] | None:
    """Write, then time one connection to each worker; None where no second worker could be reached."""
    with ExitStack() as stack:
        lines = [stack.enter_context(closing(Line(server.port))) for _ in range(CONNECTIONS)]
        # All at once: one after the other might all go to the worker that is awake.
        with ThreadPoolExecutor(CONNECTIONS) as pool:
            list(pool.map(Line.revision, lines))
        time.sleep(LOG_S)
        workers = worker_of_port(server.log.read_text(encoding="utf-8", errors="replace"))
        by_worker = {workers[line.own_port]: line for line in lines if line.own_port in workers}
        if len(by_worker) < 2:
            return None
        first, other = list(by_worker.values())[:2]
        for line in lines:
            if line not in (first, other):
                line.close()
        revision = write_something(database)
        written = time.perf_counter()
        # Both at once: a connection that waits its turn is hung up after two seconds.
        with ThreadPoolExecutor(2) as pool:
            asked = [pool.submit(_whole_view, line, revision) for line in (first, other)]
            ends = sorted(one.result() for one in asked)
        return ends[0] - written, ends[1] - ends[0]


def _whole_view(line: Line, revision: int) -> float:
    """Ask until the worker knows ``revision``, then for a whole first view; return when it was complete."""
    while line.revision() < revision:
        time.sleep(0.005)
    for path in firstview.PATHS:
        line.get(path)
    return time.perf_counter()


def _memory_mb(server: Server) -> float | None:
    """Return the resident memory of the larger worker, where the system tells."""
    sizes: list[float] = []
    for pid in server.workers():
        try:
            status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
        except OSError:
            continue
        sizes += [int(line.split()[1]) / 1000 for line in status.splitlines() if line.startswith("VmRSS")]
    return max(sizes, default=None)


def _time(what: str, times: list[float], target: float, note: str) -> Figure:
    """Return a line about the median of times."""
    if not times:
        return Figure(PART, what, None, "s", at_most=target, note=note)
    slowest = f"slowest of {len(times)}: {number(max(times))}"
    return Figure(PART, what, median(times), "s", at_most=target, note=slowest)


def _memory(what: str, value: float | None) -> Figure:
    """Return a line about memory."""
    return Figure(
        PART, what, value, "MB", at_most=MEMORY_MB, note="" if value else "the system does not tell"
    )
