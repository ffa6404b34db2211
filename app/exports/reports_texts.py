"""The texts that the page of reports needs in the browser, by key; see ``app.texts``."""

from __future__ import annotations

from flask_babel import gettext

from app.desk_texts import DESK_TEXTS
from geodata.errors import N_

REPORT_TEXTS: dict[str, str] = {
    "report.choose": N_("Choose what the report is about."),
    "report.chosen": N_("Report about: %(title)s"),
    "report.none_found": N_("No commune or district of this name in this unit system."),
    "report.found": N_("Found: %(count)s"),
    "report.ready": N_("The report is ready:"),
    "report.failed": N_("The report could not be made: %(reason)s"),
    "error.network": N_("The server cannot be reached. Check the connection and try again."),
    "error.server": N_("The server answered with error %(status)s."),
}


def report_texts() -> dict[str, str]:
    """Return every text in the language of the reader."""
    return {key: str(gettext(text)) for key, text in (DESK_TEXTS | REPORT_TEXTS).items()}
