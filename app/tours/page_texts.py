"""The texts that the scripts of the pages of saved tours and of assumptions need, by key."""

from __future__ import annotations

from flask_babel import gettext

from geodata.errors import N_

SHARED: dict[str, str] = {
    "error.network": N_("The server cannot be reached. Check the connection and try again."),
    "error.server": N_("The server answered with error %(status)s."),
    "kept.reload": N_("Load the page again"),
    "kept.stale": N_("Somebody else was quicker: nothing was changed."),
}
TOUR: dict[str, str] = {
    "map.stop": N_("Stop %(label)s: %(name)s"),
    "map.somewhere": N_("somewhere in the commune"),
    "map.failed": N_("The small map could not be loaded; the list of the days says where the tour goes."),
    "tour.copied": N_("The copy is your draft."),
    "tour.published": N_("The tour is published."),
    "tour.withdrawn": N_("The tour is a draft again: only its author sees it."),
    "tour.timed": N_("The tour was timed with the data of now."),
    "tour.words_kept": N_("Title and note are kept."),
}
ASSUMPTIONS: dict[str, str] = {
    "row.edit": N_("Change"),
    "row.edit_of": N_("Change: %(title)s"),
    "row.save": N_("Keep"),
    "row.cancel": N_("Cancel"),
    "row.back": N_("Back to the usual value"),
    "row.visit": N_("Length of a visit, minutes"),
    "row.from": N_("Open from"),
    "row.to": N_("until"),
    "row.more_hours": N_("More hours"),
    "row.fewer_hours": N_("Without these hours"),
    "row.months": N_("Months"),
    "row.title": N_("What readers are told"),
    "row.title_hint": N_("A sentence that names the months, for example: plums are fresh in June and July"),
    "row.visit_factor": N_("Visits are stayed for so many times their length"),
    "row.max_drive": N_("Driving in a day at the most, minutes"),
    "row.time_factor": N_("Minutes of a car times so many"),
    "row.seats": N_("Seats, with the one of who drives"),
    "row.co2": N_("Grams of CO₂ for each km, of the whole vehicle"),
    "row.co2_source": N_("Where the figure of CO₂ comes from"),
    "row.reason": N_("Reason: who or what says so"),
    "row.kept": N_("Kept. Tours that are made from now on use it."),
    "row.now": N_("It is now: %(value)s"),
    "month.1": N_("January"),
    "month.2": N_("February"),
    "month.3": N_("March"),
    "month.4": N_("April"),
    "month.5": N_("May"),
    "month.6": N_("June"),
    "month.7": N_("July"),
    "month.8": N_("August"),
    "month.9": N_("September"),
    "month.10": N_("October"),
    "month.11": N_("November"),
    "month.12": N_("December"),
    "festival.add": N_("Enter a festival"),
    "festival.change": N_("Change the festival %(name)s"),
    "festival.remove": N_("Remove the festival"),
    "festival.remove_of": N_("Remove the festival %(name)s"),
    "festival.really": N_("Remove %(name)s? Press again to do it."),
    "festival.name": N_("Name of the festival"),
    "festival.calendar": N_("Calendar"),
    "festival.solar": N_("Solar calendar"),
    "festival.lunar": N_("Lunar calendar"),
    "festival.day": N_("Day"),
    "festival.month": N_("Month"),
    "festival.days": N_("Days that it lasts"),
    "festival.where": N_("Where it is held"),
    "festival.in_commune": N_("In a whole commune"),
    "festival.at_place": N_("At a place"),
    "festival.commune": N_("Commune"),
    "festival.place": N_("Place, by name"),
    "festival.chosen": N_("Chosen: %(name)s"),
    "festival.no_place": N_("No place is chosen yet."),
    "festival.source": N_("Source: who says when it is held"),
    "festival.kept": N_("The festival is kept."),
    "festival.removed": N_("The festival was removed."),
    "place.placeholder": N_("Name of a place, with or without accents"),
    "place.none": N_("No place of this name"),
    "search.results": N_("Search results"),
    "search.count": N_("%(count)s results"),
}


def page_texts() -> dict[str, str]:
    """Return the texts of the page of a tour, in the language of the reader."""
    return _translated(SHARED | TOUR)


def assumption_texts() -> dict[str, str]:
    """Return the texts of the page of the assumptions, in the language of the reader."""
    return _translated(SHARED | ASSUMPTIONS)


def _translated(texts: dict[str, str]) -> dict[str, str]:
    """Return texts by key in the language of the reader."""
    return {key: str(gettext(text)) for key, text in texts.items()}
