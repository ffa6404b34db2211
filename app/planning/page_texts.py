"""The texts that the scripts of the planning page need, by key; see ``app.texts``."""

from __future__ import annotations

from flask_babel import gettext

from app.desk_texts import DESK_TEXTS
from app.pages.labels import WORDS
from app.planning.scenario_texts import SCENARIO_TEXTS
from geodata.errors import N_

TARGET_WORDS = ("target", "target_unit")

PLANNING_TEXTS: dict[str, str] = {
    "adjust.back": N_("Back to the optimum"),
    "adjust.better": N_(
        "Better than the plan that was found by %(difference)s (%(share)s): that one was stopped "
        "before it was proved best."
    ),
    "adjust.better_elsewhere": N_(
        "Better than the optimum by %(difference)s (%(share)s): a place that you moved to was no candidate."
    ),
    "adjust.hint": N_("Drag a new point on the map, or move it with the arrow keys: its figures follow."),
    "adjust.leaves_out": N_(
        "This plan leaves somebody out whom a candidate could serve: it has no objective to compare."
    ),
    "adjust.redo": N_("Redo"),
    "adjust.same": N_("As good as the optimum."),
    "adjust.undo": N_("Undo"),
    "adjust.worse": N_("Changed by hand: worse than the plan that was found by %(difference)s (%(share)s)."),
    "advice.check": N_("Correct the field that is named and run again."),
    "advice.fewer": N_("Choose fewer kinds of places, or fewer drawn points."),
    "advice.involved": N_("Concerned: %(names)s."),
    "advice.limits": N_(
        "Loosen one of the limits that are named: districts, locked or forbidden points, least "
        "distance, capacity, budget."
    ),
    "advice.minutes": N_("Or allow more minutes."),
    "advice.sites": N_("Or ask for another number of new points."),
    "advice.unreachable": N_("Nobody can reach: %(names)s."),
    "answer.left_over": N_(
        "%(kind)s in no commune, so in no weight: %(district)s known only by district, %(nowhere)s "
        "not placed, %(outside)s outside the unit system"
    ),
    "answer.none": N_("No plan yet. Set one up and run it."),
    "answer.points": N_("New points (%(count)s)"),
    "answer.unmatched": N_("Codes of the table that are no commune here: %(codes)s"),
    "answer.unreachable": N_("%(count)s communes that no open point serves: %(names)s"),
    "areas.draw": N_("Draw an area to leave out"),
    "areas.hint": N_(
        "Click the corners of the area in which no new point may stand; by keyboard: move the map and"
        " press Enter. Three corners or more."
    ),
    "areas.one": N_("Area left out %(number)s"),
    "basis.any_day": N_("records of any day"),
    "basis.as_of": N_("As of %(date)s."),
    "basis.line": N_("Data of %(date)s · units %(units)s · %(on)s · status on %(status)s"),
    "basis.on": N_("as of %(date)s"),
    "basis.source": N_("Source: %(source)s."),
    "basis.travel": N_("Travel times: %(network)s (%(engine)s)."),
    "basis.travel_estimate": N_("Travel times are estimates, from low to high: %(network)s (%(engine)s)."),
    "basis.unknown": N_("an unknown day"),
    "candidates.clause": N_("Clause and data"),
    "candidates.decision": N_(
        "Kinds of places by Decision %(number)s of %(signed)s (period %(from)s–%(to)s)."
    ),
    "candidates.decision_ended": N_(
        "Kinds of places by Decision %(number)s of %(signed)s. Its period, %(from)s–%(to)s, is over; "
        "no later text is known here."
    ),
    "candidates.distance": N_("Least distance between points (km, in a straight line)"),
    "candidates.district_only": N_("%(count)s records known only by district: no candidates"),
    "candidates.title": N_("Where may a new point stand?"),
    "choice.colour": N_("Communes coloured"),
    "choice.free": N_("Candidates that were not chosen"),
    "choice.minutes": N_("by minutes"),
    "choice.served": N_("by the point that serves them"),
    "choice.swipe": N_("Before and after side by side"),
    "class.beyond": N_("more than %(minutes)s min"),
    "class.within": N_("%(from)s–%(to)s min"),
    "curve.caption": N_("What each further point brings"),
    "curve.caption_estimate": N_("What each further point brings (minutes are estimates)"),
    "curve.gain": N_("Gain of this point"),
    "curve.label": N_("Chart of what each further point brings; the table below it holds the same numbers."),
    "curve.max_cover": N_("Demand within the minutes"),
    "curve.not_proved": N_("not proved"),
    "curve.high": N_("high end of the range"),
    "curve.low": N_("low end of the range"),
    "curve.p_center": N_("Longest way (min)"),
    "curve.p_median": N_("Mean way (min)"),
    "curve.proof": N_("Best?"),
    "curve.proved": N_("proved"),
    "curve.set_cover": N_("New points"),
    "curve.sites": N_("New points"),
    "curve.title": N_("How many points?"),
    "demand.intro": N_(
        "Each commune is served at one place inside it. Weights say how much each figure counts "
        "beside the others."
    ),
    "demand.mix": N_("Weights: %(mix)s"),
    "demand.no_total": N_("(not known)"),
    "demand.title": N_("Whom should the points serve?"),
    "demand.total": N_("(%(total)s in all)"),
    "demand.tours_job": N_("The tours that you generated count beside the published ones."),
    "demand.tours_page": N_("Where tours pass"),
    "demand.tours_without": N_("Only the published ones"),
    "engine.osrm": N_("by OSRM"),
    "engine.own": N_("worked out here"),
    "engine.valhalla": N_("by Valhalla"),
    "existing.ask_editor": N_("Somebody with the right to edit can enter the rest here."),
    "existing.ignore": N_("Leave them out of the count"),
    "existing.keep": N_("They stay open"),
    "existing.keep_note": N_("They serve as before; new points come beside them."),
    "existing.title": N_("OCOP points that there are"),
    "existing.warning": N_(
        "Only %(known)s of the %(published)s published OCOP points are known here. Until the rest are"
        " entered, a plan may put a new point where one already stands."
    ),
    "fairness.beyond": N_("Share beyond %(minutes)s min"),
    "fairness.caption": N_("Districts until 30 June 2025"),
    "fairness.caption_estimate": N_(
        "Districts until 30 June 2025; minutes are estimates, shares by the likely time"
    ),
    "fairness.line": N_(
        "%(share)s of the demand is farther than %(minutes)s min (likely time). Served worst: %(worst)s."
    ),
    "fairness.mean": N_("Mean"),
    "fairness.no_group": N_("no district known"),
    "fairness.title": N_("Who is far away"),
    "fairness.weight": N_("Demand"),
    "fairness.worst": N_("Longest"),
    "figure.caption": N_("Before and after: from the existing points alone, and with the new ones"),
    "figure.covered": N_("Demand within %(minutes)s min"),
    "figure.mean": N_("Mean way"),
    "figure.name": N_("Figure"),
    "figure.unreached": N_("Demand that is not reached"),
    "figure.worst": N_("Longest way"),
    "forced.line": N_("Your conditions cost %(difference)s: without them the plan would reach %(free)s."),
    "legend.existing": N_("existing OCOP point"),
    "legend.forbidden": N_("forbidden for a new point"),
    "legend.free": N_("candidate, not chosen"),
    "legend.locked": N_("locked: stays in every plan"),
    "legend.minutes": N_("Minutes to the nearest open point (likely)"),
    "legend.minutes_estimate": N_(
        "Minutes to the nearest open point (estimate, likely value; ranges in the popups)"
    ),
    "legend.new": N_("new point"),
    "legend.served": N_("Communes have the colour of the point that serves them"),
    "legend.served_note": N_("A line leads from each commune to its point."),
    "limits.district": N_("District (until 30 June 2025)"),
    "limits.max": N_("At most"),
    "limits.max_of": N_("At most, %(name)s"),
    "limits.min": N_("At least"),
    "limits.min_of": N_("At least, %(name)s"),
    "limits.note": N_("Open points of each district, existing ones included. Empty: any number."),
    "limits.title": N_("Limits of districts"),
    "list.remove": N_("Remove"),
    "list.remove_of": N_("Remove %(name)s"),
    "mark.existing": N_("Existing OCOP point: %(name)s"),
    "mark.forbidden": N_("Forbidden: %(name)s"),
    "mark.free": N_("Candidate: %(name)s"),
    "mark.locked": N_("Locked point %(number)s: %(name)s"),
    "mark.new": N_("New point %(number)s: %(name)s. Arrow keys move it."),
    "more.budget": N_("Budget (same unit as the cost)"),
    "more.capacity": N_("Most demand that one new point can serve"),
    "more.capacity_note": N_("In the unit of the weight. Empty: any."),
    "more.curve": N_("Count what each further point brings"),
    "more.price": N_("Cost of a new point"),
    "more.price_note": N_("For every candidate; a click on a candidate gives it a cost of its own."),
    "more.robustness": N_(
        "Try %(samples)s draws of the travel times: how often does each point stay chosen?"
    ),
    "more.time_limit": N_("Longest time to look for the plan (seconds)"),
    "more.title": N_("Further conditions"),
    "notes.title": N_("What to know about these figures"),
    "objective.max_cover": N_("%(value)s of demand"),
    "objective.p_center": N_("%(value)s min (likely)"),
    "objective.p_median": N_("%(value)s min on average (likely)"),
    "objective.set_cover": N_("%(value)s new points"),
    "options.empty": N_("There is nobody to serve: no registry and no population has been loaded yet."),
    "own_table.column": N_("Column %(number)s"),
    "own_table.empty_cell": N_("(empty)"),
    "own_table.file": N_("CSV file"),
    "own_table.intro": N_(
        "For example poor households by commune: the first row holds headings, one column the commune"
        " (code or name). The file stays in this browser; only the figures of the plan are sent."
    ),
    "own_table.matched": N_("%(count)s communes have a figure from “%(name)s”."),
    "own_table.more": N_("and %(count)s more"),
    "own_table.not_numbers": N_("%(count)s rows without a number that counts:"),
    "own_table.paste": N_("Or paste cells from a spreadsheet"),
    "own_table.placeholder": N_("Commune ⇥ Poor households"),
    "own_table.read": N_("Read the cells"),
    "own_table.remove": N_("Leave the table out"),
    "own_table.title": N_("A table of my own"),
    "own_table.too_large": N_("The file is larger than 5 MB."),
    "own_table.unit_column": N_("Column of the commune"),
    "own_table.unmatched": N_("%(count)s rows that match no commune, or more than one:"),
    "own_table.unnamed": N_("own table"),
    "own_table.unreadable": N_("No table was found: a row of headings and at least two columns are needed."),
    "own_table.value_column": N_("Column of the figure"),
    "panel.answer": N_("Answer"),
    "panel.scenarios": N_("Scenarios"),
    "panel.setup": N_("Set up"),
    "placement.given": N_("drawn or uploaded"),
    "placement.own_point": N_("its own point, from a source"),
    "plan.minutes": N_("Minutes"),
    "plan.minutes_for_fairness": N_("The minutes are what the figures count as far away."),
    "plan.minutes_needed": N_("The minutes decide who counts as served."),
    "plan.on": N_("As of day (empty: records of any day)"),
    "plan.print_title": N_("Where the next OCOP sales points go"),
    "plan.question": N_("What should the plan reach?"),
    "plan.run": N_("Run the plan"),
    "plan.sites": N_("New points"),
    "point.alone": N_("With this point alone"),
    "point.chosen_share": N_("Stays chosen in"),
    "point.clauses": N_("Kinds of places"),
    "point.commune": N_("Commune"),
    "point.next": N_("%(name)s: differs by %(cost)s"),
    "point.next_best": N_("Next-best place"),
    "point.no_next": N_("none that keeps to the conditions"),
    "point.none": N_("The plan needs no new point."),
    "point.not_told": N_("not told: somebody would be left out, or a capacity decides"),
    "point.note": N_("Note"),
    "point.placement": N_("Placed by"),
    "point.serves": N_("Serves %(count)s communes"),
    "point.serves_estimate": N_("Serves %(count)s communes (minutes are estimates)"),
    "point.serves_none": N_("No commune has it as its nearest."),
    "point.try_next": N_("Try the next-best place"),
    "point.weight": N_("Demand served"),
    "point.without": N_("Without this point"),
    "point_form.address": N_("Address"),
    "point_form.choose": N_("Choose a commune"),
    "point_form.commune": N_("Commune"),
    "point_form.enter": N_("Enter the point"),
    "point_form.entered": N_("Entered: %(name)s."),
    "point_form.hint": N_("Click where the point stands; by keyboard: move the map and press Enter."),
    "point_form.name": N_("Name of the point"),
    "point_form.needed": N_("Name and commune are needed."),
    "point_form.no_place": N_("Without a place on the map it stands somewhere in its commune."),
    "point_form.pick": N_("Show the place on the map"),
    "point_form.place": N_("Place: %(lat)s; %(lon)s"),
    "point_form.source": N_("Source (document or address)"),
    "point_form.taken_back": N_("Taken back."),
    "point_form.title": N_("Enter a published point"),
    "point_form.undo": N_("Take it back"),
    "point_form.year": N_("Opened in"),
    "points.added": N_("Points added: %(count)s"),
    "points.draw": N_("Draw points"),
    "points.hint": N_(
        "Click where a new point could stand; by keyboard: move the map and press Enter. “Done” ends."
    ),
    "points.paste": N_("Cells: name, latitude, longitude (degrees, WGS 84)"),
    "points.paste_title": N_("Paste points from a spreadsheet"),
    "points.placeholder": N_("Chợ mới; 22.4856; 103.9707"),
    "points.refused": N_("%(count)s rows without a latitude and a longitude around Lào Cai:"),
    "points.take": N_("Take the points"),
    "points.too_many": N_("At most %(most)s points: the rest was left out."),
    "points.unnamed": N_("Drawn point %(number)s"),
    "popup.before": N_("Before"),
    "popup.forbidden": N_("Forbid"),
    "popup.keep_place": N_("Keep this place as a locked candidate"),
    "popup.kept": N_("Kept: the next run opens this place."),
    "popup.locked": N_("Lock"),
    "popup.minutes": N_("Way to it"),
    "popup.next_run": N_("Counts from the next run on."),
    "popup.no_demand": N_("No table covers this commune: it counts for nothing here."),
    "popup.price": N_("Cost here"),
    "popup.served_by": N_("Served by"),
    "popup.state": N_("State"),
    "proof.covered": N_("%(value)s of demand"),
    "proof.given": N_("Set by hand: %(objective)s."),
    "proof.instant": N_("less than 0.1"),
    "proof.mean": N_("mean way %(minutes)s"),
    "proof.optimal": N_("Proved best: %(objective)s, in %(seconds)s s."),
    "proof.stopped": N_(
        "Stopped by the clock: %(objective)s; not better than %(bound)s is possible, a gap of "
        "%(gap)s, after %(seconds)s s."
    ),
    "proof.worst": N_("longest way %(minutes)s"),
    "range.estimate": N_("about %(minutes)s min (estimate)"),
    "range.measured": N_("%(minutes)s min"),
    "range.minutes": N_("%(minutes)s min"),
    "range.unreached": N_("not reached"),
    "reach.add": N_("Add another place to measure from"),
    "reach.caption": N_("What lies inside"),
    "reach.caption_estimate": N_("What lies inside (estimate: slowest to quickest travel)"),
    "reach.clear": N_("Clear the area"),
    "reach.communes": N_("Communes"),
    "reach.communes_within": N_("%(count)s communes within %(minutes)s min (likely)"),
    "reach.craft_villages": N_("Craft villages"),
    "reach.hint": N_("Click the place from which to measure; by keyboard: move the map and press Enter."),
    "reach.inside": N_("Inside"),
    "reach.lines": N_(
        "Solid line: likely. Dashes: surely reached (slow travel). Dots: reached only in quick "
        "travel. Told by the travel times of the places, not by the drawn area."
    ),
    "reach.minutes_first": N_("Minutes"),
    "reach.minutes_second": N_("Minutes, second area"),
    "reach.no_plan": N_("There is no plan yet: run one first."),
    "reach.none": N_("none"),
    "reach.plan": N_("From all points of the plan"),
    "reach.producers": N_("Producers"),
    "reach.products": N_("Products"),
    "reach.residents": N_("Residents"),
    "reach.residents_missing": N_("%(count)s communes inside have no known population."),
    "reach.sales_points": N_("Sales points"),
    "reach.sights": N_("Sights"),
    "reach.start": N_("Area that can be reached"),
    "reach.unknown": N_("not known"),
    "reach.within": N_("within %(minutes)s min"),
    "robustness.caption": N_("Share of the draws in which a place stays chosen"),
    "robustness.line": N_(
        "%(samples)s draws of the travel times within their range, %(answered)s of them answered; "
        "seed %(seed)s."
    ),
    "robustness.place": N_("Place"),
    "robustness.share": N_("Chosen in"),
    "robustness.title": N_("How sure is the choice?"),
    "status.given": N_("Plan changed by hand, %(count)s new points."),
    "status.ready": N_("Set up a plan, then run it."),
    "status.solved": N_("Plan with %(count)s new points."),
    "swipe.after": N_("After"),
    "swipe.before": N_("Before"),
    "swipe.handle": N_("Line between before and after; arrow keys move it"),
    "swipe.value": N_("%(share)s before"),
    "targets.above": N_("above"),
    "targets.below": N_("below"),
    "targets.caption": N_("New points by district, beside the public target"),
    "targets.existing": N_("Existing"),
    "targets.line": N_("%(year)s: %(what)s – %(value)s %(unit)s"),
    "targets.new": N_("New"),
    "targets.none": N_("No public target about sales points is known here."),
    "targets.state": N_("New points against the target"),
    "targets.target": N_("Target"),
    "targets.title": N_("Public targets"),
    "targets.within": N_("within"),
    "wishes.forbidden": N_("Forbidden: %(name)s"),
    "wishes.locked": N_("Locked: %(name)s"),
    "wishes.none": N_("Click a candidate on the map to lock or forbid it."),
    "wishes.title": N_("Locked and forbidden places"),
    **DESK_TEXTS,
    **SCENARIO_TEXTS,
}


def planning_texts() -> dict[str, str]:
    """Return every text in the language of the reader, and the words of the public targets."""
    words = {f"{name}.{code}": text for name in TARGET_WORDS for code, text in WORDS[name].items()}
    return {key: str(gettext(text)) for key, text in (words | PLANNING_TEXTS).items()}
