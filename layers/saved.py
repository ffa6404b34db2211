"""What somebody saved, for who may see it: scenarios, and tours as their files tell them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from geodata.errors import N_, NotFound
from geodata.office.audit import Actor
from geodata.office.settings import read_settings
from geodata.store import Store
from layers.answer_words import AnswerWords
from layers.wording import Wording

if TYPE_CHECKING:
    from geodata.network.engine_settings import EngineSettings
    from geodata.planning.scenarios import Scenario
    from geodata.tourism.saved import SavedTour
    from layers.tour_files.document import Document

# As scenarios and tours are named.
IDENTIFIER = re.compile(r"[\w-]{1,64}", re.ASCII)
NO_SCENARIO = N_("There is no such scenario; it may have been removed")
# What a plan rests on.
PARTS: Mapping[str, str] = {
    "candidates": N_("candidates"),
    "demand": N_("demand"),
    "existing": N_("existing points"),
    "network": N_("road network"),
}
CHANGED = N_("Changed since this tour was timed: %(change)s")
OTHER_ROADS = N_("Travel times come from other roads now than when this tour was timed.")
DOES_NOT_WORK = N_("This tour does not work as it stands: %(reason)s")


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks: None is a reader who has not signed in; planners see every scenario."""

    user: Actor | None = None
    is_planner: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What telling of something saved needs besides it: the day, the routing engine, where the site is."""

    today: date
    engine: EngineSettings | None = None
    address: str | None = None


def find_visible_scenario(store: Store, scenario_id: str, viewer: Viewer) -> Scenario:
    """Return a scenario that who asks may see (planners every one, others the shared ones), or NotFound."""
    from geodata.planning.scenarios import find_scenario

    if not IDENTIFIER.fullmatch(scenario_id):
        raise NotFound(NO_SCENARIO)
    found = find_scenario(store, scenario_id)
    if not found.shared and not viewer.is_planner:
        raise NotFound(NO_SCENARIO)
    return found


def find_visible_tour(store: Store, tour_id: str, viewer: Viewer) -> SavedTour:
    """Return a published tour, or a draft of who asks, or NotFound."""
    from geodata.tourism.saved import NO_TOUR, find_tour

    if not IDENTIFIER.fullmatch(tour_id):
        raise NotFound(NO_TOUR)
    return find_tour(store, tour_id, viewer.user)


def stale_parts(store: Store, found: Scenario, around: Around) -> tuple[str, ...]:
    """Return what a scenario rests on and is no longer so."""
    from geodata.planning.plans import Running, changed_parts

    running = Running(engine=around.engine, today=around.today)
    return tuple(changed_parts(store, json.dumps(found.request), found.basis, running))


def tour_document(store: Store, words: Wording, found: SavedTour, around: Around) -> Document:
    """Return a saved tour as its files tell it, in the time zone of the office."""
    from layers.tour_files.document import Document, Office

    settings = read_settings(store)
    told = AnswerWords(words.translate, words.number)
    return Document(
        key=found.tour_id,
        title=found.title,
        note=found.note,
        address=f"{around.address}/tours/{found.tour_id}" if around.address else None,
        author=found.author_name,
        is_draft=not found.is_published,
        made_at=found.changed_at.astimezone(settings.zone()),
        version=found.version,
        language=words.language,
        answer=told.with_texts(found.answer),
        office=Office(settings.name),
        alerts=tuple(_alerts(store, told, found, around)),
    )


def _alerts(store: Store, told: AnswerWords, found: SavedTour, around: Around) -> Sequence[str]:
    """Return what has changed since a tour was timed, and why it does not work."""
    from geodata.network.current import current_network
    from geodata.tourism.staleness import changed_stops, have_roads_changed

    lines = [
        told.filled(CHANGED, {"change": told.filled(change.note.message, change.note.values)})
        for change in changed_stops(store, found, around.today)
    ]
    if have_roads_changed(found, current_network(store, around.engine).checksum):
        lines.append(told.translated(OTHER_ROADS))
    findings = told.with_texts(found.answer["findings"])
    lines += [told.filled(DOES_NOT_WORK, {"reason": finding["note"]["text"]}) for finding in findings]
    return lines
