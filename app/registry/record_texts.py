"""The texts that the scripts of the registry's pages need, by key."""

from __future__ import annotations

from flask_babel import gettext

from app.registry.photo_texts import PHOTO_TEXTS
from geodata.errors import N_

TEXTS: dict[str, str] = {
    "error.network": N_("The server cannot be reached. Check the connection and try again."),
    "error.server": N_("The server answered with error %(status)s."),
    "kept.reload": N_("Load the page again"),
    "field.needed": N_("needed"),
    "field.empty": N_("not known"),
    "field.span": N_("A day (3/11/2025), a month (11/2025) or a year (2025)."),
    "field.suggestions": N_("Did you mean:"),
    "field.inferred": N_("inferred by the collector, no source says it"),
    "group.record": N_("What it is"),
    "group.certificate": N_("Certificate"),
    "group.place": N_("Where it is"),
    "group.fact": N_("Figures"),
    "group.source": N_("Source and reason"),
    "source.known": N_("Sources of the record so far"),
    "source.none": N_("No source is named yet."),
    "confirm.title": N_("Only inferred so far: tick what the source that you name says too"),
    "confirm.needs": N_("Name the source that confirms it: one that the record does not have yet."),
    "place.list": N_("List of units"),
    "place.pick": N_("Commune or district"),
    "place.none": N_("not known"),
    "place.district": N_("the whole district, commune not known"),
    "place.written": N_("As the source writes it: %(text)s"),
    "point.map": N_("Map of the point: click to put it there, or drag the mark"),
    "point.failed": N_("The map could not be loaded; the point can be typed below."),
    "point.none": N_("No point of its own."),
    "point.clear": N_("Remove the point"),
    "point.move": N_("Move the point by"),
    "point.north": N_("North"),
    "point.south": N_("South"),
    "point.east": N_("East"),
    "point.west": N_("West"),
    "point.step": N_("Step"),
    "point.set": N_("Put a point in the middle of the map"),
    "point.vn2000": N_("Type VN-2000 coordinates"),
    "point.moved": N_("Point: longitude %(lon)s, latitude %(lat)s"),
    "save": N_("Save"),
    "save.new": N_("Enter the record"),
    "save.nothing": N_("Nothing was changed."),
    "save.reason": N_("Why it is changed (for the history)"),
    "save.problems.one": N_("One value cannot be taken:"),
    "save.problems.many": N_("%(count)s values cannot be taken:"),
    "done.saved": N_("The record is saved."),
    "done.saved_point_left": N_(
        "The record is saved. Its point of OpenStreetMap does not lie in the new unit: it keeps it no longer;"
        " the history brings it back."
    ),
    "done.created": N_("The record is entered."),
    "done.archived": N_("The record is archived."),
    "done.restored": N_("The record is back in the registry."),
    "done.reverted": N_("The record is as it was in that version."),
    "done.merged": N_("The two records are one."),
    "done.merged_less": N_(
        "The two records are one. Both were linked with the same zone: one link stays, the history tells of"
        " the other one."
    ),
    "done.undone": N_("The change is taken back."),
    "done.part": N_("Saved: %(part)s"),
    "stale.title": N_("Somebody else changed this record while you were editing"),
    "stale.by": N_("%(who)s, %(at)s"),
    "stale.field": N_("Field"),
    "stale.theirs": N_("Stored now"),
    "stale.mine": N_("Yours"),
    "stale.started": N_("When you began"),
    "stale.keep": N_("Keep mine"),
    "stale.take": N_("Take theirs"),
    "stale.save": N_("Save so"),
    "stale.unknown": N_("What exactly was changed is not known; load the page again to see it."),
    "stale.only_theirs": N_("stays as it is stored"),
    "part.add": N_("Add: %(part)s"),
    "part.edit": N_("Change"),
    "part.edit_of": N_("Change: %(name)s"),
    "part.remove": N_("Remove"),
    "part.remove_of": N_("Remove: %(name)s"),
    "part.really": N_("Really remove?"),
    "part.none": N_("None is known."),
    "part.keep": N_("Keep"),
    "part.cancel": N_("Cancel"),
    "part.first": N_("Save the record first: what belongs to it is added afterwards."),
    "history.title": N_("History"),
    "history.none": N_("Nobody changed this record here; it is as the data were loaded."),
    "history.first": N_("As it was loaded"),
    "history.absent": N_("Not in the registry"),
    "history.back": N_("Back to this version"),
    "history.back_really": N_("Really back to version %(number)s?"),
    "history.version": N_("Version %(number)s"),
    "history.before": N_("before"),
    "history.after": N_("after"),
    "history.what": N_("Field"),
    "history.value": N_("Value"),
    "history.fell_title": N_(
        "What fell away when the two records became one; undoing the merge brings it back"
    ),
    "history.fell_of": N_("Record"),
    "history.fell": N_("Fell away"),
    "history.stays": N_("Stays"),
    "archive": N_("Archive"),
    "archive.title": N_("Archive the record"),
    "archive.text": N_(
        "It leaves the map, the lists and every count, and stands on the shelf of the archive, from which it"
        " can be brought back."
    ),
    "archive.reason": N_("Why it is archived (for the history)"),
    "archive.really": N_("Really archive?"),
    "restore": N_("Bring back"),
    "merge.keep": N_("This one stays"),
    "merge.reason": N_("Why they are one (for the history)"),
    "merge.go": N_("Make one record of the two"),
    "merge.really": N_("Really make one of them?"),
    "merge.same": N_("The two say the same in every field."),
    "merge.where": N_("Where it is"),
    "undo.really": N_("Really take it back?"),
    "yes": N_("Yes"),
    "no": N_("No"),
}


def browser_texts() -> dict[str, str]:
    """Return every text in the language of the reader."""
    return {key: gettext(text) for key, text in (TEXTS | PHOTO_TEXTS).items()}
