"""The texts of the map of the expiry board, by key; see ``app.texts``."""

from __future__ import annotations

from geodata.errors import N_

EXPIRY_TEXTS: dict[str, str] = {
    "expiry.mark": N_("%(name)s: %(total)s, of them for certain: %(certain)s"),
    "expiry.certain": N_("End for certain"),
    "expiry.may": N_("May end"),
    "expiry.show": N_("Show these in the list"),
    "expiry.none": N_("Nothing ends here within the months."),
    "expiry.no_data": N_("No data: no table covers this commune"),
}
# What the script of long files needs besides.
FILE_TEXTS: dict[str, str] = {
    "error.network": N_("The server cannot be reached. Check the connection and try again."),
    "error.server": N_("The server answered with error %(status)s."),
    "file.working": N_("The file is being made in the background."),
    "file.queued": N_("The file waits for its turn in the background."),
    "file.progress": N_("How far the file is"),
    "file.ready": N_("The file is ready:"),
    "file.failed": N_("The file could not be made: %(reason)s"),
    "file.jobs": N_("Background jobs"),
}
