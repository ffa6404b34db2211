"""What somebody saved that a map on paper shows besides layers: a siting plan, a tour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from geodata.errors import N_, InvalidInput
from geodata.store import Store
from geodata.view_reading import read_one_of
from geodata.vocabulary import UnitSystem
from layers.saved import Viewer, find_visible_scenario, find_visible_tour

if TYPE_CHECKING:
    from geodata.planning.scenarios import Scenario
    from geodata.tourism.saved import SavedTour

NO_INDICATOR = "none"
MADE_NAMES = ("scenario", "scenario_colours", "tour")
# What the desks of plans and of tours draw below them.
MADE_LAYERS = "communes,districts,provinces"
OTHER_UNITS = N_("The scenario is made of the communes of the unit system %(system)s: take units=%(system)s")
TWO_COLOURS = N_(
    "The scenario colours the communes: take indicator=none, or scenario_colours=none to colour them by an"
    " indicator"
)


class PlanColours(StrEnum):
    """What communes are coloured by: who serves them, minutes with the plan, minutes today, nothing of it."""

    SERVED = "served"
    MINUTES = "minutes"
    BEFORE = "before"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeOrder:
    """A scenario and a tour that who asks may see, each None where the map shows none."""

    scenario: Scenario | None = None
    colours: PlanColours = PlanColours.SERVED
    tour: SavedTour | None = None

    @property
    def is_empty(self) -> bool:
        """Whether the map shows layers alone."""
        return self.scenario is None and self.tour is None

    @property
    def colours_communes(self) -> bool:
        """Whether communes have the colours of a plan."""
        return self.scenario is not None and self.colours is not PlanColours.NONE


def read_made(store: Store, given: Mapping[str, str], viewer: Viewer) -> MadeOrder:
    """
    Return what is to be shown besides layers.

    Raises
    ------
    NotFound
        There is no such scenario or tour, or who asks may not see it.
    InvalidInput
        Colours are asked for that there are not, or of no scenario.
    """
    scenario, tour = given.get("scenario"), given.get("tour")
    if given.get("scenario_colours") and not scenario:
        raise InvalidInput(N_("%(name)s is missing"), name="scenario")
    return MadeOrder(
        scenario=find_visible_scenario(store, scenario, viewer) if scenario else None,
        colours=read_one_of(given, "scenario_colours", PlanColours, PlanColours.SERVED),
        tour=find_visible_tour(store, tour, viewer) if tour else None,
    )


def with_made(given: Mapping[str, str], made: MadeOrder) -> dict[str, str]:
    """
    Return the values of an order with what follows from the scenario or tour on it.

    The unit system is theirs where none is named; communes have no indicator
    where none is named.

    Raises
    ------
    InvalidInput
        The unit system is another than that of the scenario, or communes would have two colours.
    """
    if made.is_empty:
        return dict(given)
    filled = {"layers": MADE_LAYERS, "indicator": NO_INDICATOR, "units": made_units(made).value} | {
        name: value for name, value in given.items() if value
    }
    if made.scenario is not None and filled["units"] != made_units(made).value:
        raise InvalidInput(OTHER_UNITS, system=made_units(made).value)
    if made.colours_communes and filled["indicator"] != NO_INDICATOR:
        raise InvalidInput(TWO_COLOURS)
    # An empty list of layers is an error, not the usual ones.
    return filled | ({"layers": ""} if given.get("layers") == "" else {})


def made_units(made: MadeOrder) -> UnitSystem:
    """Return the unit system of a scenario, else of a tour."""
    if made.scenario is not None:
        return UnitSystem(made.scenario.answer["units"])
    if made.tour is None:
        raise ValueError("nothing that was made")
    return UnitSystem(made.tour.answer["basis"]["units"])
