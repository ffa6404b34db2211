"""Tours over the registry as a browser asks for them: seconds until a server answers, or has a job for it."""

from __future__ import annotations

import http.client
import json
import shutil
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from scripts._bench.figures import Figure, median
from scripts._bench.servers import HOST, START_TIMEOUT_S, NotStarted, our_server

PART = "tours"
FIRST_ANSWER_S = 3.0
ROUNDS = 3
SATURDAY = date(2026, 12, 5)
DAYS = (1, 3, 5)
OPTIONS = "/api/v1/tour-options?dates=2026-12-05"
# From Lào Cai, with a place to buy on each day: the wishes that a form has when it is opened.
WISHES: dict[str, Any] = {
    "start": [103.97, 22.48],
    "time_limit_s": 2,
    "limits": [{"group": "purchase", "min": 1, "each_day": True}],
}
OPEN: dict[str, dict[str, Any]] = {
    "any week, 3 days": {"any_week": {"days": 3, "after": "2026-12-01"}},
    "suggested night, 2 days": {"dates": ["2026-12-05", "2026-12-06"], "nights": "suggest"},
    "3 alternatives, 3 days": {"dates": ["2026-12-05", "2026-12-06", "2026-12-07"], "alternatives": 3},
}


def measure(reference: Path, folder: Path) -> list[Figure]:
    """Return the seconds of the first answer of a server just started, and the middle ones of others."""
    bodies: dict[str, dict[str, Any]] = {
        f"{count} {'day' if count == 1 else 'days'}": {
            "dates": [(SATURDAY + timedelta(number)).isoformat() for number in range(count)]
        }
        for count in DAYS
    }
    found = []
    # Jobs are written into it.
    database = Path(shutil.copy(reference, folder / "tours.db"))
    with our_server(database, folder) as server:
        begun = time.perf_counter()
        server.get(OPTIONS)
        note = f"after {time.perf_counter() - begun:.1f} s for what the page asks first"
        first, _ = _asked(server.port, bodies["1 day"])
        label = "registry, 1 day, first since the start"
        found.append(Figure(PART, label, first, "s", at_most=FIRST_ANSWER_S, note=note))
        for what, body in (bodies | OPEN).items():
            asked = _rounds(server.port, body)
            told = [_told(answer) for _seconds, answer in asked]
            found.append(
                Figure(
                    PART,
                    f"registry, {what}: answer",
                    median([seconds for seconds, _answer in asked]),
                    "s",
                    at_most=FIRST_ANSWER_S,
                    note=f"{', '.join(sorted(set(told)))}; worst {max(each for each, _ in asked):.1f} s",
                )
            )
    return found


def _rounds(port: int, body: dict[str, Any]) -> list[tuple[float, dict[str, Any]]]:
    """Return seconds and answers of some rounds; one where a job makes it: few may wait in the queue."""
    asked = [_asked(port, body)]
    while len(asked) < ROUNDS and "days" in asked[-1][1]:
        asked.append(_asked(port, body))
    return asked


def _told(answer: dict[str, Any]) -> str:
    """Return what came back: a tour of so many stops, or a job that makes it."""
    if "days" not in answer:
        return "a job"
    return f"{sum(len(day['visits']) for day in answer['days'])} stops"


def _asked(port: int, changes: dict[str, Any]) -> tuple[float, dict[str, Any]]:
    """Return the seconds until a whole answer was read, and the answer."""
    begun = time.perf_counter()
    connection = http.client.HTTPConnection(HOST, port, timeout=START_TIMEOUT_S)
    try:
        body = json.dumps(WISHES | changes)
        connection.request("POST", "/api/v1/tours", body, {"Content-Type": "application/json"})
        response = connection.getresponse()
        text = response.read()
    finally:
        connection.close()
    if response.status not in (http.client.OK, http.client.ACCEPTED):
        raise NotStarted(f"a tour was answered with status {response.status}")
    return time.perf_counter() - begun, json.loads(text)
