"""Jobs of files that are handed in: what their rows come to, and storing them."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.clock import today
from app.exports.viewers import opened
from app.jobs.kinds import Task, job_kind
from app.settings import Settings
from geodata.errors import N_, NotFound

if TYPE_CHECKING:
    from geodata.office.users import User
    from geodata.store import Store

PREVIEW, STORE = "registry_preview", "registry_store"
RESULT_NAME = "import.json"
NOT_YOURS = N_("This file was handed in by somebody else")


@dataclass(frozen=True, slots=True)
class ImportInputs:
    """An order (a JSON object as text: upload, version, reason) and who gave it, signed."""

    order: str
    seal: str = ""


@job_kind(PREVIEW, title=N_("Check a file for the registry"), inputs=ImportInputs)
def preview_import(store: Store, inputs: ImportInputs, task: Task) -> None:
    """Keep with the file what its rows come to."""
    from geodata.intake.making import make_preview
    from geodata.intake.uploads import find_upload

    order, user = _ordered(store, inputs)
    upload = find_upload(store, order["upload"])
    told = make_preview(store, upload, user, today(), task.progress)
    _tell(task, {"upload": upload.upload_id, "counts": told["counts"]})


@job_kind(STORE, title=N_("Store a file in the registry"), inputs=ImportInputs)
def store_import(store: Store, inputs: ImportInputs, task: Task) -> None:
    """Write the accepted rows of a file in one transaction."""
    from geodata.intake.making import store_upload

    order, user = _ordered(store, inputs)
    change_id = store_upload(
        store, order["upload"], order["version"], user, today(), order["reason"], task.progress
    )
    _tell(task, {"upload": order["upload"], "change_id": change_id})


def order_text(upload_id: str, version: int, reason: str | None = None) -> str:
    """Return an order as the inputs of a job hold it."""
    return json.dumps({"upload": upload_id, "version": version, "reason": reason}, ensure_ascii=False)


def _ordered(store: Store, inputs: ImportInputs) -> tuple[dict[str, Any], User]:
    """Return an order and who gave it; ``NotFound`` where nobody signed it, or the file is another's."""
    from geodata.intake.uploads import find_upload
    from geodata.office.users import find_user

    viewer = opened(Settings.from_env(os.environ), inputs)
    if viewer.user is None or viewer.user.user_id is None:
        raise NotFound(NOT_YOURS)
    order: dict[str, Any] = json.loads(inputs.order)
    if find_upload(store, order["upload"]).actor_id != viewer.user.user_id:
        raise NotFound(NOT_YOURS)
    return order, find_user(store, viewer.user.user_id)


def _tell(task: Task, told: dict[str, Any]) -> None:
    """Write a small result: that there is one says that the job came to its end."""
    task.result(RESULT_NAME).write_text(json.dumps(told), encoding="utf-8")
