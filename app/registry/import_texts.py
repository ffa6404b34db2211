"""The texts that the scripts of the pages of imports need, by key."""

from __future__ import annotations

from flask_babel import gettext

from geodata.errors import N_

TEXTS: dict[str, str] = {
    "error.network": N_("The server cannot be reached. Check the connection and try again."),
    "error.server": N_("The server answered with error %(status)s."),
    "kept.reload": N_("Load the page again"),
    "run.working": N_("Working …"),
    "run.queued": N_("Waiting for its turn …"),
    "run.progress": N_("How far it is"),
    "run.cancel": N_("Cancel"),
    "run.cancelled": N_("Stopped."),
    "run.seconds_left": N_("about %(count)s s left"),
    "run.minutes_left": N_("about %(count)s min left"),
    "import.sending": N_("Sending the file …"),
    "import.reading": N_("Reading the file and checking its rows …"),
    "import.storing": N_("Storing …"),
    "import.failed": N_("It could not be done: %(reason)s"),
    "import.large": N_("The file has %(found)s MB; at most %(most)s MB are taken"),
    "import.remove": N_("Throw away"),
    "import.remove_of": N_("Throw away: %(name)s"),
    "file.told": N_("%(rows)s rows of “%(sheet)s”; headings in row %(header)s"),
    "file.told_map": N_("%(rows)s features of “%(sheet)s”"),
    "file.crs": N_("Coordinates: %(crs)s"),
    "file.needs_crs": N_("The file does not say what its coordinates mean: choose a reference system."),
    "column.not_read": N_("not read"),
    "column.chosen": N_("chosen"),
    "column.earlier": N_("as chosen earlier"),
    "column.exact": N_("by its heading"),
    "column.near": N_("by a heading like it: check"),
    "column.none": N_("not recognised"),
    "column.field_of": N_("Field of the column “%(heading)s”"),
    "outcome.new": N_("New"),
    "outcome.changed": N_("Changed"),
    "outcome.same": N_("The same"),
    "outcome.refused": N_("Refused"),
    "outcome.none": N_("No row of this kind."),
    "row.take": N_("Take"),
    "row.take_of": N_("Take row %(row)s: %(name)s"),
    "row.number": N_("Row"),
    "row.place": N_("Sheet “%(sheet)s”, row %(row)s"),
    "row.column": N_("Column “%(column)s”"),
    "row.field": N_("Field “%(field)s”, for which the file has no column"),
    "row.value": N_("Value “%(value)s”"),
    "row.pick": N_("Did you mean:"),
    "row.pick_of": N_("Take “%(label)s” in every row that says “%(value)s”"),
    "row.picked": N_("“%(label)s” is taken for “%(value)s” in every row."),
    "row.empty": N_("not known"),
    "row.note": N_("Note"),
    "pager.before": N_("Before"),
    "pager.next": N_("Next"),
    "pager.told": N_("%(from)s – %(to)s of %(total)s"),
    "producers.new": N_("Producers that are entered with their products: %(names)s"),
    "doubt.choose": N_("Read it as %(crs)s"),
    "store.records": N_("Store %(count)s records"),
    "store.nothing": N_("There is nothing to store: no row is new or changed and taken."),
    "store.done": N_("Stored: %(count)s records in one change."),
    "store.undo": N_("Take the whole import back"),
    "store.undone": N_("The import was taken back."),
    "store.change": N_("Show the change"),
    "store.next": N_("Take in a file"),
    "store.changes": N_("Changes"),
}


def import_texts() -> dict[str, str]:
    """Return the texts in the reader's language."""
    return {key: gettext(text) for key, text in TEXTS.items()}
