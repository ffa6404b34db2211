"""The job that checks the records in the store and writes what is wrong as a table."""

from __future__ import annotations

import csv
import gettext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.clock import today
from app.jobs.kinds import Task, job_kind
from app.settings import LANGUAGES, ROOT
from geodata.errors import N_, InvalidInput
from geodata.office.vocabulary import RoleName

if TYPE_CHECKING:
    from geodata.rechecking import Checked
    from geodata.store import Store

HEADINGS = (N_("Table"), N_("Record"), N_("Rule"), N_("Problem"))
# Excel takes UTF-8 for what it is only behind a BOM.
EXCEL = "utf-8-sig"


@dataclass(frozen=True, slots=True)
class CheckData:
    """In which language the table is written."""

    language: str = LANGUAGES[0]

    def __post_init__(self) -> None:
        """Refuse a language that there is not."""
        if self.language not in LANGUAGES:
            raise InvalidInput(
                N_("There is no language %(value)s; there are %(allowed)s"),
                value=self.language,
                allowed=", ".join(LANGUAGES),
            )


@job_kind(
    "check_data",
    title=N_("Check the records"),
    inputs=CheckData,
    least_role=RoleName.ADMINISTRATOR,
    limit_per_user=1,
)
def check_data(store: Store, inputs: CheckData, task: Task) -> None:
    """Check every record and every sum; the result is a CSV of problems, with none where all is well."""
    from geodata.rechecking import check_store  # pandas: not in the web processes, which only list the kinds

    checked = check_store(store, today(), task.progress)
    write_findings(task.result("data_check.csv"), checked, inputs.language)


def write_findings(path: Path, checked: Checked, language: str) -> None:
    """Write findings as CSV in ``language``, with nothing that a spreadsheet takes for a formula."""
    from layers.encode import neutral_cell

    texts = gettext.translation("messages", ROOT / "app" / "translations", [language], fallback=True)
    with path.open("w", encoding=EXCEL, newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow([texts.gettext(heading) for heading in HEADINGS])
        for found in checked.findings:
            problem = texts.gettext(found.message) % found.values
            cells = (found.table, found.record, found.rule, problem)
            writer.writerow([neutral_cell(cell) for cell in cells])
