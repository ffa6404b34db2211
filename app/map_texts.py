"""The texts of the map, by key; see ``app.texts``."""

from __future__ import annotations

from geodata.errors import N_

MAP_TEXTS: dict[str, str] = {
    "base.title": N_("Base map"),
    "base.own": N_("Outlines only (no internet)"),
    "base.zooms": N_("%(name)s is drawn from zoom %(zoom)s on: zoom in."),
    "base.note": N_("A tile service is a site on the internet: it sees which part of the map you look at."),
    "choropleth.title": N_("Colour of communes"),
    "choropleth.indicator": N_("Indicator"),
    "choropleth.crop": N_("Crop"),
    "choropleth.scheme": N_("How classes are made"),
    "choropleth.classes": N_("Number of classes"),
    "choropleth.palette": N_("Colours"),
    "indicator.none": N_("No colour"),
    "scheme.quantiles": N_("Quantiles (as many communes in each)"),
    "scheme.natural_breaks": N_("Natural breaks"),
    "scheme.equal_interval": N_("Equal intervals"),
    "palette.blues": N_("Blues"),
    "palette.greens": N_("Greens"),
    "palette.oranges": N_("Oranges"),
    "palette.purples": N_("Purples"),
    "palette.ylgnbu": N_("Yellow to blue"),
    "palette.viridis": N_("Viridis"),
    "coordinates.label": N_("Coordinates"),
    "coordinates.line": N_(
        "WGS 84: %(lat)s; %(lon)s · VN-2000 (104°45′, 3°): X (north) %(northing)s m; Y (east) %(easting)s m"
    ),
    "error.network": N_("The server cannot be reached. Check the connection and try again."),
    "error.server": N_("The server answered with error %(status)s."),
    "filter.title": N_("Product filter"),
    "filter.intro": N_(
        "The number beside a value is the products that remain when it is chosen. The page "
        "starts with all that the registry names as recognised, whatever the date."
    ),
    "filter.active": N_("Active filters"),
    "filter.remove": N_("Remove the filter %(filter)s"),
    "filter.clear": N_("Clear all filters"),
    "filter.q": N_("Text in name, producer or place"),
    "filter.inferred": N_("Leave out inferred stars, group or commune"),
    "filter.group": N_("Product group"),
    "filter.stars": N_("Stars (latest rating met)"),
    "filter.status": N_("Status"),
    "filter.recognition": N_("Recognition"),
    "filter.producer_kind": N_("Kind of producer"),
    "filter.district": N_("District (until 30 June 2025)"),
    "filter.commune": N_("Commune"),
    "filter.placement": N_("Placed by"),
    "filter.confidence": N_("Confidence"),
    "filter.followed": N_("What the programme follows"),
    "filter.none.stars": N_("No stars known"),
    "filter.none.producer_kind": N_("Producer unknown"),
    "filter.none.district": N_("District unknown"),
    "filter.none.commune": N_("In no commune"),
    "filter.nothing": N_("no filter"),
    "filter.not_applied": N_("the product filter does not apply"),
    "legend.title": N_("Legend"),
    "legend.communes": N_("%(count)s communes"),
    "legend.none_recorded": N_("none recorded: no source names such a case there; that is not zero"),
    "legend.no_data": N_("no data (former Yên Bái: no table covers it)"),
    "legend.no_rate": N_("no rate: the population does not fit the outline"),
    "legend.no_own_figure": N_("named by a source, without a figure of its own"),
    "legend.not_additive": N_("several figures that cannot be added up"),
    "legend.stars": N_(
        "The number and the size of a symbol are the stars of the latest rating met; – means unknown."
    ),
    "legend.placed": N_("Products are placed by commune, not at an exact position."),
    "legend.places": N_("Places"),
    "legend.roles": N_(
        "+1: the same place has another role (for example a market that is also a sales point); "
        "it is drawn once."
    ),
    "legend.lines": N_("Outlines and lines"),
    "legend.district_only": N_("District with products known only by district, in no commune"),
    "map.attribution": N_(
        "Boundaries: vietnamese-provinces-database, censusVN2009 (MIT); some points © "
        "OpenStreetMap contributors (ODbL)"
    ),
    "map.label": N_("Map. Arrow keys move it, plus and minus zoom, Tab goes to the symbols."),
    "map.cluster": N_(
        "%(products)s from the layer of products, %(places)s from other layers, placed by commune, not exact"
        " positions. Open to see each."
    ),
    "map.district_only_title": N_("%(name)s: %(count)s products known only by district"),
    "measure.title": N_("Measure"),
    "measure.distance_button": N_("Distance"),
    "measure.area_button": N_("Area"),
    "measure.clear": N_("Clear measurement"),
    "measure.hint": N_(
        "Click points on the map; by keyboard: move the map and press Enter to take its middle. Escape ends."
    ),
    "measure.length": N_("Length: %(length)s (straight lines on the ellipsoid, WGS 84; not by road)"),
    "measure.area": N_("Area: %(area)s; border: %(border)s (on the ellipsoid, WGS 84)"),
    "on.title": N_("As of day"),
    "on.clear": N_("All days"),
    "on.note": N_(
        "Counts only records that can have counted on that day, and tells the status for it. "
        "Empty: all records, whatever their date. Boundaries do not change."
    ),
    "units.title": N_("Unit system"),
    "units.2025": N_("since 1 July 2025: 99 communes and wards, no districts"),
    "units.2024": N_("until 30 June 2025: 151 communes, 9 districts"),
    "units.short.2025": N_("since 1 July 2025"),
    "units.short.2024": N_("until 30 June 2025"),
    "summary.more": N_("More about these numbers"),
    "units.note": N_("The same records, counted in other units."),
    "panel.label": N_("Panels"),
    "panel.filter": N_("Filter"),
    "panel.view": N_("Units, colours"),
    "panel.layers": N_("Layers"),
    "panel.tools": N_("Tools"),
    "panel.fold": N_("Fold"),
    "panel.unfold": N_("Unfold"),
    "placement.commune": N_("Placed by commune, not an exact position."),
    "placement.district_only": N_("Known only by district: in no commune."),
    "placement.not_placed": N_("No source says in which commune or district it is."),
    "placement.outside": N_("Outside the unit system on screen."),
    "placement.other": N_("Position: %(how)s."),
    "popup.stars": N_("%(stars)s stars"),
    "popup.no_stars": N_("stars unknown"),
    "popup.basis": N_("Data set put together on %(date)s."),
    "popup.basis_status": N_("Data set put together on %(date)s; status on %(day)s."),
    "choropleth.of_year": N_("%(figure)s (figure of %(year)s)"),
    "popup.page": N_("Full page"),
    "popup.roles": N_("One place, several roles: %(roles)s."),
    "popup.commune_products": N_("Products of the filter placed in this commune: %(count)s"),
    "popup.no_records": N_("No data: no table covers this commune"),
    "popup.district_only": N_(
        "%(count)s products of the filter are known only by this district; they are in no commune."
    ),
    "print.title": N_("OCOP map of Lào Cai"),
    "published.line": N_("The registry names %(named)s; published: %(published)s"),
    "published.total": N_("%(total)s (%(date)s)"),
    "published.communes": N_("%(total)s products in %(communes)s communes (%(date)s)"),
    "published.merged": N_("%(text)s, merged province"),
    "search.label": N_("Search products, producers, villages, communes, sights"),
    "search.placeholder": N_("Search: product, producer, commune …"),
    "search.results": N_("Search results"),
    "search.none": N_("Nothing found"),
    "search.count": N_("%(count)s results"),
    "search.commune": N_("Commune"),
    "search.district": N_("District (until 30 June 2025)"),
    "summary.total": N_("products named, by the filter"),
    "summary.status": N_("Status, three values that are not added up"),
    "summary.status_note": N_("Status on %(date)s; recognition lasts 36 months."),
    "summary.in_communes": N_("In communes: %(count)s (%(communes)s communes)"),
    "summary.district_only": N_("Known only by district"),
    "summary.not_placed": N_("Not placed"),
    "summary.outside": N_("Outside the unit system"),
    "summary.inferred": N_(
        "Inferred: %(records)s products rest on inferred stars (%(stars)s), group (%(group)s) or "
        "commune (%(commune)s)"
    ),
    "summary.basis": N_("Data of %(date)s · %(on)s · units %(units)s · filter: %(filter)s"),
    "summary.on": N_("as of %(date)s"),
    "summary.any_day": N_("records of any day"),
    "summary.empty": N_("No product passes the filter. Remove one of the filters above, or clear all."),
    "table.title": N_("Attribute table"),
    "table.open": N_("Open the table"),
    "table.close": N_("Close the table"),
    "table.layer": N_("Layer of the table"),
    "table.csv": N_("Download CSV"),
    "table.previous": N_("Previous"),
    "table.next": N_("Next"),
    "table.status": N_("%(from)s–%(to)s of %(total)s"),
    "tools.full_screen": N_("Full screen"),
    "tools.full_screen_refused": N_("The browser does not allow full screen here."),
    "tools.locate": N_("My position"),
    "tools.located": N_("Your position, within %(metres)s m."),
    "tools.located_outside": N_("You are outside the map of Lào Cai."),
    "tools.locate_refused": N_(
        "The browser was not allowed to tell the position. Allow it in the settings of this site "
        "and try again."
    ),
    "tools.locate_failed": N_("The position could not be found."),
    "tools.link": N_("Link to this map"),
    "tools.copy_link": N_("Copy link"),
    "tools.link_copied": N_("The link is copied."),
    "tools.link_by_hand": N_("The browser does not allow copying: the link is selected, press Ctrl+C."),
    "tools.print": N_("Print"),
    "tools.dark": N_("Dark colours"),
    "tree.title": N_("Layers"),
    "tree.opacity": N_("Opacity of %(layer)s"),
    "tree.drawn": N_("(%(drawn)s of %(count)s as points)"),
    "value.inferred": N_("(inferred)"),
}
