"""What was made with the map as layers to take away: a saved scenario, a tour, tours laid over each other."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from geodata.errors import N_, NotFound
from geodata.planning.scenarios import Scenario
from geodata.store import Store
from geodata.tourism.saved import SavedTour
from geodata.view import OFFICE_TIME, View
from geodata.vocabulary import UnitSystem
from geodata.writing import day_text
from layers.build import Layer
from layers.catalogue import LayerSpec
from layers.exports.content import Content, content_made
from layers.exports.formats import Format, check_geometry
from layers.exports.names import slug_of
from layers.exports.origin import Origin
from layers.scenario_layers import build_scenario_layer
from layers.tour_files.sheet import Sheet
from layers.tour_layers import build_tour_layer
from layers.wording import Wording

# Every layer that a format carries.
ALL = "all"
LONGEST_SLUG = 40
SCENARIO_SOURCE = N_(
    "Computed by this map: a siting plan from the demand, candidates, existing points and travel times that"
    " are named here."
)
TOUR_SOURCE = N_("A tour that was planned with this map; its stops are places of the registry or own places.")
FLOWS_SOURCE = N_("Computed by this map from the lines of the tours that are named here.")
UNCHANGED = N_("Nothing that it rests on has changed since.")
CHANGED = N_("No longer up to date. Changed since: %(parts)s.")
UNITS = N_("Unit system")
BASE_DATE = N_("Base date")
UNKNOWN_DATE = N_("unknown")

Answer = Mapping[str, Any]


def wanted_keys(asked: str, specs: Mapping[str, LayerSpec], form: Format) -> tuple[str, ...]:
    """
    Return the layers that are asked for: one, or all that the format carries.

    Raises
    ------
    NotFound
        There is no such layer.
    InvalidInput
        The format carries points only, and the layer has none.
    """
    if asked == ALL:
        return tuple(key for key, spec in specs.items() if form.takes(spec))
    if asked not in specs:
        raise NotFound(
            N_("There is no layer %(key)s; there are %(allowed)s"),
            key=asked,
            allowed=", ".join((*specs, ALL)),
        )
    check_geometry(form, specs[asked])
    return (asked,)


def stem_of_origin(kind: str, name: str, day: date) -> str:
    """Return the begin of the names of files: what it is, what it is called, of when."""
    slug = slug_of(name)[:LONGEST_SLUG].strip("-") or f"{zlib.crc32(name.encode()):08x}"
    return f"{kind}_{slug}_{day:%Y%m%d}"


def scenario_contents(
    store: Store,
    found: Scenario,
    answer: Answer,
    keys: Iterable[str],
    crs: str,
    *,
    changed: Sequence[str],
    today: date,
    words: Wording,
) -> list[Content]:
    """
    Return layers of a saved scenario.

    ``answer`` is its answer with the texts in the language of ``words``,
    ``changed`` names in that language what it rests on and is no longer so.

    Raises
    ------
    NotFound
        There is no layer of that name.
    """
    origin = scenario_origin(found, answer, changed, words)
    base, status_day = found.basis["base_date"], date.fromisoformat(answer["status_day"])
    on = status_day if answer.get("on") else None
    view = View(units=UnitSystem(answer["units"]), on=on, today=status_day)
    return [
        content_made(
            build_scenario_layer(store, key, answer, today), view, crs, origin, found.revision, _day(base)
        )
        for key in keys
    ]


def scenario_origin(found: Scenario, answer: Answer, changed: Sequence[str], words: Wording) -> Origin:
    """Return which scenario it is, of when, whether it is still up to date, what its minutes rest on."""
    travel = answer["travel"]
    state = words.text(CHANGED, parts=", ".join(changed)) if changed else words.translate(UNCHANGED)
    made_on = found.created_at.astimezone(OFFICE_TIME).date()
    lines = [
        (N_("Scenario"), found.name),
        (N_("By"), found.author_name),
        *([(N_("Note"), found.note)] if found.note else []),
        (N_("Made on"), day_text(made_on)),
        (N_("Up to date?"), state),
        (UNITS, answer["units"]),
        (N_("Status told for"), day_text(answer["status_day"])),
        (BASE_DATE, _day_told(found.basis["base_date"], words)),
        (N_("Travel times"), f"{travel['network']}. {travel['source']}"),
        *(
            [(N_("Estimates"), words.translate(N_("All minutes are estimates.")))]
            if travel["estimate"]
            else []
        ),
        *((N_("Note"), note["text"]) for note in answer["notes"]),
    ]
    return Origin(
        stem=stem_of_origin("scenario", found.name, made_on),
        page=f"planning/{found.scenario_id}",
        lines=tuple(lines),
        plain={
            "scenario": found.name,
            "scenario_id": found.scenario_id,
            "made_at": found.created_at.isoformat(),
            "changed": list(changed),
            "estimate": bool(travel["estimate"]),
        },
        source=words.translate(SCENARIO_SOURCE),
    )


def tour_contents(
    found: SavedTour, sheet: Sheet, keys: Iterable[str], crs: str, words: Wording
) -> list[Content]:
    """
    Return layers of a saved tour; ``sheet`` is the tour in the language of ``words``.

    Raises
    ------
    NotFound
        There is no layer of that name.
    """
    basis = found.answer["basis"]
    lines = [
        (N_("Tour"), sheet.title),
        (N_("By"), sheet.byline),
        *([(N_("Note"), sheet.note)] if sheet.note else []),
        *((N_("Attention"), alert) for alert in sheet.alerts),
        *([(N_("Lines on the map"), sheet.schematic)] if sheet.schematic else []),
        *((N_("Rests on"), line) for line in sheet.basis),
    ]
    origin = Origin(
        stem=stem_of_origin("tour", found.title, found.first_day),
        page=f"tours/{found.tour_id}",
        lines=tuple(lines),
        plain={
            "tour": found.title,
            "tour_id": found.tour_id,
            "version": found.version,
            "published": found.is_published,
            "alerts": list(sheet.alerts),
        },
        source=words.translate(TOUR_SOURCE),
    )
    view = View(units=UnitSystem(basis["units"]), today=found.first_day)
    return [
        content_made(
            build_tour_layer(key, sheet), view, crs, origin, found.revision, _day(basis["base_date"])
        )
        for key in keys
    ]


def flow_contents(
    layers: Sequence[tuple[Layer, Mapping[str, Any]]], view: View, crs: str, words: Wording
) -> list[Content]:
    """
    Return layers of where tours pass.

    Each comes with its members (``layers.flow_layers``), of which ``notes`` are
    sentences in the language of ``words``.
    """
    return [_flow_content(layer, members, view, crs, words) for layer, members in layers]


def _flow_content(layer: Layer, members: Mapping[str, Any], view: View, crs: str, words: Wording) -> Content:
    """Return one layer of where tours pass."""
    lines = [
        (N_("Unit system and records"), words.view(view)),
        (BASE_DATE, _day_told(members["base_date"], words)),
        *((N_("Rests on"), note) for note in members["notes"][:-1]),
    ]
    origin = Origin(
        stem=stem_of_origin("tour_flows", view.units.value, view.status_day),
        page="tours/flows",
        lines=tuple(lines),
        plain={"tours": members["tours"], "plan": members["plan"], "notes": members["notes"]},
        source=words.translate(FLOWS_SOURCE),
    )
    return content_made(layer, view, crs, origin, members["revision"], _day(members["base_date"]))


def _day(text: str | None) -> date | None:
    """Return a day of an answer."""
    return None if text is None else date.fromisoformat(text)


def _day_told(text: str | None, words: Wording) -> str:
    """Return of when the data are."""
    return words.translate(UNKNOWN_DATE) if text is None else day_text(text)
