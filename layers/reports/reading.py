"""From an order to what is packed: the subject is found and read; who may not see it finds nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from geodata.crs import WGS84
from geodata.store import Store
from geodata.vocabulary import UnitSystem
from layers.answer_words import AnswerWords
from layers.catalogue import find_layer
from layers.exports.content import Content, read_content
from layers.exports.names import filter_slug
from layers.exports.orders import LayerChoice
from layers.reports.narrowing import narrowed
from layers.reports.orders import ReportOrder
from layers.reports.pack import Report
from layers.reports.subjects import Subject, SubjectKind
from layers.reports.territory import Territory, find_unit, read_territory, unit_title
from layers.reports.unit_report import unit_report
from layers.saved import (
    PARTS,
    Around,
    Viewer,
    find_visible_scenario,
    find_visible_tour,
    stale_parts,
    tour_document,
)
from layers.wording import Wording

if TYPE_CHECKING:
    from geodata.planning.scenarios import Scenario
    from geodata.tourism.saved import SavedTour

RECORDS = ("products", "producers", "craft_villages", "material_zones", "sales_points", "markets", "sights")


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
        find_visible_scenario(store, subject.key, viewer)
    elif subject.kind is SubjectKind.TOUR:
        find_visible_tour(store, subject.key, viewer)
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
        return find_visible_scenario(store, subject.key, viewer).name
    if subject.kind is SubjectKind.TOUR:
        return find_visible_tour(store, subject.key, viewer).title
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
        return _scenario_report(store, words, find_visible_scenario(store, subject.key, viewer), around)
    if subject.kind is SubjectKind.TOUR:
        return _tour_report(store, words, find_visible_tour(store, subject.key, viewer), around)
    whole = read_territory(store, subject, order.units, order.on, around.today)
    territory = narrowed(store, whole, order.wanted)
    filtered = filter_slug(LayerChoice(find_layer("products"), order.wanted))
    return Report(
        kind="_".join(part for part in (subject.kind.value, subject.key, filtered) if part),
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
    products = replace(territory.wanted, district=territory.chosen.district, commune=territory.chosen.commune)
    planned = ("planned_sites",) if territory.records.lists["planned-sites"] else ()
    choices = [
        LayerChoice(find_layer(key), products if key == "products" else territory.chosen)
        for key in (*RECORDS, *planned)
    ]
    choices.append(LayerChoice(find_layer("communes"), ids=codes))
    if territory.kind is SubjectKind.DISTRICT:
        choices.append(LayerChoice(find_layer("districts"), ids=(code,)))
    if territory.kind is SubjectKind.PROVINCE:
        choices.append(LayerChoice(find_layer("provinces")))
    return [read_content(store, choice, view, WGS84) for choice in choices]


def _scenario_report(store: Store, words: Wording, found: Scenario, around: Around) -> Report:
    """Return the report of a scenario."""
    from layers.exports.made import scenario_contents
    from layers.reports.scenario_report import SavedPlan, scenario_report
    from layers.scenario_layers import SCENARIO_LAYERS

    answer = AnswerWords(words.translate, words.number).with_texts(found.answer)
    stale = stale_parts(store, found, around)
    plan = SavedPlan(found=found, answer=answer, stale=stale, around=around)
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

    tour = read_sheet(found, tour_document(store, words, found, around), words)
    layers = tour_contents(found, tour.sheet, tuple(TOUR_LAYERS), WGS84, words)
    return Report(kind="tour", content=tour_report(words, tour, around.today), layers=layers)
