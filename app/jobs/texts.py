"""The texts that the script of the jobs page needs, by key."""

from __future__ import annotations

from flask_babel import gettext

from geodata.errors import N_

TEXTS: dict[str, str] = {
    "jobs.cancel": N_("Cancel"),
    "jobs.cancel_of": N_("Cancel: %(title)s"),
    "jobs.cancelling": N_("Being cancelled …"),
    "jobs.cancelled": N_("The job was cancelled."),
    "jobs.ended": N_("%(title)s: %(state)s"),
    "jobs.download": N_("Download %(name)s"),
    "jobs.seconds_left": N_("about %(count)s s left"),
    "jobs.minutes_left": N_("about %(count)s min left"),
    "jobs.hours_left": N_("about %(count)s h left"),
    "jobs.asked": N_("asked for at %(moment)s"),
    "jobs.expires": N_("kept until %(moment)s"),
    "jobs.progress_of": N_("Progress: %(title)s"),
    "jobs.started": N_("The job was put into the queue."),
    "error.network": N_("The server cannot be reached. Check the connection and try again."),
    "error.server": N_("The server answered with error %(status)s."),
}


def page_texts() -> dict[str, str]:
    """Return every text in the language of the reader."""
    return {key: str(gettext(text)) for key, text in TEXTS.items()}
