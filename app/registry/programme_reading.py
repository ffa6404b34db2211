"""What the programme follows of one record, for its page and for the API."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from flask_babel import gettext

from app.i18n import date_text
from app.office import current_office, trusts_host
from app.state import current_store
from geodata.errors import N_
from geodata.links import SourceLink, source_link
from geodata.view import View

if TYPE_CHECKING:
    from geodata.programme.current import CurrentFact
    from geodata.programme.reading import Followed
    from geodata.programme.support import Expected
    from geodata.programme.tallies import Tally
    from geodata.programme.zones import LinkedZone
    from geodata.unit_details import UnitRecords

# Why the policy tells no amount of a certificate.
WHY_NOT = {
    "no_stars": N_("cannot be told: no source gives the stars of this certificate"),
    "no_date": N_("cannot be told: the day of the recognition is not known"),
    "year_only": N_(
        "cannot be told: only the year is known, and the amount was not the same on each of its days"
    ),
    "no_rule": N_("no amount on record for that day"),
    "no_days": N_("cannot be told: the days of the policy have not been entered"),
}


def followed_of_record(kind: str, record_id: str, day: date) -> Followed | None:
    """Return what is followed of a record of a table of the registry on ``day``."""
    from geodata.programme.reading import read_followed

    return read_followed(current_store(), kind, record_id, View(on=day), current_office().rules_of_support())


def followed_of_unit(records: UnitRecords, day: date) -> list[tuple[str, list[tuple[str, Tally]]]]:
    """Return by kind of record the facts of which a source says something of a record of a unit."""
    from geodata.programme.tallies import PRODUCERS, PRODUCTS, tally_records
    from geodata.records.fact_labels import fact_label

    counted = {
        PRODUCTS: [row["product_id"] for row in records.lists[PRODUCTS]],
        PRODUCERS: [row["producer_id"] for row in records.lists[PRODUCERS] if row["product_count"] > 0],
    }
    store, view = current_store(), View(on=day)
    told = {kind: tally_records(store, view, kind, keys).known() for kind, keys in counted.items()}
    return [
        (kind, [(gettext(fact_label(kind, fact)), tally) for fact, tally in known.items()])
        for kind, known in told.items()
        if known
    ]


def why_no_amount(told: str) -> str:
    """Return why the policy tells no amount."""
    return str(gettext(WHY_NOT[told]))


def fact_rows(kind: str, facts: tuple[CurrentFact, ...]) -> list[dict[str, Any]]:
    """Return facts of a kind of record as tables show them; a link only where the office trusts its host."""
    from geodata.records.choices import FACT_VALUES
    from geodata.records.fact_labels import fact_label

    return [
        {
            "fact": one.fact.value,
            "title": gettext(fact_label(kind, one.fact)),
            "value": _value_text(FACT_VALUES.get(one.fact.value, {}), one.value),
            "amount": one.amount_vnd,
            "link": None if one.link is None else shown_link(one.link),
            "day": day_words(one),
            "source": one.source,
            "note": one.note,
            "ended": None if one.ended_on is None else date_text(one.ended_on),
            "is_disputed": one.is_disputed,
            "is_open": one.is_open,
        }
        for one in facts
    ]


def _value_text(listed: Any, value: str | None) -> str | None:  # noqa: ANN401 -- labels of a closed list
    """Return a value in words; one of no list as it is written."""
    if value is None:
        return None
    return str(gettext(listed[value])) if value in listed else value


def shown_link(link: str) -> SourceLink:
    """Return the address of a sales channel as this office shows it."""
    return source_link(link, trusts_host)


def day_words(one: CurrentFact) -> str | None:
    """Return the day of a fact as far as it is known."""
    if one.as_of is None:
        return None
    if one.precision == "year":
        return str(one.as_of.year)
    return f"{one.as_of:%m/%Y}" if one.precision == "month" else date_text(one.as_of)


def followed_json(kind: str, record_id: str, day: date) -> dict[str, Any]:
    """Return what the API says of a record; empty for kinds of which nothing is followed."""
    followed = followed_of_record(kind, record_id, day)
    if followed is None:
        return {}
    return {
        "followed": {
            "as_of": followed.day,
            "facts": [_fact_json(one) for one in followed.facts],
            "superseded_or_later": [_fact_json(one) for one in followed.others],
            "facts_of_producer": [_fact_json(one) for one in followed.of_producer],
            "zones": [_zone_json(one, followed) for one in followed.zones],
            "support_expected": [_expected_json(one) for one in followed.expected],
            "support_received": followed.received,
        }
    }


def _fact_json(one: CurrentFact) -> dict[str, Any]:
    """Return a fact; ``link`` is the address as it was entered, ``link_trusted`` whether a page opens it."""
    dated = ("as_of", "precision", "ended_on")
    names = ("fact_id", "fact", "value", "link", "amount_vnd", *dated, "source", "note")
    link = None if one.link is None else shown_link(one.link)
    return {name: getattr(one, name) for name in names} | {
        "is_disputed": one.is_disputed,
        "is_open": one.is_open,
        "link_trusted": link is not None and link.href is not None,
    }


def _zone_json(one: LinkedZone, followed: Followed) -> dict[str, Any]:
    """Return a link between a product and a zone."""
    names = ("product_id", "zone_id", "zone", "hectares", "households", "as_of", "source")
    product = followed.product_names.get(one.product_id)
    told = {name: getattr(one, name) for name in names} | {"is_open": followed.is_open(one)}
    return told | ({"product": product} if product else {})


def _expected_json(one: Expected) -> dict[str, Any]:
    """Return what the policy says of a certificate."""
    names = ("certificate_id", "certified_on", "certified_year", "stars", "told", "amount_vnd", "source")
    return {name: getattr(one, name) for name in names}
