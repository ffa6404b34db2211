"""What must be read beside an indicator."""

from __future__ import annotations

from geodata import joins
from geodata.coverage import PARTIAL_COMMUNES
from geodata.errors import N_
from geodata.indicator_names import Indicator, counts_products, obeys_filter
from geodata.store import Store
from geodata.summaries import newest_published
from geodata.units import units_in
from geodata.view import ProductFilter, View
from geodata.vocabulary import SalesPointKind, UnitLevel
from layers.followed_cells import Note, followed_notes

NOTES: dict[Indicator, str] = {
    Indicator.PRODUCTS_PER_10000: N_(
        "Only communes whose population of the census of 2019 fits their outline have a rate."
    ),
    Indicator.ZONE_HA: N_("One newest figure per commune; figures of several zones are not added up."),
    Indicator.CRAFT_VILLAGES: N_(
        "Clubs, groups, heritage listings, revoked and failed ones are not counted."
    ),
}
OCOP_POINTS_KNOWN = N_("%(known)s of %(published)s published OCOP sales points are known by name (%(year)s).")
NOT_FILTERED = N_("The product filter does not apply to this indicator.")
DISTRICT_ONLY = N_("Products known only by district are in no commune.")


def indicator_notes(
    store: Store, view: View, indicator: Indicator, chosen: ProductFilter | None = None
) -> list[Note]:
    """
    Return what must be read beside an indicator: texts with the values that fill them.

    ``chosen`` None: for a file, which filters only what it can count again.
    """
    notes: list[Note] = [(NOTES[indicator], {})] if indicator in NOTES else []
    published = newest_published(store, "ocop_sales_points")
    if indicator is Indicator.OCOP_POINTS and published is not None:
        points = joins.sales_points_in(store, view)
        known = int((points["kind"] == SalesPointKind.OCOP_POINT).sum())
        told: dict[str, int | str] = {
            "known": known,
            "published": published.value,
            "year": published.as_of.year,
        }
        notes.append((OCOP_POINTS_KNOWN, told))
    notes += followed_notes(store, view, indicator, chosen or ProductFilter())
    partial = int(units_in(store, view.units, UnitLevel.COMMUNE, view.today)["partial"].sum())
    if partial:
        notes.append((PARTIAL_COMMUNES, {"count": partial}))
    is_filtered = counts_products(indicator) if chosen is None else obeys_filter(indicator)
    return [*notes, (DISTRICT_ONLY if is_filtered else NOT_FILTERED, {})]
