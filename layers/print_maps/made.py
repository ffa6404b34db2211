"""A siting plan and a tour as a map on paper draws them: read once, with their facts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geodata.crs import METRIC
from geodata.store import Store
from layers.answer_words import AnswerWords
from layers.exports.content import Content
from layers.exports.made import scenario_contents, tour_contents
from layers.print_maps.made_orders import MadeOrder, PlanColours
from layers.saved import PARTS, Around, stale_parts, tour_document
from layers.scenario_layers import SCENARIO_LAYERS
from layers.tour_files.document import cleaned
from layers.tour_files.map_parts import metres_of
from layers.tour_files.reading import sheet_of
from layers.tour_files.words import Words
from layers.tour_layers import TOUR_LAYERS
from layers.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geodata.planning.scenarios import Scenario
    from geodata.tourism.saved import SavedTour
    from layers.tour_files.sheet import Sheet


@dataclass(frozen=True)
class Plan:
    """
    A scenario to be drawn.

    ``answer`` has its texts in the language of the map; ``points`` and
    ``communes`` are its layers in EPSG:9208.
    """

    found: Scenario
    answer: Mapping[str, Any]
    colours: PlanColours
    points: Content
    communes: Content

    @property
    def contents(self) -> tuple[Content, Content]:
        """Return its layers."""
        return self.points, self.communes

    @property
    def is_before(self) -> bool:
        """Whether the map shows what there is without the plan."""
        return self.colours is PlanColours.BEFORE

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """Return a number (from 1) for every point that serves, new ones first, as on the screen."""
        added = [point["id"] for point in self.answer["points"]]
        others = [key for key in self.answer["opened"] if key not in added]
        return {key: number for number, key in enumerate((*added, *others), start=1)}

    @cached_property
    def spots(self) -> Mapping[str, Mapping[str, Any]]:
        """Return what may serve a commune, by its key: candidates, and existing points that are none."""
        existing = {point["id"]: point for point in self.answer["existing"]["points"]}
        return existing | {item["id"]: item for item in self.answer["candidates"]}


@dataclass(frozen=True)
class Tour:
    """A tour to be drawn, in the language of the map; ``stops`` and ``legs`` are its layers in EPSG:9208."""

    found: SavedTour
    sheet: Sheet
    stops: Content
    legs: Content

    @property
    def contents(self) -> tuple[Content, Content]:
        """Return its layers."""
        return self.stops, self.legs


@dataclass(frozen=True, slots=True)
class Made:
    """What is on a map besides layers; None where there is none."""

    plan: Plan | None = None
    tour: Tour | None = None

    @property
    def contents(self) -> tuple[Content, ...]:
        """Return the layers of both."""
        plan = self.plan.contents if self.plan else ()
        return (*plan, *(self.tour.contents if self.tour else ()))

    def bounds(self) -> tuple[float, float, float, float] | None:
        """Return the bounds in metres of all that is drawn of it; None where nothing has a place."""
        shapes = [shape for content in self.contents for shape in content.shapes if shape is not None]
        if self.tour:
            days = self.tour.sheet.days
            ends = metres_of([place.point for day in days for place in (day.start, day.end)])
            shapes.append(shapely.MultiPoint(ends))
        west, south, east, north = shapely.total_bounds(shapes).tolist() if shapes else (np.nan,) * 4
        return None if np.isnan(west) else (west, south, east, north)


def read_made_layers(store: Store, words: Wording, order: MadeOrder, around: Around) -> Made:
    """Return the scenario and the tour of an order in words, in EPSG:9208."""
    return Made(
        plan=_plan(store, words, order.scenario, order.colours, around) if order.scenario else None,
        tour=_tour(store, words, order.tour, around) if order.tour else None,
    )


def _plan(store: Store, words: Wording, found: Scenario, colours: PlanColours, around: Around) -> Plan:
    """Return a scenario."""
    answer = AnswerWords(words.translate, words.number).with_texts(found.answer)
    changed = [words.translate(PARTS[part]) for part in stale_parts(store, found, around) if part in PARTS]
    points, communes = scenario_contents(
        store, found, answer, tuple(SCENARIO_LAYERS), METRIC, changed=changed, today=around.today, words=words
    )
    return Plan(found, answer, colours, points, communes)


def _tour(store: Store, words: Wording, found: SavedTour, around: Around) -> Tour:
    """Return a tour."""
    document = cleaned(tour_document(store, words, found, around))
    sheet = sheet_of(document, Words(words.language, words.translate, words.number))
    stops, legs = tour_contents(found, sheet, tuple(TOUR_LAYERS), METRIC, words)
    return Tour(found, sheet, stops, legs)
