"""The saved scenarios and tours that the page of maps for printing offers to who asks."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import request
from flask_babel import gettext

from app.exports.viewers import current_viewer
from app.state import current_store
from geodata.errors import N_
from geodata.view_reading import read_one_of
from geodata.vocabulary import UnitSystem

if TYPE_CHECKING:
    from geodata.planning.scenarios import Scenario
    from geodata.tourism.saved import SavedTour
    from layers.saved import Viewer

SCENARIO, COLOURS, TOUR = "scenario", "scenario_colours", "tour"
MADE_NAMES = (SCENARIO, COLOURS, TOUR)
# The newest ones; any other is reached from its own page.
MOST_OFFERED = 100
# What a scenario colours communes by, as the API names it.
COLOUR_TITLES: tuple[tuple[str, str], ...] = (
    ("served", N_("by the point that serves them")),
    ("minutes", N_("by minutes")),
    ("before", N_("by minutes without the plan")),
    ("none", N_("by the indicator above")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedMade:
    """
    What was saved and may be shown: keys with names, and unit systems of scenarios.

    ``units`` is the unit system of what the address names; None: it names nothing.
    """

    scenarios: list[dict[str, str]]
    tours: list[dict[str, str]]
    colours: list[tuple[str, str]]
    scenario: str
    scenario_colours: str
    tour: str
    units: UnitSystem | None

    @property
    def is_chosen(self) -> bool:
        """Whether the address names a scenario or a tour."""
        return bool(self.scenario or self.tour)


def offered_made() -> OfferedMade:
    """
    Return what who asks may see, what the address names included.

    Raises
    ------
    NotFound
        The address names something that there is not, or that who asks may not see.
    InvalidInput
        The address names colours that there are not.
    """
    # SQLAlchemy and numpy: only where somebody prints a map.
    from layers.print_maps.made_orders import PlanColours, made_units, read_made

    viewer = current_viewer()
    given = {name: request.args[name] for name in MADE_NAMES if request.args.get(name)}
    colours = read_one_of(given, COLOURS, PlanColours, PlanColours.SERVED)
    made = read_made(current_store(), given, viewer)
    return OfferedMade(
        scenarios=_scenarios(viewer, made.scenario),
        tours=_tours(viewer, made.tour),
        colours=[(key, gettext(title)) for key, title in COLOUR_TITLES],
        scenario=made.scenario.scenario_id if made.scenario else "",
        scenario_colours=colours.value,
        tour=made.tour.tour_id if made.tour else "",
        units=None if made.is_empty else made_units(made),
    )


def _scenarios(viewer: Viewer, chosen: Scenario | None) -> list[dict[str, str]]:
    """Return the newest scenarios for planners; others know a shared one by its address alone."""
    from geodata.planning.scenarios import list_scenarios

    found, _ = list_scenarios(current_store(), limit=MOST_OFFERED) if viewer.is_planner else ([], 0)
    listed = [_scenario(one.scenario_id, one.name, json.loads(one.request)) for one in found]
    if chosen and all(one["id"] != chosen.scenario_id for one in listed):
        listed.insert(0, _scenario(chosen.scenario_id, chosen.name, chosen.answer))
    return listed


def _scenario(key: str, name: str, plan: dict[str, Any]) -> dict[str, str]:
    """Return one scenario of the list."""
    return {"id": key, "name": name, "units": str(plan.get("units", UnitSystem.Y2025.value))}


def _tours(viewer: Viewer, chosen: SavedTour | None) -> list[dict[str, str]]:
    """Return the newest tours that who asks may see: published ones, and own drafts."""
    from geodata.tourism.saved import visible_headings

    headings = visible_headings(current_store(), viewer.user)[:MOST_OFFERED]
    listed = [{"id": one.tour_id, "name": one.title} for one in headings]
    if chosen and all(one["id"] != chosen.tour_id for one in listed):
        listed.insert(0, {"id": chosen.tour_id, "name": chosen.title})
    return listed
