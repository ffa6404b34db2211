"""Where results lie: written under a temporary name, moved in one step when the job is done."""

from __future__ import annotations

import re
import shutil
from collections.abc import Collection
from pathlib import Path

from app.settings import Settings

JOB_ID = re.compile(r"[0-9a-f]{32}")
HALF = ".part"  # a folder: everything that a running job writes
RESULT = "result"


def results_folder(settings: Settings) -> Path:
    """Return the folder of all results; every worker and web process must see the same one."""
    return settings.instance_path / "results"


def work_folder(settings: Settings, job_id: str) -> Path:
    """Return the folder in which the job works until it is done."""
    return results_folder(settings) / f"{_checked(job_id)}{HALF}"


def result_file(settings: Settings, job_id: str) -> Path:
    """Return the file of a job that is done."""
    return results_folder(settings) / _checked(job_id)


def make_work_folder(settings: Settings, job_id: str) -> Path:
    """Make the folder in which the job works, empty."""
    folder = work_folder(settings, job_id)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def keep_result(settings: Settings, job_id: str) -> str | None:
    """Move what the job wrote to its final name and return that; None where it wrote no result."""
    written = work_folder(settings, job_id) / RESULT
    if not written.is_file():
        return None
    kept = result_file(settings, job_id)
    written.replace(kept)
    return kept.name


def remove_work(settings: Settings, job_id: str) -> None:
    """Remove everything temporary of one job."""
    shutil.rmtree(work_folder(settings, job_id), ignore_errors=True)


def remove_orphans(settings: Settings, keep: Collection[str]) -> list[str]:
    """Remove the files of every job that is not in ``keep``; return the names removed."""
    folder = results_folder(settings)
    removed = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        job_id = path.name.removesuffix(HALF)
        if not JOB_ID.fullmatch(job_id) or job_id in keep:
            continue
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
        removed.append(path.name)
    return removed


def _checked(job_id: str) -> str:
    """Return ``job_id``, which becomes a file name, if it is one of ours."""
    if not JOB_ID.fullmatch(job_id):
        raise ValueError(f"not the id of a job: {job_id!r}")
    return job_id
