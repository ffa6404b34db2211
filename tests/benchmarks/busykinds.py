"""The kind of job that scripts/bench.py lets the consumer run: it does nothing but work."""

from __future__ import annotations

import time
from dataclasses import dataclass

from app.jobs.kinds import JobKinds, Task, job_kind
from geodata.store import Store


@dataclass(frozen=True)
class Span:
    """How long to work."""

    seconds: float = 60.0


@job_kind("busy", title="Busy work", inputs=Span, least_role=None)
def busy(store: Store, inputs: Span, task: Task) -> None:
    """Keep one core busy until the time is over."""
    begun = time.monotonic()
    while (spent := time.monotonic() - begun) < inputs.seconds:
        task.progress(spent / inputs.seconds, "Busy")
        sum(number * number for number in range(100_000))


KINDS = JobKinds((busy,))
