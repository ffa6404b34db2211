"""The texts of saved plans and of their comparison, by key; see ``app.planning.page_texts``."""

from __future__ import annotations

from geodata.errors import N_

SCENARIO_TEXTS: dict[str, str] = {
    "again.done": N_("The plan was made again; the figures on screen are the new ones."),
    "again.kept": N_(
        "The stored answer stands: this plan was stopped by the clock, and its data are still the same."
    ),
    "again.other": N_("Made again: the answer is another one now, because the data have changed."),
    "again.same": N_("Made again: the same answer."),
    "compare.back": N_("To the planning page"),
    "compare.basis": N_("Basis"),
    "compare.beyond": N_("Share of demand beyond the minutes"),
    "compare.caption": N_("Scenarios beside each other"),
    "compare.choose": N_("Compare %(name)s"),
    "compare.count": N_("Number of new points"),
    "compare.covered": N_("Demand within the minutes"),
    "compare.figure": N_("Figure"),
    "compare.hint": N_("Tick two to %(most)s scenarios to compare them."),
    "compare.mark": N_("%(labels)s: %(name)s"),
    "compare.minutes": N_("Minutes asked for"),
    "compare.note": N_(
        "The letter on the map is that of the scenario, the number that of its point. Figures of "
        "other weights, units or days cannot be held against each other."
    ),
    "compare.only_new": N_("Only in this scenario"),
    "compare.open": N_("Compare the ticked scenarios"),
    "compare.proof": N_("Result"),
    "compare.question": N_("Question"),
    "compare.scenarios": N_("Chosen by"),
    "compare.stale": N_("Up to date?"),
    "compare.worst_district": N_("District that fares worst"),
    "export.communes": N_("Communes of the scenario"),
    "export.communes_csv": N_("Communes, CSV"),
    "export.communes_geojson": N_("Communes, GeoJSON"),
    "export.points": N_("Points of the scenario"),
    "export.points_csv": N_("Points, CSV"),
    "export.points_geojson": N_("Points, GeoJSON"),
    "model.max_cover": N_("As many as possible within a time"),
    "model.p_center": N_("Nobody too far"),
    "model.p_median": N_("Shortest way for everybody together"),
    "model.set_cover": N_("Fewest points for everybody"),
    "panel.compare": N_("Comparison"),
    "save.name_needed": N_("A scenario needs a name."),
    "save.save": N_("Save"),
    "save.saved": N_("Saved: %(name)s"),
    "save.title": N_("Save this plan as a scenario"),
    "scenario.again": N_("Run again"),
    "scenario.by": N_("%(author)s, %(date)s"),
    "scenario.fresh": N_("Nothing that it rests on has changed since."),
    "scenario.is_shared": N_("shared by link"),
    "scenario.keep_name": N_("Keep name and note"),
    "scenario.list": N_("Saved scenarios"),
    "scenario.more": N_("Show more"),
    "scenario.name": N_("Name"),
    "scenario.none": N_("No scenario has been saved yet."),
    "scenario.note": N_("Note"),
    "scenario.private_note": N_("Only planners of the office see it."),
    "scenario.remove": N_("Remove"),
    "scenario.undo": N_("Put it back"),
    "scenario.undone": N_("It is back: %(name)s"),
    "scenario.removed": N_("Removed: %(name)s. It can be put back for 30 days."),
    "scenario.rename": N_("Name and note"),
    "scenario.print_map": N_("Print map"),
    "scenario.report": N_("Report"),
    "scenario.renamed": N_("Name and note are kept."),
    "scenario.share": N_("Share by link"),
    "scenario.shared_note": N_("Whoever has the link and may see the map sees it."),
    "scenario.shared_now": N_("Shared: the link is good for readers now."),
    "scenario.sign_in": N_(
        "Planners of the office who are signed in save and open scenarios here. A shared link opens "
        "without that."
    ),
    "scenario.stale": N_(
        "No longer up to date. Changed since: %(parts)s. Run it again to see what that means."
    ),
    "scenario.unshare": N_("Stop sharing"),
    "scenario.unshared": N_("No longer shared."),
    "stale.candidates": N_("candidates"),
    "stale.demand": N_("demand"),
    "stale.existing": N_("existing points"),
    "stale.network": N_("road network"),
}
