"""The job that makes a report."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from app.clock import TIME_ZONE, today
from app.exports.viewers import opened
from app.jobs.kinds import Task, job_kind
from app.jobs.wording import wording_of
from app.planning.engine import engine_of
from app.settings import LANGUAGES, Settings
from geodata.errors import N_, InvalidInput

if TYPE_CHECKING:
    from geodata.store import Store


@dataclass(frozen=True, slots=True)
class ReportInputs:
    """
    The order as it was sent (a JSON object as text), the language, where the site is.

    ``seal`` says who asked, signed with the key of the site. Whoever puts a
    job into the queue by hand has none and is shown what every reader is.
    """

    order: str
    language: str = LANGUAGES[0]
    address: str = ""
    seal: str = ""

    def __post_init__(self) -> None:
        """Refuse a language that there is not."""
        if self.language not in LANGUAGES:
            raise InvalidInput(
                N_("There is no language %(value)s; there are %(allowed)s"),
                value=self.language,
                allowed=", ".join(LANGUAGES),
            )


@job_kind("report", title=N_("Make a report"), inputs=ReportInputs, least_role=None)
def make_report(store: Store, inputs: ReportInputs, task: Task) -> None:
    """Make the report; the result is a zip of documents, tables, maps and layers."""
    # GeoPandas, matplotlib, typst: not in the web processes, which only list the kinds.
    from layers.reports.orders import read_report_order
    from layers.reports.pack import make_pack
    from layers.reports.reading import read_report
    from layers.saved import Around

    settings = Settings.from_env(os.environ)
    words, day = wording_of(inputs.language), today()
    order = read_report_order(inputs.order, day)
    task.progress(0.0, N_("Reading what the report is about"))
    around = Around(today=day, engine=engine_of(settings), address=inputs.address or None)
    report = read_report(store, words, order, opened(settings, inputs), around)
    folder = task.folder / "report"
    folder.mkdir()
    moment = datetime.now(TIME_ZONE)
    made = make_pack(store, words, report, folder, moment, task.progress, inputs.address or None)
    made.path.replace(task.result(made.name))
