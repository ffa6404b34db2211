"""The answer of a tour becomes a sheet: every value read once, every sentence made once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from geodata.errors import N_
from geodata.links import source_links
from geodata.tourism.kinds import KIND_TITLES, StopKind
from geodata.tourism.nights import TOWN
from layers.labels import LABELS
from layers.tour_files.document import Document
from layers.tour_files.lines import (
    basis_lines,
    byline,
    day_ends,
    day_facts,
    footer_lines,
    grouped,
    leg_text,
    product_text,
)
from layers.tour_files.sheet import Leg, Place, Point, Product, Sheet, SheetDay, Visit, Warned
from layers.tour_files.words import Words

Answer = Mapping[str, Any]
SCHEMATIC = N_(
    "No road is drawn where none is known: such a line shows the order of the stops alone, and a file for"
    " navigation holds no track of it."
)


def sheet_of(document: Document, words: Words) -> Sheet:
    """Return the tour of a document in words."""
    answer = document.answer
    days = tuple(_day(answer, number, day, words) for number, day in enumerate(answer["days"], start=1))
    legs = [leg for day in days for leg in day.legs]
    return Sheet(
        title=document.title,
        note=document.note,
        byline=byline(document, words),
        alerts=document.alerts,
        days=days,
        assumptions=grouped(
            (note, visit.label) for day in days for visit in day.visits for note in visit.notes
        ),
        footer=footer_lines(answer, words),
        basis=basis_lines(answer, words),
        schematic="" if all(leg.is_real for leg in legs) else words.text(SCHEMATIC),
    )


def _day(answer: Answer, number: int, day: Answer, words: Words) -> SheetDay:
    """Return one day."""
    on = date.fromisoformat(day["date"])
    visits = tuple(
        _visit(answer["stops"][visit["stop"]], visit, (number, place), words)
        for place, visit in enumerate(day["visits"], start=1)
    )
    start, end = _place(day["start"], words), _place(day["end"], words)
    passed = [start, *(visit.place for visit in visits), end]
    legs = tuple(_leg(leg, way, words) for leg, way in zip(day["legs"], pairwise(passed), strict=True))
    latest, lunch = day["depart_latest"], day["lunch_at"]
    return SheetDay(
        number=number,
        day=on,
        title=words.text(
            N_("Day %(number)s: %(weekday)s, %(day)s"),
            number=number,
            weekday=words.weekday(on),
            day=words.day(on),
        ),
        start=start,
        end=end,
        depart=datetime.fromisoformat(day["depart"]),
        arrive=datetime.fromisoformat(day["arrive"]),
        depart_latest=None if latest is None else datetime.fromisoformat(latest),
        drive_min=day["drive_min"],
        lunch_at=None if lunch is None else datetime.fromisoformat(lunch),
        lunch_min=day["lunch_min"] or 0.0,
        ends=day_ends(day, (start, end), words),
        facts=day_facts(day, words),
        legs=legs,
        visits=visits,
        warnings=tuple(_warned(warning, legs) for warning in day["warnings"]),
    )


def _warned(warning: Answer, legs: Sequence[Leg]) -> Warned:
    """Return one warning; that of a visit names its stop itself, that of a leg does not."""
    note, text = warning["note"], str(warning["note"]["text"])
    if warning["leg"] is not None:
        leg = legs[warning["leg"]]
        text = f"{leg.start.name} → {leg.end.name}: {text}"
    return Warned(warning["severity"], note["key"], text, warning["visit"])


def _place(place: Answer, words: Words) -> Place:
    """Return where a day begins or ends; a tour that was kept before this was noted says nothing of it."""
    point = (float(place["lon"]), float(place["lat"]))
    name = place["name"] or words.text(
        N_("Point on the map (%(lat)s, %(lon)s)"), lat=f"{point[1]:.4f}", lon=f"{point[0]:.4f}"
    )
    if place.get("own_point", True):
        return Place(name, point)
    within = place["within"]
    search = ", ".join(dict.fromkeys([name, *within]))
    # A town is found by its name, wherever in its commune its point stands.
    if not within or (place["id"] or "").startswith(TOWN):
        return Place(name, point, search)
    return Place(name, point, search, words.text(N_("somewhere in %(unit)s"), unit=", ".join(within)))


def _leg(leg: Answer, way: tuple[Place, Place], words: Words) -> Leg:
    """Return one leg; without a line of its own it is drawn straight."""
    start, end = way
    line: tuple[Point, ...] = tuple((float(lon), float(lat)) for lon, lat in leg["line"] or ())
    spans = leg["range"]
    return Leg(
        start=start,
        end=end,
        minutes=leg["minutes"],
        low=spans["low"],
        likely=spans["likely"],
        high=spans["high"],
        km=leg["km"],
        line=line if len(line) > 1 else (start.point, end.point),
        is_real=bool(leg["real"]) and len(line) > 1,
        roads=tuple(leg["roads"]),
        text=leg_text(leg, words),
    )


def _visit(stop: Answer, visit: Answer, place: tuple[int, int], words: Words) -> Visit:
    """Return one visit with what is known of its stop."""
    kinds = [words.text(KIND_TITLES[StopKind(kind)]) for kind in stop["kinds"]]
    return Visit(
        day=place[0],
        number=place[1],
        key=visit["stop"],
        name=stop["name"],
        point=(float(stop["lon"]), float(stop["lat"])),
        kinds=", ".join(kinds),
        where=_where(stop, words),
        own_point=bool(stop["own_point"]),
        search=_search(stop),
        begin=datetime.fromisoformat(visit["arrive"]),
        leave=datetime.fromisoformat(visit["leave"]),
        wait_min=visit["wait_min"],
        products=tuple(_product(product, words) for product in stop["products"]),
        crafts=_crafts(stop["crafts"]),
        fee_vnd=_fee(stop["entry_fee_vnd"]),
        notes=tuple(dict.fromkeys(note["text"] for note in stop["notes"])),
        sources=tuple(link.text for link in source_links(stop["sources"])),
    )


def _fee(fee: Sequence[int] | None) -> tuple[int, int] | None:
    """Return the entry fee from and to, in đồng, where a source states one."""
    return None if fee is None else (fee[0], fee[1])


def _search(stop: Answer) -> str | None:
    """Return name, commune and district of a stop of which no more is known than that."""
    return None if stop["own_point"] else ", ".join([stop["name"], *_units(stop)])


def _units(stop: Answer) -> list[str]:
    """Return commune and district of a stop; an own place of the user may be in none."""
    # In the list of 2024 a commune may be called as its district is.
    return list(dict.fromkeys(part for part in (stop["commune"], stop["district"]) if part))


def _where(stop: Answer, words: Words) -> str:
    """Return commune and district of a stop, as exactly as its point is known."""
    where = ", ".join(_units(stop))
    if stop["own_point"] or not where:
        return where
    return words.text(N_("somewhere in %(unit)s"), unit=where)


def _product(product: Answer, words: Words) -> Product:
    """Return one product."""
    group = product["group"]
    return Product(
        product_id=product["id"],
        name=product["name"],
        group="" if group is None else words.text(LABELS["product_group"][group]),
        stars=product["stars"],
        is_recognised=bool(product["recognised"]),
        is_inferred=bool(product["inferred"]),
        text=product_text(product, words),
    )


def _crafts(crafts: Sequence[Answer]) -> tuple[str, ...]:
    """Return the crafts of a stop by the names of their records."""
    return tuple(dict.fromkeys(craft["name"] for craft in crafts))
