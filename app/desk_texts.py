"""The texts that every desk of the office shares: drawing on the map, jobs that run; see ``app.texts``."""

from __future__ import annotations

from geodata.errors import N_

DESK_TEXTS: dict[str, str] = {
    "draw.cancel": N_("Cancel"),
    "draw.done": N_("Done"),
    "formats.all": N_("All layers"),
    "formats.title": N_("Take away in other formats"),
    "run.cancelled": N_("The run was cancelled."),
    "run.cancel": N_("Cancel"),
    "run.minutes_left": N_("about %(count)s min left"),
    "run.progress": N_("Progress of the run"),
    "run.queued": N_("Waiting for a worker …"),
    "run.seconds_left": N_("about %(count)s s left"),
    "run.working": N_("Being worked out …"),
    "share.page": N_("Share: QR code, short link, mail"),
    "share.too_long": N_("The address is too long to be shared here: save first, and share what was saved."),
}
