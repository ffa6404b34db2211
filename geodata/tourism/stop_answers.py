"""What is told of one stop: where it is, what is made and sold there, its worth, what is assumed of it."""

from __future__ import annotations

from typing import Any

from geodata.planning.notes import Note
from geodata.tourism.places import PURCHASE_ASSUMED, TourPlace
from geodata.tourism.prepared import PreparedTour
from geodata.vocabulary import Role

Answer = dict[str, Any]


def told_note(note: Note) -> Answer:
    """Return a note with its text for the translators."""
    return {"key": note.key, "message": note.message, "values": dict(note.values)}


def told_stop(prepared: PreparedTour, number: int) -> Answer:
    """Return one stop of a tour: its facts, what it is worth and why, what of its times is assumed."""
    place, opening, prize = prepared.places[number], prepared.openings[number], prepared.prizes[number]
    return {
        **told_place(place),
        "own": prepared.is_own(number),
        "prize": prize.value,
        "why": [
            {"interest": part.interest.value, "value": part.value, "why": told_note(part.why)}
            for part in prize.parts
        ],
        "visit_min": opening.visit.minutes,
        "visit_assumed": opening.visit.assumed,
        "hours_assumed": opening.hours_assumed,
        "days_assumed": opening.days_assumed,
        "notes": [told_note(note) for note in (*place.notes, *_purchase_notes(place), *opening.notes)],
    }


def _purchase_notes(place: TourPlace) -> list[Note]:
    """Say that it is only assumed that something can be bought there."""
    return [Note("purchase_assumed", PURCHASE_ASSUMED)] if place.is_purchase_assumed else []


def told_place(place: TourPlace) -> Answer:
    """Return the facts of a place; what no source says is null, and so is the commune of an own stop."""
    fee = place.entry_fee_vnd
    return {
        "name": place.name,
        "also": list(place.also),
        "lon": place.lon,
        "lat": place.lat,
        "own_point": place.own_point,
        "commune_code": place.commune_code or None,
        "commune": place.commune or None,
        "district": place.district,
        "roles": [role.value for role in place.roles],
        "kinds": [kind.value for kind in place.kinds],
        "is_purchase": place.is_purchase,
        "purchase_assumed": place.is_purchase_assumed,
        "products": [
            {
                "id": product.product_id,
                "name": product.name,
                "group": None if product.group is None else product.group.value,
                "stars": product.stars,
                "recognised": product.is_recognised,
                "inferred": product.is_inferred,
            }
            for product in place.products
        ],
        "crafts": [
            {"name": craft.name, "craft": craft.craft, "standing": craft.standing.value}
            for craft in place.crafts
        ],
        "producer_count": sum(record.role is Role.PRODUCER for record in place.records),
        "records": [
            {"role": record.role.value, "id": record.record_id, "name": record.name}
            for record in place.records
        ],
        "entry_fee_vnd": None if fee is None else list(fee),
        "sources": list(place.sources),
    }
