"""Closed vocabularies of the office."""

from __future__ import annotations

from enum import StrEnum


class RoleName(StrEnum):
    """What a person may do; each may all that the ones before it may. Nobody signed in: a reader."""

    EDITOR = "editor"
    PLANNER = "planner"
    ADMINISTRATOR = "administrator"


class JobState(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


# How the id of a reader begins who has not signed in.
ANONYMOUS = "anonymous."

FINISHED = frozenset({JobState.DONE, JobState.FAILED, JobState.CANCELLED})
