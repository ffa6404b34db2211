"""The report of a province, a district or a commune, put together from its parts."""

from __future__ import annotations

from geodata.errors import N_
from geodata.indicator_names import Indicator
from geodata.indicators import recognised_unless_chosen
from geodata.store import Store
from geodata.view import ProductFilter
from layers.catalogue import find_layer
from layers.exports.orders import LayerChoice
from layers.print_maps.orders import Extent, MapOrder
from layers.reports.contents import Figure, ReportContent, Section
from layers.reports.narrowing import of_products
from layers.reports.sentences import SOURCE, Teller
from layers.reports.subjects import SubjectKind
from layers.reports.territory import Territory, unit_in_text, unit_title
from layers.reports.unit_checks import placing_section, published_section
from layers.reports.unit_followed import followed_section
from layers.reports.unit_makers import craft_list, crafts_section, producer_list, producers_section
from layers.reports.unit_overview import basis_section, overview_section
from layers.reports.unit_places import places_section, point_lists, zone_list, zones_section
from layers.reports.unit_products import commune_table, product_list, products_section
from layers.wording import Wording

ABSTRACT = N_("OCOP products, producers, craft villages and places of sale of %(unit)s")
MAPS = N_("Maps")
# A map in a document is read at its width: more pixels are weight alone.
FIGURE_DPI = 170
ABSTRACT_FILTERED = N_(
    "OCOP products, producers, craft villages and places of sale of %(unit)s; filter of products: %(filter)s"
)
PRODUCT_MAP = N_("Products named as recognised in the communes of %(unit)s")
COMMUNE_MAP = N_("Products named as recognised in %(unit)s")
IN_TABLES = N_(
    "tables and maps of products hold those named as recognised; the GeoPackage also holds those that were"
    " only evaluated"
)
NO_LAYERS = N_("none: no table of the registry covers this unit")
NOT_DRAWN = N_("none: the unit is in no unit system that has outlines")
PLACE_MAP = N_("Producers, craft villages, sales points, markets and sights of %(unit)s")
SHOWS = N_("Map: %(title)s. The tables of this report say the same in numbers.")
PLANS_MAP = N_("Producers, craft villages, sales points, markets, sights and plans of %(unit)s")
PLACES = ("producers", "craft_villages", "sales_points", "markets", "sights")


def unit_report(store: Store, words: Wording, territory: Territory) -> ReportContent:
    """Return the report of a territory."""
    unit = unit_in_text(territory.unit, words)
    source = words.text(SOURCE, base=words.base_date(store), revision=words.number(store.revision()))
    teller = Teller(words, source)
    wanted = words.filter(store, territory.wanted, territory.view)
    return ReportContent(
        subject=unit_title(territory.unit, words),
        abstract=teller.text(ABSTRACT_FILTERED if wanted else ABSTRACT, unit=unit, filter=wanted),
        sections=tuple(section for section in _sections(store, teller, territory) if section.blocks),
        annexes=_annexes(store, teller, territory),
        basis=_basis(store, teller, territory),
    )


def _sections(store: Store, teller: Teller, territory: Territory) -> list[Section]:
    """Return the parts before the signature; one without anything to say is empty."""
    counting = of_products(store, teller, territory)
    return [
        basis_section(store, teller, territory),
        overview_section(counting, territory),
        products_section(store, counting, territory),
        producers_section(teller, territory),
        followed_section(store, counting, territory),
        crafts_section(teller, territory),
        zones_section(teller, territory),
        places_section(store, teller, territory),
        placing_section(counting, territory),
        Section(teller.text(MAPS), tuple(_figures(store, teller, territory))),
        # Last: words, not a map that fills its page, come before the signature.
        published_section(store, teller, territory) if territory.records else Section("", ()),
    ]


def _annexes(store: Store, teller: Teller, territory: Territory) -> tuple[Section, ...]:
    """Return the lists behind the signature."""
    counting = of_products(store, teller, territory)
    communes = commune_table(store, counting, territory)
    lists = (
        (N_("Figures of the communes"), [communes] if communes else []),
        (N_("List of the products"), product_list(counting, territory)),
        (N_("List of the producers"), list(producer_list(teller, territory))),
        (N_("List of the crafts and craft villages"), list(craft_list(teller, territory))),
        (N_("List of the raw-material zones"), list(zone_list(teller, territory))),
        (N_("Lists of sales points, markets, sights and plans"), list(point_lists(teller, territory))),
    )
    return tuple(Section(teller.text(title), tuple(tables)) for title, tables in lists if tables)


def _figures(store: Store, teller: Teller, territory: Territory) -> list[Figure]:
    """Return the maps; none where the unit has no outline, or no table covers it."""
    if not territory.is_drawn or territory.records is None or territory.unit["min_lon"] is None:
        return []
    unit = unit_in_text(territory.unit, teller.words)
    coloured = None if territory.kind is SubjectKind.COMMUNE else (Indicator.PRODUCTS, None)
    products = COMMUNE_MAP if territory.kind is SubjectKind.COMMUNE else PRODUCT_MAP
    shown = recognised_unless_chosen(territory.wanted)
    counting = of_products(store, teller, territory)
    # Without a filter, as ever: colours are of recognised products by themselves.
    filtered = ProductFilter() if territory.wanted.is_empty() else shown
    outlines = LayerChoice(find_layer("communes"), filtered if coloured else ProductFilter(), None, coloured)
    plain = LayerChoice(find_layer("communes"))
    planned = ("planned_sites",) if territory.records.lists["planned-sites"] else ()
    points = tuple(LayerChoice(find_layer(key)) for key in (*PLACES, *planned))
    places = teller.text(PLANS_MAP if planned else PLACE_MAP, unit=unit)
    return [
        _figure(counting, territory, "map_products", teller.text(products, unit=unit),
                (outlines, LayerChoice(find_layer("products"), shown))),
        _figure(teller, territory, "map_places", places, (plain, *points)),
    ]  # fmt: skip


def _figure(
    teller: Teller, territory: Territory, name: str, title: str, layers: tuple[LayerChoice, ...]
) -> Figure:
    """Return one map on A4, fitted to the unit."""
    is_whole = territory.kind is SubjectKind.PROVINCE
    order = MapOrder(
        layers=layers,
        view=territory.view,
        extent=Extent() if is_whole else Extent(unit=territory.key),
        landscape=False,
        dpi=FIGURE_DPI,
        title=title,
    )
    return Figure(
        name=name, caption=title, alt=teller.text(SHOWS, title=title), source=teller.source, drawing=order
    )


def _basis(store: Store, teller: Teller, territory: Territory) -> tuple[tuple[str, str], ...]:
    """Return the facts of the report for the README."""
    words, view = teller.words, territory.view
    filtered = words.filter(store, territory.chosen, view) if territory.system else ""
    wanted = words.filter(store, territory.wanted, view)
    lines = (
        (
            N_("Subject"),
            f"{unit_title(territory.unit, words)} ({territory.key[0]}, {territory.key[1].isoformat()})",
        ),
        (N_("Base date"), words.base_date(store)),
        (N_("Unit system and records"), words.view(view) if territory.system else "–"),
        (N_("Status told for"), view.status_day.strftime("%d/%m/%Y")),
        (N_("Filter"), "; ".join(part for part in (filtered, words.translate(IN_TABLES)) if part)),
        *([(N_("Filter of products"), wanted)] if wanted else []),
        (N_("Revision of the data"), words.number(store.revision())),
        *_missing(territory, words),
    )
    return tuple((words.translate(heading), text) for heading, text in lines)


def _missing(territory: Territory, words: Wording) -> list[tuple[str, str]]:
    """Return why a report has no maps and no layers; nothing where it has them."""
    if territory.records is not None and territory.is_drawn:
        return []
    reason = NO_LAYERS if territory.records is None else NOT_DRAWN
    return [(N_("Maps and layers"), words.translate(reason))]
