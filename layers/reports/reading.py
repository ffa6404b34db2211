"""From an order to what is packed: the subject is found and read; who may not see it finds nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from geodata.crs import WGS84
from geodata.errors import N_, NotFound
from geodata.office.audit import Actor
from geodata.office.settings import read_settings
from geodata.store import Store
from geodata.vocabulary import UnitSystem
from layers.answer_words import AnswerWords
from layers.catalogue import find_layer
from layers.exports.content import Content, read_content
from layers.exports.orders import LayerChoice
from layers.reports.orders import ReportOrder
from layers.reports.pack import Report
from layers.reports.subjects import Subject, SubjectKind
from layers.reports.territory import Territory, find_unit, read_territory, unit_title
from layers.reports.unit_report import unit_report
from layers.wording import Wording

if TYPE_CHECKING:
    from geodata.network.engine_settings import EngineSettings
    from geodata.planning.scenarios import Scenario
    from geodata.tourism.saved import SavedTour
    from layers.tour_files.document import Document

RECORDS = ("products", "producers", "craft_villages", "material_zones", "sales_points", "markets", "sights")
NO_SCENARIO = N_("There is no such scenario; it may have been removed")
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
    """What a report needs besides its order: the day, the routing engine, where the site is."""

    today: date
    engine: EngineSettings | None = None
    address: str | None = None


def check_subject(store: Store, order: ReportOrder, viewer: Viewer, today: date) -> None:
    """
    Find the subject without reading it.

    Raises
    ------
    NotFound
        There is no such unit, scenario or tour, or who asks may not see it.
    """
    subject = order.subject
    if subject.kind is SubjectKind.SCENARIO:
        _scenario(store, subject, viewer)
    elif subject.kind is SubjectKind.TOUR:
        _tour(store, subject, viewer)
    elif subject.kind is not SubjectKind.PROVINCE:
        find_unit(store, subject, order.units, order.on, today)


def title_of(
    store: Store, words: Wording, subject: Subject, units: UnitSystem | None, viewer: Viewer, today: date
) -> str:
    """
    Return what a subject is called; the province has no name of its own here.

    Raises
    ------
    NotFound
        As ``check_subject``.
    """
    if subject.kind is SubjectKind.SCENARIO:
        return _scenario(store, subject, viewer).name
    if subject.kind is SubjectKind.TOUR:
        return _tour(store, subject, viewer).title
    if subject.kind is SubjectKind.PROVINCE:
        return ""
    unit = find_unit(store, subject, units, None, today)
    return f"{unit_title(unit, words)} ({unit['unit_code']})"


def read_report(store: Store, words: Wording, order: ReportOrder, viewer: Viewer, around: Around) -> Report:
    """
    Read what a report says, and the layers that come with it.

    Raises
    ------
    NotFound
        As ``check_subject``.
    """
    subject = order.subject
    if subject.kind is SubjectKind.SCENARIO:
        return _scenario_report(store, words, _scenario(store, subject, viewer), around)
    if subject.kind is SubjectKind.TOUR:
        return _tour_report(store, words, _tour(store, subject, viewer), around)
    territory = read_territory(store, subject, order.units, order.on, around.today)
    return Report(
        kind=f"{subject.kind}_{subject.key}" if subject.key else subject.kind.value,
        content=unit_report(store, words, territory),
        layers=_unit_layers(store, territory),
    )


def _unit_layers(store: Store, territory: Territory) -> list[Content]:
    """Return the records of a territory, which its lists hold, and its outlines."""
    if territory.records is None or not territory.is_drawn:
        return []
    view, code = territory.view, territory.key[0]
    is_commune = territory.kind is SubjectKind.COMMUNE
    codes = (code,) if is_commune else tuple(str(row["unit_code"]) for row in territory.communes)
    choices = [LayerChoice(find_layer(key), territory.chosen) for key in RECORDS]
    choices.append(LayerChoice(find_layer("communes"), ids=codes))
    if territory.kind is SubjectKind.DISTRICT:
        choices.append(LayerChoice(find_layer("districts"), ids=(code,)))
    if territory.kind is SubjectKind.PROVINCE:
        choices.append(LayerChoice(find_layer("provinces")))
    return [read_content(store, choice, view, WGS84) for choice in choices]


def _scenario(store: Store, subject: Subject, viewer: Viewer) -> Scenario:
    """Return a scenario that who asks may see: planners every one, others the shared ones."""
    from geodata.planning.scenarios import find_scenario

    found = find_scenario(store, subject.key)
    if not found.shared and not viewer.is_planner:
        raise NotFound(NO_SCENARIO)
    return found


def _tour(store: Store, subject: Subject, viewer: Viewer) -> SavedTour:
    """Return a published tour, or a draft of who asks."""
    from geodata.tourism.saved import find_tour

    return find_tour(store, subject.key, viewer.user)


def _scenario_report(store: Store, words: Wording, found: Scenario, around: Around) -> Report:
    """Return the report of a scenario."""
    from geodata.planning.plans import Running, changed_parts
    from layers.exports.made import scenario_contents
    from layers.reports.scenario_report import PARTS, SavedPlan, scenario_report
    from layers.scenario_layers import SCENARIO_LAYERS

    answer = AnswerWords(words.translate, words.number).with_texts(found.answer)
    running = Running(engine=around.engine, today=around.today)
    stale = tuple(changed_parts(store, json.dumps(found.request), found.basis, running))
    plan = SavedPlan(found=found, answer=answer, stale=stale, today=around.today)
    layers = scenario_contents(
        store,
        found,
        answer,
        tuple(SCENARIO_LAYERS),
        WGS84,
        changed=[words.translate(PARTS[part]) for part in stale if part in PARTS],
        today=around.today,
        words=words,
    )
    return Report(kind="scenario", content=scenario_report(store, words, plan), layers=layers)


def _tour_report(store: Store, words: Wording, found: SavedTour, around: Around) -> Report:
    """Return the report of a tour."""
    from layers.exports.made import tour_contents
    from layers.reports.tour_report import read_sheet, tour_report
    from layers.tour_layers import TOUR_LAYERS

    tour = read_sheet(found, _document(store, words, found, around), words)
    layers = tour_contents(found, tour.sheet, tuple(TOUR_LAYERS), WGS84, words)
    return Report(kind="tour", content=tour_report(words, tour, around.today), layers=layers)


def _document(store: Store, words: Wording, found: SavedTour, around: Around) -> Document:
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
