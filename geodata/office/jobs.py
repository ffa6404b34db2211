"""
Jobs: one row for each piece of work that is too long for a request.

The row is the truth about who takes which job and what became of it. Web
processes submit, look and ask to cancel; a consumer process claims, reports
and ends. Nothing here makes a new revision: no page that is kept ready shows
a job.
"""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from geodata.errors import N_, Conflict, NotFound, StoreUnavailable
from geodata.office.tables import jobs
from geodata.office.vocabulary import ANONYMOUS, FINISHED, JobState
from geodata.store import Store

AT_ONCE_PER_USER = 3
WAITING_PER_USER = 20
# A reader is one cookie, and anybody makes as many as he likes.
OF_ALL_READERS = 10
# A sweep that waited longer than this for the store cannot tell a dead worker from one that waited too.
LONGEST_WAIT_S = 2.0

# What a caller who goes on without an answer of the store has to catch.
UNREACHABLE = (StoreUnavailable, sa.exc.OperationalError, sa.exc.InterfaceError)

STOPPED = N_("The program that ran this job was stopped.")
LOST = N_("The program that ran this job ended unexpectedly.")
CANCELLED = N_("The job was cancelled.")
WAITING = N_("Waiting for its turn.")
DONE = N_("Done.")


@dataclass(frozen=True, slots=True)
class Job:
    """One job; every time is UTC, ``inputs`` is JSON, ``message`` a text for the translators."""

    job_id: str
    kind: str
    user_id: str | None
    inputs: str
    state: JobState
    progress: float
    message: str | None
    message_values: Mapping[str, object]
    cancel_requested: bool
    result_path: str | None
    result_name: str | None
    created_at: datetime
    started_at: datetime | None
    heartbeat_at: datetime | None
    finished_at: datetime | None
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class Beat:
    """A sign of life of a running job: how far it is (0 – 1) and what it says."""

    progress: float = 0.0
    message: str | None = None
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ending:
    """How a job ended; ``keep`` is how long the row and its result stay."""

    state: JobState
    message: str
    keep: timedelta
    values: Mapping[str, object] = field(default_factory=dict)
    result_path: str | None = None
    result_name: str | None = None


class JobList(NamedTuple):
    """A part of a list of jobs, newest first, and how many there are."""

    items: list[Job]
    total: int


def submit(store: Store, kind: str, user_id: str | None, inputs: str, *, of_this_kind: int) -> Job:
    """
    Put a job into the queue.

    Parameters
    ----------
    inputs
        JSON that the kind can read.
    of_this_kind
        How many unfinished jobs of this kind one user may have. Jobs of no
        user (the command line) are not counted.

    Raises
    ------
    Conflict
        The user has as many jobs as he may have.
    """
    job_id = uuid.uuid4().hex
    with store.write(revises=False) as connection:
        if user_id is not None:
            _check_limits(connection, kind, user_id, of_this_kind)
        connection.execute(
            jobs.insert().values(
                job_id=job_id,
                kind=kind,
                user_id=user_id,
                inputs=inputs,
                state=JobState.QUEUED,
                progress=0.0,
                message=WAITING,
                cancel_requested=False,
                created_at=datetime.now(UTC),
            )
        )
    return find(store, job_id)


def _check_limits(connection: sa.Connection, kind: str, user_id: str, of_this_kind: int) -> None:
    """Raise ``Conflict`` where ``user_id`` may not have one more job."""
    mine = sa.select(sa.func.count()).where(jobs.c.user_id == user_id)
    same = connection.scalar(mine.where(jobs.c.kind == kind, jobs.c.state.not_in(FINISHED)))
    if int(same or 0) >= of_this_kind:
        raise Conflict(
            N_("You already have %(count)s unfinished jobs of this kind; wait for one or cancel it"),
            count=of_this_kind,
        )
    waiting = connection.scalar(mine.where(jobs.c.state == JobState.QUEUED))
    if int(waiting or 0) >= WAITING_PER_USER:
        raise Conflict(
            N_("You already have %(count)s jobs waiting; wait for one or cancel it"), count=WAITING_PER_USER
        )
    if user_id.startswith(ANONYMOUS):
        unfinished = sa.select(sa.func.count()).where(jobs.c.state.not_in(FINISHED))
        of_readers = connection.scalar(unfinished.where(jobs.c.user_id.startswith(ANONYMOUS)))
        if int(of_readers or 0) >= OF_ALL_READERS:
            raise Conflict(
                N_("Readers already have %(count)s unfinished jobs: try again later, or sign in"),
                count=OF_ALL_READERS,
            )


def find(store: Store, job_id: str) -> Job:
    """
    Return one job.

    Raises
    ------
    NotFound
        There is no such job, or it has expired.
    """
    with store.read() as connection:
        row = connection.execute(sa.select(jobs).where(jobs.c.job_id == job_id)).mappings().one_or_none()
    if row is None:
        raise NotFound(N_("There is no such job, or it has expired"))
    return _job(row)


def find_newest(store: Store, kind: str, inputs: str) -> Job | None:
    """Return the newest job that was asked for the same, whoever did; None where nobody has."""
    same = sa.select(jobs).where(jobs.c.kind == kind, jobs.c.inputs == inputs)
    newest = same.order_by(jobs.c.created_at.desc(), jobs.c.job_id).limit(1)
    with store.read() as connection:
        row = connection.execute(newest).mappings().one_or_none()
    return None if row is None else _job(row)


def list_jobs(
    store: Store, user_id: str | None, *, everyone: bool = False, limit: int, offset: int = 0
) -> JobList:
    """Return the jobs of one user, or of everyone, newest first; nobody has no jobs."""
    if user_id is None and not everyone:
        return JobList([], 0)
    wanted = sa.true() if everyone else jobs.c.user_id == user_id
    newest = sa.select(jobs).where(wanted).order_by(jobs.c.created_at.desc(), jobs.c.job_id)
    with store.read() as connection:
        total = connection.scalar(sa.select(sa.func.count()).select_from(jobs).where(wanted))
        rows = connection.execute(newest.limit(limit).offset(offset)).mappings().all()
    return JobList([_job(row) for row in rows], int(total or 0))


def claim(store: Store, *, at_once: int = AT_ONCE_PER_USER) -> Job | None:
    """
    Take the oldest job that waits, and whose user has fewer than ``at_once`` running; None: nothing to do.

    Those of readers who have not signed in come after all others.

    However many workers ask, a job is given to one of them.
    """
    running = jobs.alias("running")
    busy = (
        sa.select(sa.func.count())
        .where(running.c.user_id == jobs.c.user_id, running.c.state == JobState.RUNNING)
        .scalar_subquery()
    )
    oldest = (
        sa.select(jobs.c.job_id)
        .where(jobs.c.state == JobState.QUEUED, busy < at_once)
        .order_by(
            # People of the office do not wait for readers.
            sa.case((jobs.c.user_id.startswith(ANONYMOUS), 1), else_=0),
            jobs.c.created_at,
            jobs.c.job_id,
        )
        .limit(1)
    )
    # An idle worker asks often: it takes the writer's lock only where there is something to take.
    with store.read() as connection:
        if connection.scalar(oldest) is None:
            return None
    now = datetime.now(UTC)
    with store.write(revises=False) as connection:
        job_id = connection.scalar(oldest.with_for_update(skip_locked=True, of=jobs))
        if job_id is None:
            return None
        taken = connection.execute(
            jobs.update()
            .where(jobs.c.job_id == job_id, jobs.c.state == JobState.QUEUED)
            .values(state=JobState.RUNNING, started_at=now, heartbeat_at=now, message=None)
        )
    return find(store, job_id) if taken.rowcount else None


def report(store: Store, beats: Mapping[str, Beat]) -> None:
    """Write the signs of life of running jobs; progress never goes back."""
    if not beats:
        return
    now = datetime.now(UTC)
    with store.write(revises=False) as connection:
        for job_id, beat in beats.items():
            progress = min(max(beat.progress, 0.0), 1.0)
            further = sa.case((jobs.c.progress < progress, progress), else_=jobs.c.progress)
            connection.execute(
                jobs.update()
                .where(jobs.c.job_id == job_id, jobs.c.state == JobState.RUNNING)
                .values(
                    progress=further,
                    message=beat.message,
                    message_values=_values(beat.values),
                    heartbeat_at=now,
                )
            )


def end(store: Store, job_id: str, ending: Ending) -> bool:
    """End a running job; False where it was not running any more, and nothing is written then."""
    with store.write(revises=False) as connection:
        return _end(connection, sa.and_(jobs.c.job_id == job_id, jobs.c.state == JobState.RUNNING), ending)


def cancel(store: Store, job_id: str) -> Job:
    """
    End a job that waits, or ask for the end of a running one; asking twice is asking once.

    Raises
    ------
    Conflict
        The job has already ended.
    NotFound
        There is no such job.
    """
    waiting = sa.and_(jobs.c.job_id == job_id, jobs.c.state == JobState.QUEUED)
    running = sa.and_(jobs.c.job_id == job_id, jobs.c.state == JobState.RUNNING)
    # Nothing has run and nothing is kept: an hour is enough to see that it was cancelled.
    ending = Ending(JobState.CANCELLED, CANCELLED, timedelta(hours=1))
    with store.write(revises=False) as connection:
        if not _end(connection, waiting, ending):
            asked = connection.execute(jobs.update().where(running).values(cancel_requested=True)).rowcount
        else:
            asked = 1
    found = find(store, job_id)
    if not asked:
        raise Conflict(N_("The job has already ended"))
    return found


def cancel_requested(store: Store, job_id: str) -> bool:
    """Return whether a running job is to end: it was asked to, or it is no longer a running job at all."""
    with store.read() as connection:
        row = connection.execute(
            sa.select(jobs.c.cancel_requested, jobs.c.state).where(jobs.c.job_id == job_id)
        ).one_or_none()
    return row is None or bool(row.cancel_requested) or row.state != JobState.RUNNING


def fail_stale(
    store: Store, stale: timedelta, keep: timedelta, *, except_for: Collection[str] = ()
) -> list[str]:
    """
    Let jobs fail whose worker has given no sign of life for ``stale``; return their ids.

    ``except_for`` are the caller's own jobs. A caller that had to wait for the
    store finds nothing: the other workers waited too and could not report.
    """
    silent = sa.and_(
        jobs.c.state == JobState.RUNNING,
        jobs.c.heartbeat_at < datetime.now(UTC) - stale,
        jobs.c.job_id.not_in(except_for),
    )
    with store.read() as connection:
        if connection.scalar(sa.select(jobs.c.job_id).where(silent).limit(1)) is None:
            return []
    asked_at = time.monotonic()
    with store.write(revises=False) as connection:
        if time.monotonic() - asked_at > LONGEST_WAIT_S:
            return []
        found = list(connection.scalars(sa.select(jobs.c.job_id).where(silent)))
        for job_id in found:
            _end(connection, jobs.c.job_id == job_id, Ending(JobState.FAILED, LOST, keep))
    return found


def expire(store: Store) -> list[str]:
    """Forget the ended jobs whose time is over; return their ids, whose results can go."""
    over = sa.and_(jobs.c.state.in_(FINISHED), jobs.c.expires_at <= datetime.now(UTC))
    with store.read() as connection:
        found = list(connection.scalars(sa.select(jobs.c.job_id).where(over)))
    if found:
        with store.write(revises=False) as connection:
            connection.execute(jobs.delete().where(jobs.c.job_id.in_(found), over))
    return found


def any_waiting(store: Store) -> bool:
    """Return whether a job waits to be claimed."""
    with store.read() as connection:
        query = sa.select(jobs.c.job_id).where(jobs.c.state == JobState.QUEUED).limit(1)
        return connection.scalar(query) is not None


def ids_with_files(store: Store) -> frozenset[str]:
    """Return the jobs that may have files: those not ended yet, and those with a result."""
    keeps = sa.or_(jobs.c.state.not_in(FINISHED), jobs.c.result_path.is_not(None))
    with store.read() as connection:
        return frozenset(connection.scalars(sa.select(jobs.c.job_id).where(keeps)))


def time_left_s(progress: float, started_at: datetime | None, now: datetime) -> float | None:
    """
    Return the seconds that a running job still needs if it goes on as it did so far.

    None where nothing can be said: it has not begun, or nothing is done yet.
    """
    if started_at is None or not 0.0 < progress <= 1.0:
        return None
    elapsed = max((now - started_at).total_seconds(), 0.0)
    return elapsed * (1.0 - progress) / progress


def _end(connection: sa.Connection, where: sa.ColumnElement[bool], ending: Ending) -> bool:
    """End the job that ``where`` finds; return whether there was one."""
    now = datetime.now(UTC)
    values: dict[str, Any] = {
        "state": ending.state,
        "message": ending.message,
        "message_values": _values(ending.values),
        "result_path": ending.result_path,
        "result_name": ending.result_name,
        "finished_at": now,
        "expires_at": now + ending.keep,
    }
    if ending.state is JobState.DONE:
        values["progress"] = 1.0
    return bool(connection.execute(jobs.update().where(where).values(values)).rowcount)


def _values(values: Mapping[str, object]) -> str | None:
    """Return the values of a message as JSON."""
    return json.dumps(dict(values), ensure_ascii=False, default=str) if values else None


def _job(row: sa.RowMapping) -> Job:
    """Return a row as a value."""
    values = dict(row)
    for name, value in values.items():
        if isinstance(value, datetime):
            # SQLite keeps no offset; what was written was UTC.
            values[name] = (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC)
    values["state"] = JobState(row["state"])
    values["message_values"] = json.loads(row["message_values"] or "{}")
    return Job(**values)
