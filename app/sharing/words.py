"""What a link shows, in words: so that whoever sends it, and whoever gets it, knows before it is opened."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from flask_babel import gettext

from app.clock import today
from app.exports.viewers import current_viewer
from app.filters import base_date_text, filter_text
from app.i18n import date_text, number
from app.navigation import SITE_LINKS
from app.pages.labels import unit_title, words
from app.sharing.permalinks import NO_BASE, NO_COLOUR, Permalink
from app.state import current_store
from app.texts import tile_choices
from geodata.errors import N_, OcopError
from geodata.indicator_names import INDICATOR_TEXTS, Indicator
from geodata.vocabulary import UnitLevel, UnitSystem

if TYPE_CHECKING:
    from geodata.planning.scenarios import Scenario
    from geodata.tourism.saved import SavedTour

Lines = list[tuple[str, str]]

SCENARIO, TOURS = "planning_pages.show_scenario", ("tour_pages.show_tour", "tour_design.show_saved")
OPEN_TO = N_("Who may open it")
FAINT = N_("%(layer)s (%(percent)s %% opaque)")


def map_lines(link: Permalink) -> Lines:
    """Return heading and text of each thing that a link to the map decides."""
    lines = [
        (gettext("Unit system"), words("unit_system", link.view.units.value)),
        (gettext("Which records"), _records(link)),
        (gettext("Layers"), _layers(link)),
        (gettext("Colour of communes"), _colour(link)),
        (
            gettext("Filter of products"),
            filter_text(link.chosen, link.view) or gettext("none, every record of the layer"),
        ),
        (gettext("Part of the map"), _place(link)),
        (gettext("Base date"), base_date_text()),
    ]
    if link.base != NO_BASE:
        lines.insert(4, (gettext("Base map"), _base(link.base)))
    return [(heading, text) for heading, text in lines if text]


def _records(link: Permalink) -> str:
    """Return which records count."""
    if link.view.on is None:
        return gettext("of all dates")
    return gettext("as of %(day)s", day=date_text(link.view.on))


def _layers(link: Permalink) -> str:
    """Return the titles of the drawn layers, faint ones with their opacity."""
    titles = [
        gettext(spec.title)
        if percent == 100
        else gettext(FAINT) % {"layer": gettext(spec.title), "percent": percent}
        for spec, percent in link.layers
    ]
    return "; ".join(titles) or gettext("none")


def _colour(link: Permalink) -> str:
    """Return what communes are coloured by."""
    if link.indicator == NO_COLOUR:
        return gettext("none")
    title = gettext(INDICATOR_TEXTS[Indicator(link.indicator)].title)
    return f"{title}: {link.crop}" if link.crop and link.indicator == Indicator.ZONE_HA else title


def _base(key: str) -> str:
    """Return the title of a base map, or that it is not offered (any more)."""
    titles = {str(choice["key"]): str(choice["title"]) for choice in tile_choices()}
    return titles.get(key) or gettext("none: the one of the link is not offered here")


def _place(link: Permalink) -> str:
    """Return where the middle of the map is."""
    if link.at is None:
        return gettext("the whole province")
    lat, lon, zoom = link.at
    return gettext(
        "around %(lat)s° N, %(lon)s° E, zoom %(zoom)s",
        lat=number(lat, 4),
        lon=number(lon, 4),
        zoom=number(zoom),
    )


def page_title(place: str, endpoint: str, values: dict[str, str]) -> str:
    """
    Return what a page is called.

    A unit, a record, a scenario or a tour by its name, else as the menu says, else its path.
    """
    path = urlsplit(place).path
    try:
        return _named(place, endpoint, values) or next(
            (gettext(title) for address, title in SITE_LINKS if address == path and path != "/"), path
        )
    except OcopError:
        # A record that is gone since: the page itself says so.
        return path


def audience_lines(endpoint: str, values: dict[str, str]) -> Lines:
    """Return who may open a page that not every reader may; none for other pages, and for what is gone."""
    try:
        if endpoint in TOURS and not _tour(values).is_published:
            return [(gettext(OPEN_TO), gettext("its author alone, until the tour is published"))]
        if endpoint == SCENARIO and not _scenario(values).shared:
            return [(gettext(OPEN_TO), gettext("planners of the office alone, until the plan is shared"))]
    except OcopError:
        return [(gettext(OPEN_TO), gettext("not you: it is gone, or not shared with you"))]
    return []


def _scenario(values: dict[str, str]) -> Scenario:
    """Return the scenario of a page, if who asks may see it."""
    from layers.saved import find_visible_scenario

    return find_visible_scenario(current_store(), values["scenario_id"], current_viewer())


def _tour(values: dict[str, str]) -> SavedTour:
    """Return the saved tour of a page, if who asks may see it."""
    from layers.saved import find_visible_tour

    return find_visible_tour(current_store(), values["tour_id"], current_viewer())


def _named(place: str, endpoint: str, values: dict[str, str]) -> str:
    """Return the name of what a page is about; empty: the page is of another kind."""
    if endpoint in ("records.commune", "records.district"):
        from geodata.unit_details import unit_for_page  # pandas: not while the program starts

        level = UnitLevel.COMMUNE if endpoint == "records.commune" else UnitLevel.DISTRICT
        query = parse_qs(urlsplit(place).query)
        on, units = query.get("on", [""])[0], query.get("units", [""])[0]
        system = UnitSystem(units) if units in tuple(UnitSystem) else None
        unit = unit_for_page(current_store(), values["code"], level, _day(on), today(), system)
        return f"{unit_title(unit)} ({values['code']})"
    if endpoint == "records.record":
        from geodata.details import find_kind, read_record

        detail = read_record(current_store(), find_kind(values["path"]), values["record_id"], today())
        return str(detail.record["name"])
    if endpoint == SCENARIO:
        return gettext("Scenario: %(name)s", name=_scenario(values).name)
    if endpoint in TOURS:
        return gettext("Tour: %(name)s", name=_tour(values).title)
    return ""


def _day(text: str) -> date | None:
    """Return the day of an address that was not checked."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
