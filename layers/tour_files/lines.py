"""The sentences of a tour's files: what is said of a leg, a day, a product, and of what it all rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from geodata.errors import N_
from geodata.tourism.paces import PACES, Pace
from geodata.tourism.vehicles import VEHICLES, Vehicle
from layers.tour_files.document import Document
from layers.tour_files.sheet import Place
from layers.tour_files.words import Words

Answer = Mapping[str, Any]
# The licences ask that whoever hands the outlines on names their makers.
OUTLINES: tuple[tuple[str, str], ...] = (
    (
        N_("Outer lines of the units since 1 July 2025:"),
        "vietnamese-provinces-database, MIT, Copyright (c) 2021 Thang Le Quoc",
    ),
    (N_("Inner lines of the units until 30 June 2025:"), "censusVN2009, MIT, Copyright 2017 Marc Choisy"),
    (N_("Table of old and new units:"), "dvhcvn/20250701, MIT, Copyright (c) 2025 dvhcvn"),
)
LEGAL = N_("Boundaries are for reference and have no legal force.")
OSM = N_("Points of some stops: © OpenStreetMap contributors, ODbL 1.0.")
STARS = N_("Stars are those of the latest rating that a source names, which may have lapsed.")
GUESSED = N_("Lengths of visits, opening hours and seasons are assumptions unless a source is named.")


def leg_text(leg: Answer, words: Words) -> str:
    """Return range of minutes, kilometres and roads of a leg in one line."""
    spans = leg["range"]
    if spans["low"] is None or spans["high"] is None:
        return words.text(N_("no way is known"))
    parts = [words.span(spans["low"], spans["high"])]
    if leg["km"] is None:
        parts.append(words.text(N_("km not known")))
    elif leg["km"]:
        parts.append(words.text(N_("about %(km)s km"), km=words.number(leg["km"])))
    if leg["roads"]:
        parts.append(words.text(N_("by %(roads)s"), roads=", ".join(leg["roads"])))
    return ", ".join(parts)


def length_text(legs: Sequence[Answer], words: Words) -> str:
    """Return the kilometres of some legs together; of how many they are not known is said."""
    known = [leg["km"] for leg in legs if leg["km"] is not None]
    missing = len(legs) - len(known)
    if not known:
        return words.text(N_("Length of the way: not known"))
    km = words.number(round(sum(known), 1))
    if missing:
        text = N_("Length of the way: about %(km)s km, and %(missing)s legs whose length is not known")
        return words.text(text, km=km, missing=missing)
    return words.text(N_("Length of the way: about %(km)s km"), km=km)


def product_text(product: Answer, words: Words) -> str:
    """Return a product with its stars; what is inferred or not recognised is said."""
    marks = [] if product["stars"] is None else [f"{product['stars']}★"]
    if not product["recognised"]:
        marks.append(words.text(N_("only evaluated, not recognised")))
    if product["inferred"]:
        marks.append(words.text(N_("partly inferred")))
    return f"{product['name']} ({'; '.join(marks)})" if marks else str(product["name"])


def day_ends(day: Answer, ends: tuple[Place, Place], words: Words) -> tuple[str, ...]:
    """Return where and when a day begins and ends."""
    on = date.fromisoformat(day["date"])
    depart, arrive = (words.clock(datetime.fromisoformat(day[name]), on) for name in ("depart", "arrive"))
    return (
        words.text(N_("Start %(time)s: %(place)s"), time=depart, place=ends[0].title),
        words.text(N_("End %(time)s: %(place)s"), time=arrive, place=ends[1].title),
    )


def day_facts(day: Answer, words: Words) -> tuple[str, ...]:
    """Return the lines below the heading of a day."""
    lines = [words.text(N_("Driving: %(time)s in all, as planned"), time=words.duration(day["drive_min"]))]
    lines.append(length_text(day["legs"], words))
    if day["depart_latest"] is not None:
        latest = words.clock(datetime.fromisoformat(day["depart_latest"]))
        lines.append(
            words.text(N_("Latest start with which everything is still in time: %(time)s"), time=latest)
        )
    if day["lunch_at"] is not None:
        lunch = words.clock(datetime.fromisoformat(day["lunch_at"]))
        minutes = words.duration(day["lunch_min"] or 0)
        lines.append(words.text(N_("Lunch: %(time)s, %(minutes)s"), time=lunch, minutes=minutes))
    lines.append(
        words.text(N_("Sunrise %(sunrise)s, sunset %(sunset)s"), sunrise=day["sunrise"], sunset=day["sunset"])
    )
    return tuple(lines)


def byline(document: Document, words: Words) -> str:
    """Return who made the tour and when it last changed."""
    day = words.day(document.made_at.date())
    if document.author is None:
        return words.text(N_("As of %(day)s"), day=day)
    if document.is_draft:
        return words.text(N_("Draft by %(author)s, as of %(day)s"), author=document.author, day=day)
    return words.text(N_("By %(author)s, as of %(day)s"), author=document.author, day=day)


def basis_lines(answer: Answer, words: Words) -> tuple[str, ...]:
    """Return what the numbers of a tour rest on, and of when they are."""
    travel = answer["travel"]
    vehicle, pace = VEHICLES[Vehicle(answer["vehicle"])], PACES[Pace(answer["pace"])]
    lines = [note["text"] for note in answer["notes"]]
    lines.append(
        words.text(
            N_("Vehicle: %(vehicle)s. Pace: %(pace)s."),
            vehicle=words.text(vehicle.title),
            pace=words.text(pace.title),
        )
    )
    lines.append(
        words.text(
            N_("Travel times: %(network)s. %(source)s"), network=travel["network"], source=travel["source"]
        )
    )
    if travel["estimate"]:
        lines.append(words.text(N_("All minutes are estimates.")))
    lines.append(words.text(GUESSED))
    if any(product["stars"] for stop in answer["stops"].values() for product in stop["products"]):
        lines.append(words.text(STARS))
    return (*lines, words.text(OSM), *footer_lines(answer, words))


def outline_lines(words: Words) -> tuple[str, ...]:
    """Return who made the outlines on a map."""
    return tuple(f"{words.text(what)} {who}." for what, who in OUTLINES)


def footer_lines(answer: Answer, words: Words) -> tuple[str, ...]:
    """Return without what no page may be: of when the data are, the unit system, no legal force."""
    basis = answer["basis"]
    lines = [words.text(N_("Unit system: %(units)s"), units=basis["units"]), words.text(LEGAL)]
    if basis["base_date"] is not None:
        day = words.day(date.fromisoformat(basis["base_date"]))
        lines.insert(0, words.text(N_("Data set put together on %(day)s"), day=day))
    return tuple(lines)


def grouped(said: Iterable[tuple[str, str]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return each text once, in the order in which it is first said, with the labels it is said of."""
    found: dict[str, list[str]] = {}
    for text, label in said:
        found.setdefault(text, []).append(label)
    return tuple((text, tuple(dict.fromkeys(labels))) for text, labels in found.items())
