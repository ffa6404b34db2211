"""The job that makes a large file of the expiry board."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.exports.jobs import ExportInputs
from app.jobs.kinds import Task, job_kind
from app.jobs.wording import wording_of
from app.registry.expiry_files import make_file, read_order
from geodata.errors import N_

if TYPE_CHECKING:
    from geodata.store import Store


@job_kind("expiry_file", title=N_("Make a list of the expiry board"), inputs=ExportInputs, least_role=None)
def make_expiry_file(store: Store, inputs: ExportInputs, task: Task) -> None:
    """Make the file; the result bears its name."""
    # pandas, GeoPandas: not in the web processes, which only list the kinds.
    from geodata.certificates.expiry import read_board

    asked = read_order(inputs.order)
    task.progress(0.0, N_("Reading certificates and checks"))
    board = read_board(store, asked.question)
    task.progress(0.3, N_("Writing %(count)s rows"), count=len(board.lapses))
    folder = task.folder / "list"
    folder.mkdir()
    made = make_file(store, wording_of(inputs.language), asked, board, folder, inputs.address or None)
    made.path.replace(task.result(made.name))
