"""Kinds of jobs that only tests know: slow, crashing, half-writing, with a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import sqlalchemy as sa

from app.jobs.kinds import JobKinds, Task, job_kind
from geodata import tables
from geodata.errors import N_, DataProblem, InvalidInput
from geodata.office.vocabulary import RoleName
from geodata.store import Store

WHERE = "tests.jobkinds:KINDS"


@dataclass(frozen=True)
class Steps:
    """How long to go on."""

    steps: int = 3
    seconds: float = 0.0

    def __post_init__(self) -> None:
        if not 1 <= self.steps <= 10_000:
            raise InvalidInput(
                N_("%(name)s cannot be %(value)s; allowed: %(allowed)s"),
                name="steps",
                value=self.steps,
                allowed="1 – 10000",
            )


@dataclass(frozen=True)
class Mixed:
    """One of each type of input."""

    name: str
    day: date | None = None
    role: RoleName | None = None
    share: float = 0.5
    deep: bool = False
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Note:
    """A file in which the job leaves a number."""

    file: str


def beat_steps(task: Task, inputs: Steps) -> None:
    """Go on in steps."""
    for step in range(inputs.steps):
        task.progress(step / inputs.steps, "Step %(step)s of %(steps)s", step=step + 1, steps=inputs.steps)
        time.sleep(inputs.seconds)


@job_kind("slow", title="Slow work", inputs=Steps, least_role=None, limit_per_user=30)
def slow(store: Store, inputs: Steps, task: Task) -> None:
    """Sleep in steps and write a result."""
    print("what a job prints is no report")
    beat_steps(task, inputs)
    task.result("slow.txt").write_text(f"{inputs.steps} steps\n", encoding="utf-8")
    task.progress(1.0, "Steps: %(steps)s", steps=inputs.steps)


@job_kind("half", title="Half work", inputs=Steps, least_role=None)
def half(store: Store, inputs: Steps, task: Task) -> None:
    """Write half a result and half a transaction, then go on for ever."""
    with store.write() as connection:
        connection.execute(tables.places.insert().values(place_id="half", name="half"))
        task.result("half.txt").write_text("half", encoding="utf-8")
        (task.folder / "rest").write_text("rest", encoding="utf-8")
        beat_steps(task, inputs)


@job_kind("crash", title="Crash", least_role=None)
def crash(store: Store, inputs: object, task: Task) -> None:
    """Fail as no one foresaw."""
    task.result("crash.txt").write_text("half", encoding="utf-8")
    raise ZeroDivisionError("on purpose")


@job_kind("refuse", title="Refusal", least_role=None)
def refuse(store: Store, inputs: object, task: Task) -> None:
    """Fail with a reason."""
    raise DataProblem("The table %(table)s is broken", table="products")


@job_kind("vanish", title="Sudden end", least_role=None)
def vanish(store: Store, inputs: object, task: Task) -> None:
    """End as if killed from outside."""
    os._exit(9)


@job_kind("parent", title="Work with a process of its own", inputs=Note, least_role=None)
def parent(store: Store, inputs: Note, task: Task) -> None:
    """Start a process that would go on, and wait for it."""
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]) as started:
        Path(inputs.file).write_text(f"{os.getpid()} {started.pid}", encoding="ascii")
        started.wait()


@job_kind("count", title="Count", least_role=RoleName.ADMINISTRATOR, limit_per_user=1)
def count(store: Store, inputs: object, task: Task) -> None:
    """Count units; for administrators."""
    with store.read() as connection:
        connection.scalar(sa.select(sa.func.count()).select_from(tables.units))


@job_kind("mixed", title="Mixed inputs", inputs=Mixed, least_role=None)
def mixed(store: Store, inputs: Mixed, task: Task) -> None:
    """Do nothing."""


KINDS = JobKinds((slow, half, crash, refuse, vanish, parent, count, mixed))
