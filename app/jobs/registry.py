"""The kinds of jobs of this product."""

from __future__ import annotations

from app.jobs.kinds import JobKinds

KINDS = JobKinds(())
