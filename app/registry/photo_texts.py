"""The texts that the script of the photos of a record needs, by key."""

from __future__ import annotations

from geodata.errors import N_

PHOTO_TEXTS: dict[str, str] = {
    "photo.none": N_("No photo yet."),
    "photo.sending": N_("is being sent"),
    "photo.reading": N_("is being made smaller"),
    "photo.waiting": N_("waits"),
    "photo.progress": N_("%(name)s: how much is sent"),
    "photo.leave_out": N_("Do not hand it in"),
    "photo.leave_out_of": N_("Do not hand in: %(name)s"),
    "photo.too_large": N_("%(name)s has %(found)s MB; at most %(most)s MB are taken"),
    "photo.added": N_("%(count)s photos are kept."),
    "photo.credit": N_("Photo: %(credit)s"),
    "photo.credit_unknown": N_("Photo: nobody knows who took it"),
    "photo.no_caption": N_("It is not said what it shows."),
    "photo.added_at": N_("Added by %(who)s, %(at)s"),
    "photo.removed_at": N_("Removed %(at)s; goes for good 30 days later"),
    "photo.of": N_("Photo %(number)s: %(caption)s"),
    "photo.earlier": N_("Move forward"),
    "photo.later": N_("Move back"),
    "photo.words": N_("Change the words"),
    "photo.caption": N_("What the photo shows"),
    "photo.by": N_("Who took it"),
    "photo.by_unknown": N_("Nobody knows who took it"),
    "photo.keep": N_("Keep"),
    "photo.cancel": N_("Cancel"),
    "photo.remove": N_("Remove"),
    "photo.reason": N_("Why it is removed (for the history; may stay empty)"),
    "photo.back": N_("Put back"),
    "photo.delete": N_("Remove for good"),
    "photo.removed": N_("The photo is removed. It can be put back for 30 days."),
    "photo.deleted": N_("The photo is gone for good."),
    "photo.restored": N_("The photo is back."),
    "photo.moved": N_("The photo is now number %(number)s."),
    "photo.words_kept": N_("The words are kept."),
    "photo.history": N_("What was done with the photos (%(count)s)"),
    "photo.removed_title": N_("Removed photos (%(count)s)"),
}
