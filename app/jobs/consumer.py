"""
The consumer: takes jobs, watches their children, reports, and cleans up.

``scripts/worker.py`` runs it. Huey's consumer gives the threads, the bell and
the signals; each thread takes one job after the other. The main thread writes
the signs of life of all of them, so that a thread can end its child even while
somebody holds the store.
"""

from __future__ import annotations

import argparse
import logging
import os
import threading
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TypeVar

from huey import Huey
from huey.consumer import Consumer

from app import logs
from app.jobs import queue, results
from app.jobs.kinds import KINDS, load_kinds
from app.jobs.running import ChildProcess
from app.settings import Settings
from geodata.intake.uploads import drop_expired
from geodata.office import jobs
from geodata.office.jobs import Ending, Job
from geodata.office.vocabulary import JobState
from geodata.photos.tidying import tidy_photos
from geodata.store import Store

BEAT_EVERY_S = 1.0
SWEEP_EVERY_S = 5.0
STALE_S = 30.0
# The store may be held by a long write: an ending is written when it is free again.
RETRY_S = 1.0
STOP_WITHIN_S = 10.0

Answer = TypeVar("Answer")

logger = logging.getLogger(__name__)


class JobConsumer(Consumer):
    """Huey's consumer, whose main loop also reports and sweeps."""

    def __init__(self, huey: Huey, desk: Desk, threads: int) -> None:
        """Listen to ``huey`` with as many threads as jobs may run at once."""
        super().__init__(
            huey,
            workers=threads,
            periodic=False,
            max_delay=0.5,
            scheduler_interval=60,
            shutdown_timeout=STOP_WITHIN_S,
            # A service manager says TERM, a terminal INT: both end the children before this process ends.
            graceful_signal="TERM",
        )
        self._desk = desk

    def loop(self, health_check_ts: float | None = None) -> float | None:
        """Do what is due, then what Huey does."""
        if self._desk.stopping.is_set():
            self.stop()
        else:
            self._desk.tick()
        found: float | None = super().loop(health_check_ts)
        return found

    def stop(self, graceful: bool = False) -> None:
        """End the children, whichever signal came; then the threads end by themselves."""
        self._desk.stopping.set()
        self._restart = False  # Huey's restart by SIGHUP runs sys.argv, which is not how this was started
        super().stop(graceful=True)


class Desk:
    """What the threads of one consumer share: the store, the bell, and the jobs that run here."""

    def __init__(
        self, settings: Settings, store: Store, huey: Huey, *, kinds: str, stale_s: float, sweep_s: float
    ) -> None:
        """Prepare to take jobs."""
        self.stopping = threading.Event()
        self._settings = settings
        self._store = store
        self._huey = huey
        self._kinds = kinds
        self._stale = timedelta(seconds=stale_s)
        self._sweep_s = sweep_s
        self._keep = timedelta(hours=settings.result_hours)
        self._running: dict[str, ChildProcess | None] = {}
        self._lock = threading.Lock()
        self._beaten_at = self._swept_at = float("-inf")
        self._send = queue.message(huey, self.take_all)

    def take_all(self) -> None:
        """Take jobs until none waits: what the bell starts in a thread."""
        while not self.stopping.is_set():
            job = self._answer(lambda: jobs.claim(self._store))
            if job is None:
                return
            self._do(job)

    def tick(self) -> None:
        """Write signs of life and clean up where it is time; called many times a second."""
        now = time.monotonic()
        if now - self._beaten_at >= BEAT_EVERY_S:
            self._answer(self._report)
            self._beaten_at = time.monotonic()
        if now - self._swept_at >= self._sweep_s:
            self._answer(self._sweep)
            self._swept_at = time.monotonic()

    def _do(self, job: Job) -> None:
        """Run one job to its end and write how it ended."""
        with self._lock:
            self._running[job.job_id] = None
        try:
            ending = self._run(job)
            while self._answer(lambda: jobs.end(self._store, job.job_id, ending)) is None:
                if self.stopping.wait(RETRY_S):
                    break  # the row stays as it is; whoever sweeps next finds it silent
        finally:
            with self._lock:
                del self._running[job.job_id]
            results.remove_work(self._settings, job.job_id)
            self._answer(lambda: queue.forget(self._huey, job.job_id))

    def _run(self, job: Job) -> Ending:
        """Give the job to a child and return how it ended."""
        folder = results.make_work_folder(self._settings, job.job_id)
        child = ChildProcess(job, folder, self._kinds, os.environ)
        try:
            with self._lock:
                self._running[job.job_id] = child
            by_itself = child.watch(lambda: self._must_end(job))
        finally:
            code = child.close()
        if not by_itself and self.stopping.is_set():
            return Ending(JobState.FAILED, jobs.STOPPED, self._keep)
        if not by_itself:
            return Ending(JobState.CANCELLED, jobs.CANCELLED, self._keep)
        if code != 0:
            message, values = child.failure or (jobs.LOST, {})
            return Ending(JobState.FAILED, message, self._keep, values)
        return Ending(
            JobState.DONE,
            child.beat.message or jobs.DONE,
            self._keep,
            child.beat.values,
            results.keep_result(self._settings, job.job_id),
            child.result_name,
        )

    def _must_end(self, job: Job) -> bool:
        """Return whether the child of this job has to end now."""
        return (
            self.stopping.is_set()
            or bool(self._answer(lambda: queue.told_to_cancel(self._huey, job.job_id)))
            or bool(self._answer(lambda: jobs.cancel_requested(self._store, job.job_id)))
        )

    def _report(self) -> None:
        """Write the signs of life of all jobs that run here."""
        with self._lock:
            running = {job_id: child for job_id, child in self._running.items() if child is not None}
        jobs.report(self._store, {job_id: child.beat for job_id, child in running.items()})

    def _sweep(self) -> None:
        """Let silent jobs fail, forget old jobs and uploads, remove files of none, look for waiting ones."""
        with self._lock:
            own = frozenset(self._running)
        for job_id in jobs.fail_stale(self._store, self._stale, self._keep, except_for=own):
            logger.warning("Job %s was left behind by a worker that is gone", job_id)
        jobs.expire(self._store)
        tidy_photos(self._store)
        drop_expired(self._store)
        results.remove_orphans(self._settings, jobs.ids_with_files(self._store) | own)
        if jobs.any_waiting(self._store) and self._huey.storage.queue_size() == 0:
            # A bell that was lost, or a user whose other jobs have ended meanwhile.
            self._send()

    def _answer(self, ask: Callable[[], Answer]) -> Answer | None:
        """Ask the store or the bell; None, and a line in the log, where it does not answer."""
        silent: tuple[type[Exception], ...] = (*jobs.UNREACHABLE, *queue.storage_errors())
        try:
            return ask()
        except silent as error:
            logger.warning("%s", error)
            return None


def parser() -> argparse.ArgumentParser:
    """Return the options of the consumer."""
    options = argparse.ArgumentParser(description="Run the jobs of the OCOP map.")
    options.add_argument("--jobs", type=int, default=2, help="how many jobs run at once (2)")
    options.add_argument("--with-parent", action="store_true", help="end when standard input closes")
    options.add_argument("--stale-s", type=float, default=STALE_S, help=argparse.SUPPRESS)
    options.add_argument("--sweep-s", type=float, default=SWEEP_EVERY_S, help=argparse.SUPPRESS)
    options.add_argument("--kinds", default=KINDS, help=argparse.SUPPRESS)
    return options


def main(argv: Sequence[str] | None = None) -> int:
    """Take jobs until a signal comes."""
    args = parser().parse_args(argv)
    settings = Settings.from_env(os.environ)
    logs.start(settings)
    load_kinds(args.kinds)  # a registry that cannot be read is said now, not by every child
    huey = queue.make_huey(settings, listens=True)
    try:
        with Store.open(settings.store_url, serving=True) as store:
            desk = Desk(settings, store, huey, kinds=args.kinds, stale_s=args.stale_s, sweep_s=args.sweep_s)
            consumer = JobConsumer(huey, desk, args.jobs)
            if args.with_parent:
                threading.Thread(target=_stop_with_parent, args=(desk,), daemon=True).start()
            consumer.run()
    finally:
        huey.storage.close()
    return 0


def _stop_with_parent(desk: Desk) -> None:
    """Stop when the other end of standard input closes: the server is gone."""
    while os.read(0, 1024):
        pass
    desk.stopping.set()


if __name__ == "__main__":
    raise SystemExit(main())
