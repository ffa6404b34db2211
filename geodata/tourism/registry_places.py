"""The registry read as places to stop at: records of one place are brought together, nothing is added."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from geodata import tables
from geodata.errors import N_, InvalidInput
from geodata.joins import craft_villages_in, markets_in, producers_in, products_in, sales_points_in, sights_in
from geodata.names import name_key
from geodata.plain import Row, rows_of
from geodata.planning.existing import NOT_SURE_OPEN
from geodata.planning.notes import Note
from geodata.store import Store
from geodata.tourism.kinds import StopKind, in_order, is_no_stop, kinds_of_sight
from geodata.tourism.market_readings import MarketDays, read_market, read_stall
from geodata.tourism.places import (
    LeftOut,
    NoStop,
    PlaceCraft,
    PlaceProduct,
    PlaceRecord,
    TourPlace,
    TourPlaces,
)
from geodata.tourism.stalls import with_stalls
from geodata.view import View
from geodata.vocabulary import (
    Confidence,
    CraftKind,
    CraftStanding,
    InSystem,
    MarketKind,
    ProductGroup,
    Recognition,
    Role,
    SalesPointKind,
    UnitSystem,
)

# The record that names a place of several: what a visitor comes for stands first.
NAMING = (Role.MARKET, Role.SIGHT, Role.SALES_POINT, Role.CRAFT_VILLAGE, Role.PRODUCER)
ID_COLUMN = {
    Role.MARKET: "sales_point_id",
    Role.SIGHT: "sight_id",
    Role.SALES_POINT: "sales_point_id",
    Role.CRAFT_VILLAGE: "craft_village_id",
    Role.PRODUCER: "producer_id",
}
SALES = (Role.MARKET, Role.SALES_POINT)
NO_CRAFT = frozenset({CraftStanding.REVOKED, CraftStanding.FAILED})
NEAR_THE_SPOT = "gần đúng"  # the collector's words for a point that is only about right
# By where the records of a place lie, the best first.
UNPLACED = {
    InSystem.DISTRICT_ONLY: NoStop.DISTRICT_ONLY,
    InSystem.OUTSIDE: NoStop.OUTSIDE,
    InSystem.NOT_PLACED: NoStop.NOT_PLACED,
}
Rows = Mapping[Role, list[Row]]


def tour_places(store: Store, view: View) -> TourPlaces:
    """
    Return every place of ``view`` as a stop or with the reason why it is none; read once per revision.

    Raises
    ------
    InvalidInput
        The view is drawn on the units of 2019, of which only the names are known.
    """
    if view.units is UnitSystem.Y2019:
        raise InvalidInput(N_("The unit system 2019 has names only: choose 2024 or 2025"))
    return store.remembered(("tour_places", view), lambda: _read(store, view))


def _read(store: Store, view: View) -> TourPlaces:
    """Return the places of ``view``."""
    places = _rows_by_place(store, view)
    products = products_in(store, view)
    made = defaultdict(list)
    for row in rows_of(products.sort_values("product_id")):
        made[row["producer_id"]].append(_product(row))
    days = defaultdict(list)
    for row in rows_of(store.frame(sa.select(tables.market_days).order_by(tables.market_days.c.source_row))):
        days[row["sales_point_id"]].append(row)
    markets = {_place_key(row, Role.MARKET): row for row in rows_of(markets_in(store, view))}
    items, left_out = [], []
    addresses: dict[str, list[str]] = {}
    for key in sorted(places):
        rows = places[key]
        found = tuple(product for row in rows.get(Role.PRODUCER, ()) for product in made[row["producer_id"]])
        market = _market(rows, markets.get(key), days)
        reason = _reason(rows, found)
        if reason is None:
            sold_at = (row["address"] for role in SALES for row in rows.get(role, ()))
            addresses[key] = [address for address in sold_at if address]
            items.append(_place(key, rows, found, market))
        else:
            left_out.append(LeftOut(key, _named(rows)[0], _roles(rows), reason))
    told = sum(len(item.products) for item in items)
    stops = with_stalls(items, addresses)
    return TourPlaces(items=stops, left_out=tuple(left_out), products_elsewhere=len(products) - told)


def _rows_by_place(store: Store, view: View) -> dict[str, dict[Role, list[Row]]]:
    """Return the records of each place by role; a market is no sales point beside it."""
    frames = (
        (Role.PRODUCER, producers_in(store, view)),
        (Role.CRAFT_VILLAGE, craft_villages_in(store, view)),
        (Role.SALES_POINT, sales_points_in(store, view)),
        (Role.SIGHT, sights_in(store, view)),
    )
    places: dict[str, dict[Role, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for role, frame in frames:
        for row in rows_of(frame.sort_values(["source_table", "source_row"], kind="stable")):
            is_market = role is Role.SALES_POINT and row["kind"] == SalesPointKind.MARKET
            places[_place_key(row, role)][Role.MARKET if is_market else role].append(row)
    return places


def _place_key(row: Row, role: Role) -> str:
    """Return the key of the place of a record; a record that was given none is a place of its own."""
    return str(row["place_id"] or row[ID_COLUMN[role]])


def _reason(rows: Rows, products: Sequence[PlaceProduct]) -> NoStop | None:
    """Return why a place is no stop; None where it is one."""
    every = [row for found in rows.values() for row in found]
    where = {InSystem(row["in_system"]) for row in every}
    if not any(_is_placed(row) for row in every):
        return next(reason for place, reason in UNPLACED.items() if place in where)
    if _kinds(rows, None, has_products=bool(products)):
        return None
    if rows.get(Role.SIGHT):
        return NoStop.NOT_TO_VISIT
    if rows.get(Role.SALES_POINT):
        return NoStop.NOT_SURE_OPEN
    return NoStop.NOT_A_CRAFT if rows.get(Role.CRAFT_VILLAGE) else NoStop.NO_PRODUCT


def _is_placed(row: Row) -> bool:
    """Tell whether a record lies in a commune of the system and has a point."""
    return row["in_system"] == InSystem.COMMUNE and row["lon"] is not None


def _kinds(rows: Rows, market: MarketDays | None, *, has_products: bool) -> tuple[StopKind, ...]:
    """Return the kinds of a place; none where no record of it makes it a stop."""
    found = {
        kind
        for row in rows.get(Role.SIGHT, ())
        if not is_no_stop(row["kind"])
        for kind in kinds_of_sight(row["kind"])
    }
    if rows.get(Role.MARKET):
        # "market / cultural" says no more than that it is a market.
        found = (found - {StopKind.LANDMARK}) | {_market_kind(market)}
    if any(not _is_unsure(row) for row in rows.get(Role.SALES_POINT, ())):
        found |= {StopKind.SHOP}
    if any(row["standing"] not in NO_CRAFT for row in rows.get(Role.CRAFT_VILLAGE, ())):
        found |= {StopKind.CRAFT}
    if has_products:
        found |= {StopKind.PRODUCER}
    return in_order(found)


def _market_kind(market: MarketDays | None) -> StopKind:
    """Return the kind of a market."""
    if market is not None and market.is_evening:
        return StopKind.EVENING_MARKET
    is_daily = market is not None and market.kind is MarketKind.DAILY
    return StopKind.DAILY_MARKET if is_daily else StopKind.MARKET


def _is_unsure(row: Row) -> bool:
    """Tell whether the source of a sales point does not say that it was opened."""
    return NOT_SURE_OPEN in (row["note"] or "")


def _market(rows: Rows, market: Row | None, days: Mapping[str, Sequence[Row]]) -> MarketDays | None:
    """Return the market days of a place: those of its market, else those that its stall names."""
    if market is not None:
        own = [day for row in rows[Role.MARKET] for day in days.get(row["sales_point_id"], ())]
        return read_market(market, own)
    stalls = (read_stall(row["market_day"]) for row in rows.get(Role.SALES_POINT, ()))
    return next((stall for stall in stalls if stall is not None), None)


def _place(key: str, rows: Rows, products: tuple[PlaceProduct, ...], market: MarketDays | None) -> TourPlace:
    """Return the stop that the records of one place make."""
    ordered = [(role, row) for role in NAMING for row in rows.get(role, ())]
    # A point of its own before the interior point of a commune.
    at = min((row for _, row in ordered if _is_placed(row)), key=lambda row: row["point_source"] is None)
    name, *also = _named(rows)
    own_point = at["point_source"] is not None
    return TourPlace(
        place_id=key,
        name=name,
        also=tuple(also),
        lon=float(at["lon"]),
        lat=float(at["lat"]),
        own_point=own_point,
        commune_code=at["commune_code"],
        commune=at["commune"],
        district_code=at["district_code"],
        district=at["district"],
        roles=_roles(rows),
        kinds=_kinds(rows, market, has_products=bool(products)),
        records=tuple(_record(role, row) for role, row in ordered),
        products=products,
        crafts=tuple(_craft(row) for row in rows.get(Role.CRAFT_VILLAGE, ())),
        market=market,
        selling=tuple(SalesPointKind(row["kind"]) for row in rows.get(Role.SALES_POINT, ())),
        **_stated(rows.get(Role.SIGHT, ())),
        notes=tuple(_notes(at, rows, own_point=own_point)),
    )


def _stated(sights: Iterable[Row]) -> dict[str, Any]:
    """Return the length of a visit and the entry fee that the sights of a place state."""
    visits = [float(row["visit_minutes"]) for row in sights if row["visit_minutes"] is not None]
    fees = [
        (int(row["entry_fee_min_vnd"]), int(row["entry_fee_max_vnd"]))
        for row in sights
        if row["entry_fee_min_vnd"] is not None and row["entry_fee_max_vnd"] is not None
    ]
    return {"visit_min": max(visits, default=None), "entry_fee_vnd": fees[0] if fees else None}


def _roles(rows: Rows) -> tuple[Role, ...]:
    """Return the roles of a place; a market is a sales point, too, as on the map."""
    found = set(rows) | ({Role.SALES_POINT} if Role.MARKET in rows else set())
    return tuple(role for role in Role if role in found)


def _named(rows: Rows) -> list[str]:
    """Return the names of a place, the one that a visitor knows it by first, each once."""
    ordered = [row["name"] for role in NAMING for row in rows.get(role, ())]
    # The spelling that stands first is kept.
    return list({name_key(name): name for name in reversed(ordered)}.values())[::-1]


def _record(role: Role, row: Row) -> PlaceRecord:
    """Return a record of a place as a value."""
    kind = row.get("standing") if role is Role.CRAFT_VILLAGE else row["kind"]
    return PlaceRecord(
        role=role,
        record_id=row[ID_COLUMN[role]],
        name=row["name"],
        kind=kind,
        sources=tuple(row["sources"]),
        note=row["note"],
        is_inferred=row["confidence"] == Confidence.INFERRED or bool(row["inferred_fields"]),
    )


def _product(row: Row) -> PlaceProduct:
    """Return a product as a value."""
    return PlaceProduct(
        product_id=row["product_id"],
        name=row["name"],
        group=None if row["product_group"] is None else ProductGroup(row["product_group"]),
        stars=row["stars"],
        recognition=Recognition(row["recognition"]),
        is_inferred=row["confidence"] == Confidence.INFERRED or bool(row["inferred_fields"]),
    )


def _craft(row: Row) -> PlaceCraft:
    """Return a craft as a value."""
    return PlaceCraft(
        craft_village_id=row["craft_village_id"],
        name=row["name"],
        craft=row["craft"],
        kind=None if row["kind"] is None else CraftKind(row["kind"]),
        standing=CraftStanding(row["standing"]),
    )


def _notes(at: Row, rows: Rows, *, own_point: bool) -> list[Note]:
    """Say what is not known of where a place is and of whether it receives visitors."""
    found = []
    if not own_point:
        text = N_("Its place in the commune is not known: the stop stands somewhere in %(unit)s")
        found.append(Note("somewhere", text, {"unit": at["unit_name"]}))
    elif NEAR_THE_SPOT in at["name"] or NEAR_THE_SPOT in (at["note"] or ""):
        found.append(Note("near_the_spot", N_("Its point is only about right, says its source")))
    if rows.get(Role.PRODUCER):
        text = N_("No source says that the producer receives visitors: call first")
        found.append(Note("call_first", text))
        if any("unit_code" in row["inferred_fields"] for row in rows[Role.PRODUCER]):
            text = N_("The producer is placed where its products are: its office may be elsewhere")
            found.append(Note("producer_place", text))
    return found
