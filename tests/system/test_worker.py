"""The consumer of jobs as it really runs: processes cancelled, killed, left alone and started again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.jobs import queue, results
from app.jobs.kinds import KINDS, load_kinds
from app.settings import ROOT, Settings
from geodata import tables
from geodata.office import jobs
from geodata.office import tables as office
from geodata.office.vocabulary import FINISHED, JobState
from geodata.store import Store
from scripts import worker
from scripts._setup import machine, running
from tests.jobkinds import WHERE

# A condition that does not come true fails the test; nothing waits this long on a good day.
DEADLINE_S = 60.0
posix = pytest.mark.skipif(os.name != "posix", reason="processes are ended by signals here")


def until(true: Callable[[], object]) -> None:
    """Wait until a condition holds."""
    end = time.monotonic() + DEADLINE_S
    while not true():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.05)


def alive(pid: int) -> bool:
    """Return whether a process runs; one that nobody has waited for yet has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def url_of(store: Store) -> str:
    return store._engine.url.render_as_string(hide_password=False)


class Office:
    """A store, an instance folder and the consumers that work on them."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store = store
        self.settings = Settings(
            testing=True, database_url=url_of(store), instance_dir=folder, secret_key="key of the tests"
        )
        self.env = {name: value for name, value in os.environ.items() if not name.startswith("OCOP_")} | {
            "OCOP_TESTING": "1",
            "OCOP_DATABASE_URL": url_of(store),
            "OCOP_INSTANCE_DIR": str(folder),
            "OCOP_SECRET_KEY": "key of the tests",
        }
        self.consumers: list[subprocess.Popen] = []

    def start(self, *options: str) -> subprocess.Popen:
        command = [sys.executable, "-m", worker.CONSUMER, "--with-parent", "--kinds", WHERE, *options]
        consumer = subprocess.Popen(command, cwd=ROOT, env=self.env, stdin=subprocess.PIPE)
        self.consumers.append(consumer)
        return consumer

    def submit(self, kind: str, user: str | None = None, **inputs: object) -> str:
        job = jobs.submit(self.store, kind, user, json.dumps(inputs), of_this_kind=100)
        queue.ring(self.settings)
        return job.job_id

    def job(self, job_id: str) -> jobs.Job:
        return jobs.find(self.store, job_id)

    def wait_for(self, job_id: str, *states: JobState) -> jobs.Job:
        until(lambda: self.job(job_id).state in states)
        return self.job(job_id)

    def wait_until_it_works(self, job_id: str) -> None:
        until(lambda: self.job(job_id).message_values)

    def files(self) -> set[str]:
        folder = results.results_folder(self.settings)
        return {path.name for path in folder.iterdir()} if folder.is_dir() else set()

    def children_of(self, consumer: subprocess.Popen) -> list[int]:
        tasks = Path(f"/proc/{consumer.pid}/task").glob("*/children")
        return [int(pid) for file in tasks for pid in file.read_text().split()]


@contextmanager
def office_of(store: Store, folder: Path) -> Iterator[Office]:
    found = Office(store, folder)
    try:
        yield found
    finally:
        for consumer in found.consumers:
            consumer.stdin.close()
        for consumer in found.consumers:
            consumer.wait(DEADLINE_S)


@pytest.fixture
def place(store: Store, tmp_path: Path) -> Iterator[Office]:
    """An office on each of the two databases."""
    with office_of(store, tmp_path / "instance") as found:
        yield found


@pytest.fixture
def local(sqlite_store: Store, tmp_path: Path) -> Iterator[Office]:
    """An office on SQLite, for what does not depend on the database."""
    with office_of(sqlite_store, tmp_path / "instance") as found:
        yield found


def test_a_job_runs_to_its_result(place):
    place.start()
    job_id = place.submit("slow", steps=4)
    job = place.wait_for(job_id, *FINISHED)
    assert (job.state, job.progress, job.message_values) == ("done", 1.0, {"steps": 4})
    assert results.result_file(place.settings, job_id).read_text() == "4 steps\n"
    assert (job.result_name, place.files()) == ("slow.txt", {job_id})
    assert job.expires_at - job.finished_at == timedelta(hours=72)


def test_four_consumers_run_every_job(postgis_store, tmp_path):
    with office_of(postgis_store, tmp_path / "instance") as place:
        for _ in range(4):
            place.start("--jobs", "1")
        # Fifty are claimed in tests/geodata; each of these has a process of its own.
        wanted = [place.submit("slow", steps=1) for _ in range(8)]
        ended = [place.wait_for(job_id, *FINISHED) for job_id in wanted]
    assert Counter(job.state for job in ended) == {JobState.DONE: 8}
    assert place.files() == set(wanted)


def test_a_cancelled_job_is_gone_with_its_child_and_leaves_nothing(place):
    consumer = place.start()
    job_id = place.submit("half", steps=10_000, seconds=0.05)
    until(lambda: place.children_of(consumer))
    (child,) = place.children_of(consumer)
    until(lambda: (results.work_folder(place.settings, job_id) / "rest").exists())
    # The job holds the store: the bell is heard all the same, and then the row can be written.
    queue.ring_to_cancel(place.settings, job_id)
    job = place.wait_for(job_id, *FINISHED)
    assert job.state is JobState.CANCELLED
    assert not alive(child)
    until(lambda: place.files() == set())
    with place.store.read() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(tables.places)) == 0


def test_a_wish_in_the_row_alone_cancels_too(local):
    local.start()
    job_id = local.submit("slow", steps=10_000, seconds=0.05)
    local.wait_until_it_works(job_id)
    assert jobs.cancel(local.store, job_id).cancel_requested
    assert local.wait_for(job_id, *FINISHED).state is JobState.CANCELLED


@posix
def test_what_a_job_started_ends_with_it(local, tmp_path):
    local.start()
    note = tmp_path / "pids"
    job_id = local.submit("parent", file=str(note))
    until(lambda: note.exists() and len(note.read_text().split()) == 2)
    jobs.cancel(local.store, job_id)
    local.wait_for(job_id, JobState.CANCELLED)
    until(lambda: not any(alive(int(pid)) for pid in note.read_text().split()))


@pytest.mark.parametrize(
    ("kind", "values"),
    [("crash", {"error_id"}), ("refuse", {"table"}), ("vanish", set()), ("nope", {"kind"})],
)
def test_a_job_that_breaks_is_failed_with_a_reason_and_leaves_nothing(local, kind, values):
    local.start()
    job = local.wait_for(local.submit(kind), *FINISHED)
    assert job.state is JobState.FAILED
    assert job.message
    assert set(job.message_values) == values
    until(lambda: local.files() == set())


@posix
def test_a_killed_child_leaves_the_job_failed_and_nothing_half_written(place):
    consumer = place.start()
    job_id = place.submit("half", steps=10_000, seconds=0.05)
    until(lambda: (results.work_folder(place.settings, job_id) / "rest").exists())
    (child,) = place.children_of(consumer)
    os.kill(child, signal.SIGKILL)
    job = place.wait_for(job_id, *FINISHED)
    assert (job.state, job.message) == (JobState.FAILED, jobs.LOST)
    until(lambda: place.files() == set())
    with place.store.read() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(tables.places)) == 0


@posix
def test_a_killed_consumer_takes_its_child_along_and_the_next_one_cleans_up(place):
    consumer = place.start()
    job_id = place.submit("half", steps=10_000, seconds=0.05)
    until(lambda: (results.work_folder(place.settings, job_id) / "rest").exists())
    (child,) = place.children_of(consumer)
    consumer.kill()
    consumer.wait()
    until(lambda: not alive(child))
    assert place.job(job_id).state is JobState.RUNNING
    waiting = place.submit("slow", steps=1)
    place.start("--stale-s", "0.5")
    job = place.wait_for(job_id, *FINISHED)
    assert (job.state, job.message) == (JobState.FAILED, jobs.LOST)
    assert place.wait_for(waiting, *FINISHED).state is JobState.DONE
    until(lambda: place.files() == {waiting})
    with place.store.read() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(tables.places)) == 0


@posix
@pytest.mark.parametrize("sign", ["TERM", "INT", "HUP", "closed"])
def test_a_consumer_that_is_stopped_fails_its_jobs_and_ends(local, sign):
    consumer = local.start()
    job_id = local.submit("slow", steps=10_000, seconds=0.05)
    local.wait_until_it_works(job_id)
    (child,) = local.children_of(consumer)
    if sign == "closed":
        consumer.stdin.close()
    else:
        consumer.send_signal(signal.Signals[f"SIG{sign}"])
    assert consumer.wait(DEADLINE_S) == 0
    assert not alive(child)
    job = local.job(job_id)
    assert (job.state, job.message) == (JobState.FAILED, jobs.STOPPED)


def test_the_bell_alone_starts_a_job(place):
    place.start("--sweep-s", "1000")
    first = place.submit("slow", steps=1)
    place.wait_for(first, JobState.DONE)
    second = place.submit("slow", steps=1)
    assert place.wait_for(second, *FINISHED).state is JobState.DONE


def test_a_bell_that_nobody_heard_is_made_good_for(local):
    local.start("--sweep-s", "0.2")
    job = jobs.submit(local.store, "slow", None, "{}", of_this_kind=1)
    assert local.wait_for(job.job_id, *FINISHED).state is JobState.DONE


def test_results_expire_and_foreign_files_stay(local):
    local.start("--sweep-s", "0.2")
    job_id = local.submit("slow", steps=1)
    local.wait_for(job_id, JobState.DONE)
    (results.results_folder(local.settings) / "README").write_text("not ours")
    with local.store.write(revises=False) as connection:
        past = datetime.now(UTC) - timedelta(hours=1)
        connection.execute(office.jobs.update().values(expires_at=past))
    until(lambda: local.files() == {"README"})
    assert jobs.list_jobs(local.store, None, everyone=True, limit=10).total == 0


def test_the_registry_of_the_product_can_be_read():
    kinds = load_kinds(KINDS)
    assert len({kind.name for kind in kinds}) == len(list(kinds))
    with pytest.raises(TypeError):
        load_kinds("app.jobs.kinds:KINDS")


# --- the keeper -------------------------------------------------------------------------------------------


def kept(tmp_path: Path, body: str) -> list[str]:
    """Return the command of a program that notes each start and then does ``body``."""
    script = tmp_path / "kept.py"
    script.write_text(f"import sys\nopen({str(tmp_path / 'starts')!r}, 'a').write('x')\n{body}\n")
    return [sys.executable, str(script)]


def starts(tmp_path: Path) -> int:
    file = tmp_path / "starts"
    return len(file.read_text()) if file.exists() else 0


def test_a_consumer_that_fails_is_started_again_until_it_is_told_to_stop(tmp_path, monkeypatch):
    monkeypatch.setattr(worker, "PAUSES_S", (0.01, 0.02))
    stop = threading.Event()
    command = kept(tmp_path, "raise SystemExit(7)")
    keeper = threading.Thread(target=worker.keep_running, args=(command, os.environ, stop))
    keeper.start()
    until(lambda: starts(tmp_path) >= 3)
    stop.set()
    keeper.join(DEADLINE_S)
    assert not keeper.is_alive()


def test_a_consumer_that_was_stopped_on_purpose_stays_stopped(tmp_path):
    worker.keep_running(kept(tmp_path, "raise SystemExit(0)"), os.environ, threading.Event())
    assert starts(tmp_path) == 1


def test_a_program_beside_the_server_ends_when_the_server_has_gone(tmp_path):
    command = kept(tmp_path, "sys.stdin.read()")
    with running.beside(command, tmp_path, os.environ) as program:
        until(lambda: starts(tmp_path) == 1)
        assert program.poll() is None
    assert program.returncode == 0


@posix
def test_it_ends_with_the_server_that_this_process_became_even_if_that_is_killed(tmp_path):
    server = [sys.executable, "-c", "import time; time.sleep(600)"]
    code = (
        "import os, sys\nfrom pathlib import Path\nfrom scripts._setup import running\n"
        f"with running.beside({kept(tmp_path, 'sys.stdin.read()')!r}, Path('.'), os.environ) as program:\n"
        f"    Path({str(tmp_path / 'pid')!r}).write_text(str(program.pid))\n"
        f"    running.become({server!r}, Path('.'), os.environ)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT) as started:
        until(lambda: starts(tmp_path) == 1)
        pid = int((tmp_path / "pid").read_text())
        assert alive(pid)
        started.kill()
    until(lambda: not alive(pid))


def test_the_worker_is_told_to_end_with_the_server():
    command = machine.worker_command(Path("py"))
    assert command[:3] == ["py", "-m", "scripts.worker"]
    assert "--with-parent" in command
