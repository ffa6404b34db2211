"""Raw-material zones, sales points, markets, sights and plans of a province, district or commune."""

from __future__ import annotations

from collections.abc import Iterator

from geodata.collation import vietnamese_key
from geodata.errors import N_
from geodata.plain import Row
from geodata.store import Store
from geodata.summaries import newest_published
from geodata.vocabulary import SalesPointKind, Weekday
from layers.reports.cells import counted, inferred_sentence, inferred_text, numbered
from layers.reports.contents import Block, Section, Table
from layers.reports.sentences import Teller, joined, ngettext
from layers.reports.subjects import SubjectKind
from layers.reports.territory import Territory
from layers.reports.unit_makers import place_cell, place_column

ZONES = N_("Raw-material zones")
ZONES_NAMED = ngettext(
    "%(num)s raw-material zone is on record, with its newest figure and the year of it.",
    "%(num)s raw-material zones are on record, each with its newest figure and the year of it.",
)
NEVER_ADDED = N_(
    "Figures of several years and sources are never added up; a zone may reach into other communes, and its"
    " hectares are those of the whole zone."
)
NO_ZONE = N_("No raw-material zone is on record here; that is not zero.")
PLACES = N_("Sales points and markets")
POINTS_NAMED = ngettext(
    "%(num)s sales point is on record, markets included.",
    "%(num)s sales points are on record, markets included.",
)
POINT_PLACES = ngettext(
    "They lie at %(num)s place; a place is counted once.",
    "They lie at %(num)s places; a place is counted once.",
)
NO_POINT = N_("No sales point is on record here; that is not zero.")
OCOP_POINTS = N_(
    "%(known)s of them are OCOP sales points known by name; %(published)s were published for %(day)s."
)
MARKETS_NAMED = ngettext(
    "%(num)s market is on record; markets are counted among the sales points.",
    "%(num)s markets are on record; markets are counted among the sales points.",
)
SEVERAL_ROWS = N_(
    "%(rows)s rows are of the kind market: a market with several rows is one market in the list."
)
DISPUTED = ngettext(
    "On the days of %(num)s market the sources differ.", "On the days of %(num)s markets the sources differ."
)


PLANNED_NAMED = ngettext(
    "%(num)s planned cluster or point is on record, in no count of sales points.",
    "%(num)s planned clusters and points are on record, in no count of sales points.",
)
STAGES = N_("A stage, a year or an area that is not named is not known.")


def zones_section(teller: Teller, territory: Territory) -> Section:
    """Return how many zones there are; their hectares are never added up."""
    if territory.records is None:
        return Section(teller.text(ZONES), ())
    zones = territory.records.lists["zones"]
    told = (
        joined(
            (
                teller.count(ZONES_NAMED, len(zones)),
                inferred_sentence(teller, zones),
                teller.text(NEVER_ADDED),
            )
        )
        if zones
        else teller.text(NO_ZONE)
    )
    return Section(teller.text(ZONES), (told,))


def zone_list(teller: Teller, territory: Territory) -> Iterator[Table]:
    """Give the zones by crop, then the list of them, each with its newest figure and year."""
    rows = territory.records.lists["zones"] if territory.records else ()
    if not rows:
        return
    crops = counted(row["crop"] for row in rows)
    order = sorted(crops.items(), key=lambda item: (-item[1], vietnamese_key(item[0] or "")))
    yield teller.table(
        "zones_by_crop",
        teller.text(N_("Raw-material zones by crop")),
        (teller.column(N_("Crop"), width=3), teller.column(N_("Zones"), "whole")),
        order,
    )
    columns = (
        teller.column(N_("No."), "whole", 0.7),
        teller.column(N_("Raw-material zone"), width=2.6),
        teller.column(N_("Crop"), width=1.6),
        teller.column(N_("Units"), width=2.6),
        teller.column(N_("Hectares, from"), "number", 1.1),
        teller.column(N_("Hectares, to"), "number", 1.1),
        teller.column(N_("Year of the figure"), "year", 1.1),
        teller.column(N_("Figures on record"), "whole", 1.1),
        teller.column(N_("Inferred"), width=1.4, needed=False),
    )
    yield teller.table(
        "zones",
        teller.text(N_("Raw-material zones, each with its newest figure")),
        columns,
        numbered(
            (
                row["name"],
                row["crop"],
                ", ".join(row["units"]),
                row["area_ha_min"],
                row["area_ha_max"],
                row["area_year"],
                row["observation_count"],
                inferred_text(teller, row),
            )
            for row in rows
        ),
        [teller.text(NEVER_ADDED)],
    )


def places_section(store: Store, teller: Teller, territory: Territory) -> Section:
    """Return the sales points by kind and the markets by day."""
    if territory.records is None or territory.figures is None:
        return Section(teller.text(PLACES), ())
    points, markets = territory.records.lists["sales-points"], territory.records.lists["markets"]
    count = territory.figures.lists["sales-points"]
    told = [teller.count(POINTS_NAMED, count.rows) if points else teller.text(NO_POINT)]
    if points and count.places != count.rows:
        told.append(teller.count(POINT_PLACES, count.places))
    if territory.kind is SubjectKind.PROVINCE:
        told += _published_points(store, teller, points)
    if markets:
        told.append(teller.count(MARKETS_NAMED, len(markets)))
        rows_of_markets = sum(row["kind"] == SalesPointKind.MARKET for row in points)
        if rows_of_markets > len(markets):
            told.append(teller.text(SEVERAL_ROWS, rows=rows_of_markets))
        disputed = sum(bool(row["disputed"]) for row in markets)
        told += [teller.count(DISPUTED, disputed)] if disputed else []
    told.append(inferred_sentence(teller, points))
    planned = territory.records.lists["planned-sites"]
    told += [teller.count(PLANNED_NAMED, len(planned))] if planned else []
    blocks: list[Block] = [joined(told)]
    if points:
        kinds = counted(row["kind"] for row in points)
        columns = (
            teller.column(N_("Kind"), width=3),
            teller.column(N_("Sales points"), "whole", needed=False),
        )
        rows = [(teller.label("sales_point_kind", kind), kinds[kind] or None) for kind in SalesPointKind]
        caption = teller.text(N_("Sales points by kind"))
        blocks.append(teller.table("sales_points_by_kind", caption, columns, rows))
    return Section(teller.text(PLACES), tuple(blocks))


def _published_points(store: Store, teller: Teller, points: tuple[Row, ...]) -> list[str]:
    """Return how many OCOP points are known of those that were published."""
    published = newest_published(store, "ocop_sales_points")
    if published is None:
        return []
    known = sum(row["kind"] == SalesPointKind.OCOP_POINT for row in points)
    return [teller.text(OCOP_POINTS, known=known, published=published.value, day=published.as_of)]


def point_lists(teller: Teller, territory: Territory) -> Iterator[Table]:
    """Give the lists of sales points, markets, sights, and what is planned."""
    if territory.records is None:
        return
    yield from _sales_points(teller, territory, territory.records.lists["sales-points"])
    yield from _markets(teller, territory, territory.records.lists["markets"])
    yield from _sights(teller, territory, territory.records.lists["sights"])
    yield from _planned_sites(teller, territory, territory.records.lists["planned-sites"])


def _sales_points(teller: Teller, territory: Territory, rows: tuple[Row, ...]) -> Iterator[Table]:
    """Give the list of the sales points."""
    if not rows:
        return
    columns = (
        teller.column(N_("No."), "whole", 0.7),
        teller.column(N_("Sales point"), width=3.2),
        teller.column(N_("Kind"), width=1.6),
        teller.column(N_("Operator"), width=2.2),
        *place_column(teller, territory),
        teller.column(N_("Opened in"), "year", 1.1),
        teller.column(N_("Inferred"), width=1.4, needed=False),
    )
    yield teller.table(
        "sales_points",
        teller.text(N_("Sales points on record, markets included")),
        columns,
        numbered(
            (
                row["name"],
                teller.label("sales_point_kind", row["kind"]),
                row["operator"],
                *place_cell(row, territory),
                row["opened_year"],
                inferred_text(teller, row),
            )
            for row in rows
        ),
    )


def _markets(teller: Teller, territory: Territory, rows: tuple[Row, ...]) -> Iterator[Table]:
    """Give the list of the markets with their days."""
    if not rows:
        return
    columns = (
        teller.column(N_("No."), "whole", 0.7),
        teller.column(N_("Market"), width=3),
        teller.column(N_("How often"), width=1.6),
        teller.column(N_("Market days"), width=2.4),
        teller.column(N_("Sources differ"), width=1.2),
        *place_column(teller, territory),
    )
    yield teller.table(
        "markets",
        teller.text(N_("Markets on record")),
        columns,
        numbered(
            (
                row["name"],
                teller.label("market_kind", row["market_kind"]),
                ", ".join(teller.label("weekday", day) for day in Weekday if day in row["weekdays"]),
                teller.label("flag", str(bool(row["disputed"])).lower()),
                *place_cell(row, territory),
            )
            for row in rows
        ),
    )


def _sights(teller: Teller, territory: Territory, rows: tuple[Row, ...]) -> Iterator[Table]:
    """Give the list of the sights."""
    if not rows:
        return
    columns = (
        teller.column(N_("No."), "whole", 0.7),
        teller.column(N_("Sight"), width=3.4),
        teller.column(N_("Kind"), width=2.2),
        *place_column(teller, territory),
        teller.column(N_("Inferred"), width=1.4, needed=False),
    )
    yield teller.table(
        "sights",
        teller.text(N_("Sights on record")),
        columns,
        numbered(
            (
                row["name"],
                teller.label("sight_kind", row["kind"]),
                *place_cell(row, territory),
                inferred_text(teller, row),
            )
            for row in rows
        ),
    )


def _planned_sites(teller: Teller, territory: Territory, rows: tuple[Row, ...]) -> Iterator[Table]:
    """Give the list of planned clusters and points with their stage."""
    if not rows:
        return
    columns = (
        teller.column(N_("No."), "whole", 0.7),
        teller.column(N_("Planned cluster or point"), width=3),
        teller.column(N_("What is planned"), width=2),
        teller.column(N_("How far it has come"), width=1.6),
        teller.column(N_("Planned for the year"), "year", 1.1),
        teller.column(N_("Area (ha)"), "number", 1.1),
        *place_column(teller, territory),
        teller.column(N_("Inferred"), width=1.4, needed=False),
    )
    yield teller.table(
        "planned_sites",
        teller.text(N_("Planned clusters and points on record")),
        columns,
        numbered(
            (
                row["name"],
                teller.label("planned_kind", row["kind"]),
                teller.label("planned_stage", row["stage"]),
                row["planned_year"],
                row["area_ha"],
                *place_cell(row, territory),
                inferred_text(teller, row),
            )
            for row in rows
        ),
        [teller.text(STAGES)],
    )
