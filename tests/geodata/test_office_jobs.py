"""The rows of jobs: taken once, reported forward, ended once, forgotten in time; on both databases."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geodata.errors import Conflict, NotFound
from geodata.office import jobs
from geodata.office import tables as office
from geodata.office.jobs import Beat, Ending
from geodata.office.vocabulary import JobState

DAY = timedelta(days=1)
# Claims until nothing is left, and prints what it got.
CLAIMER = """
import sys
from geodata.office import jobs
from geodata.store import Store
with Store.open(sys.argv[1]) as store:
    while job := jobs.claim(store, at_once=1000):
        print(job.job_id)
"""


def submitted(store, user="u1", kind="check", of_this_kind=100):
    return jobs.submit(store, kind, user, "{}", of_this_kind=of_this_kind)


def done(path=None, keep=DAY):
    return Ending(JobState.DONE, jobs.DONE, keep, result_path=path, result_name=path and "result.csv")


def url_of(store):
    return store._engine.url.render_as_string(hide_password=False)


def set_columns(store, job_id, **values):
    with store.write(revises=False) as connection:
        connection.execute(office.jobs.update().where(office.jobs.c.job_id == job_id).values(**values))


def test_a_job_waits_until_it_is_claimed_and_the_oldest_comes_first(store):
    first, second = submitted(store), submitted(store)
    assert (first.state, first.progress, first.user_id) == (JobState.QUEUED, 0.0, "u1")
    taken = jobs.claim(store)
    assert taken.job_id == first.job_id
    assert taken.state is JobState.RUNNING
    assert taken.started_at.utcoffset() == timedelta(0)
    assert jobs.claim(store).job_id == second.job_id
    assert jobs.claim(store) is None


def test_the_newest_job_of_the_same_inputs_is_found_whoever_asked(store):
    assert jobs.find_newest(store, "check", "{}") is None
    submitted(store, user="u1")
    newest = submitted(store, user="u2")
    jobs.submit(store, "check", "u1", '{"a": 1}', of_this_kind=100)
    submitted(store, kind="other")
    found = jobs.find_newest(store, "check", "{}")
    assert found is not None
    assert found.job_id == newest.job_id


def test_no_job_makes_a_new_revision(store):
    before = store.revision()
    job_id = submitted(store).job_id
    jobs.claim(store)
    jobs.report(store, {job_id: Beat(0.5, "half")})
    jobs.end(store, job_id, done())
    assert store.revision() == before


def test_four_workers_take_each_of_fifty_jobs_once(store):
    wanted = {submitted(store, user=None).job_id for _ in range(50)}
    claimers = [
        subprocess.Popen([sys.executable, "-c", CLAIMER, url_of(store)], stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    taken = Counter(line for claimer in claimers for line in claimer.communicate(timeout=120)[0].split())
    assert [claimer.returncode for claimer in claimers] == [0] * 4
    assert taken == Counter(wanted)


def test_a_user_has_no_more_running_than_allowed_and_others_are_not_kept_waiting(store):
    for _ in range(4):
        submitted(store, "u1")
    other = submitted(store, "u2").job_id
    taken = [jobs.claim(store, at_once=2) for _ in range(3)]
    assert [job.user_id for job in taken] == ["u1", "u1", "u2"]
    assert jobs.claim(store, at_once=2) is None
    jobs.end(store, taken[0].job_id, done())
    assert jobs.claim(store, at_once=2).user_id == "u1"
    assert jobs.find(store, other).state is JobState.RUNNING


def test_more_of_one_kind_than_allowed_is_a_conflict_until_one_has_ended(store):
    first = submitted(store, of_this_kind=1)
    with pytest.raises(Conflict):
        submitted(store, of_this_kind=1)
    assert submitted(store, user="u2", of_this_kind=1).user_id == "u2"
    assert submitted(store, kind="other", of_this_kind=1).kind == "other"
    jobs.cancel(store, first.job_id)
    assert submitted(store, of_this_kind=1).state is JobState.QUEUED


def test_a_full_queue_of_one_user_is_a_conflict(sqlite_store):
    for _ in range(jobs.WAITING_PER_USER):
        submitted(sqlite_store)
    with pytest.raises(Conflict):
        submitted(sqlite_store)
    assert submitted(sqlite_store, user="u2").state is JobState.QUEUED


def test_readers_together_have_only_so_many_jobs(store):
    for number in range(jobs.OF_ALL_READERS):
        submitted(store, user=f"anonymous.{number}")
    with pytest.raises(Conflict):
        submitted(store, user="anonymous.one-more")
    assert submitted(store, user="u1").state is JobState.QUEUED


def test_people_of_the_office_do_not_wait_for_readers(store):
    submitted(store, user="anonymous.1")
    mine = submitted(store, user="u1")
    assert jobs.claim(store).job_id == mine.job_id
    assert jobs.claim(store).user_id == "anonymous.1"


def test_a_user_sees_his_own_jobs_newest_first_and_an_anonymous_nothing(store):
    mine = [submitted(store).job_id for _ in range(3)]
    submitted(store, user="u2")
    submitted(store, user=None)
    shown = jobs.list_jobs(store, "u1", limit=2)
    assert ([job.job_id for job in shown.items], shown.total) == ([mine[2], mine[1]], 3)
    assert jobs.list_jobs(store, None, limit=10) == ([], 0)
    assert jobs.list_jobs(store, "u1", everyone=True, limit=10).total == 5


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.floats(allow_nan=False), min_size=1, max_size=6))
def test_progress_never_goes_back_and_stays_between_0_and_1(sqlite_store, reports):
    job_id = submitted(sqlite_store, user=None).job_id
    jobs.claim(sqlite_store)
    seen = [0.0]
    for progress in reports:
        jobs.report(sqlite_store, {job_id: Beat(progress)})
        seen.append(jobs.find(sqlite_store, job_id).progress)
    assert seen == sorted(seen)
    assert seen[-1] == min(max(0.0, *reports), 1.0)
    jobs.end(sqlite_store, job_id, done())


def test_a_report_brings_message_values_and_a_heartbeat(store):
    job_id = submitted(store).job_id
    jobs.claim(store)
    long_ago = datetime(2025, 1, 1, tzinfo=UTC)
    set_columns(store, job_id, heartbeat_at=long_ago)
    jobs.report(store, {job_id: Beat(0.25, "table %(table)s", {"table": "products"}), "gone": Beat(0.5)})
    job = jobs.find(store, job_id)
    assert (job.progress, job.message, job.message_values) == (0.25, "table %(table)s", {"table": "products"})
    assert job.heartbeat_at > long_ago


@given(st.floats(0.001, 1.0), st.floats(0.0, 1e6))
def test_time_left_is_what_the_rest_takes_at_the_speed_so_far(progress, elapsed):
    start = datetime(2026, 1, 1, tzinfo=UTC)
    left = jobs.time_left_s(progress, start, start + timedelta(seconds=elapsed))
    assert left >= 0.0
    # All of it at this speed is what has passed and what is left.
    assert (elapsed + left) * progress == pytest.approx(elapsed, rel=1e-6, abs=1e-3)


def test_time_left_is_unknown_before_anything_is_done():
    start = datetime(2026, 1, 1, tzinfo=UTC)
    assert jobs.time_left_s(0.0, start, start + DAY) is None
    assert jobs.time_left_s(0.5, None, start) is None
    assert jobs.time_left_s(0.5, start, start - DAY) == 0.0


def test_a_waiting_job_is_cancelled_at_once_and_never_taken(store):
    job_id = submitted(store).job_id
    assert jobs.cancel(store, job_id).state is JobState.CANCELLED
    assert jobs.claim(store) is None


def test_a_running_job_is_asked_to_end_and_asking_twice_is_asking_once(store):
    job_id = submitted(store).job_id
    jobs.claim(store)
    assert not jobs.cancel_requested(store, job_id)
    for _ in range(2):
        asked = jobs.cancel(store, job_id)
        assert (asked.state, asked.cancel_requested) == (JobState.RUNNING, True)
    assert jobs.cancel_requested(store, job_id)


def test_an_ended_job_cannot_be_cancelled_or_ended_again(store):
    job_id = submitted(store).job_id
    jobs.claim(store)
    assert jobs.end(store, job_id, done("a"))
    assert not jobs.end(store, job_id, Ending(JobState.FAILED, jobs.LOST, DAY))
    with pytest.raises(Conflict):
        jobs.cancel(store, job_id)
    with pytest.raises(NotFound):
        jobs.cancel(store, "nope")
    job = jobs.find(store, job_id)
    assert (job.state, job.progress, job.result_path, job.result_name) == ("done", 1.0, "a", "result.csv")


def test_a_worker_that_lost_its_job_is_told_to_stop(store):
    assert jobs.cancel_requested(store, "nope")


def test_a_silent_job_fails_and_one_that_lives_goes_on(store):
    silent, living, own = (submitted(store).job_id for _ in range(3))
    for _ in range(3):
        jobs.claim(store)
    for job_id in (silent, own):
        set_columns(store, job_id, heartbeat_at=datetime.now(UTC) - timedelta(minutes=5))
    assert jobs.fail_stale(store, timedelta(minutes=1), DAY, except_for={own}) == [silent]
    assert jobs.fail_stale(store, timedelta(minutes=1), DAY, except_for={own}) == []
    assert jobs.find(store, silent).state is JobState.FAILED
    assert jobs.find(store, silent).message == jobs.LOST
    assert jobs.find(store, living).state is jobs.find(store, own).state is JobState.RUNNING


def test_who_had_to_wait_for_the_store_calls_nobody_dead(sqlite_store, monkeypatch):
    job_id = submitted(sqlite_store).job_id
    jobs.claim(sqlite_store)
    set_columns(sqlite_store, job_id, heartbeat_at=datetime.now(UTC) - timedelta(minutes=5))
    clock = iter([0.0, jobs.LONGEST_WAIT_S + 1])
    monkeypatch.setattr(jobs.time, "monotonic", lambda: next(clock))
    assert jobs.fail_stale(sqlite_store, timedelta(minutes=1), DAY) == []


def test_an_ended_job_is_forgotten_when_its_time_is_over(store):
    over, kept, waiting = (submitted(store).job_id for _ in range(3))
    jobs.claim(store)
    jobs.claim(store)
    jobs.end(store, over, done("a", keep=timedelta(seconds=-1)))
    jobs.end(store, kept, done("b"))
    assert jobs.expire(store) == [over]
    with pytest.raises(NotFound):
        jobs.find(store, over)
    assert jobs.ids_with_files(store) == {kept, waiting}


def test_a_failed_job_has_no_files(store):
    job_id = submitted(store).job_id
    jobs.claim(store)
    assert jobs.ids_with_files(store) == {job_id}
    jobs.end(store, job_id, Ending(JobState.FAILED, jobs.STOPPED, DAY))
    assert jobs.ids_with_files(store) == frozenset()
